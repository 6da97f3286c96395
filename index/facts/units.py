"""How texts write scales, currencies and units; each spelling with what it means."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

_K, _M, _B, _T = (Decimal(10) ** n for n in (3, 6, 9, 12))

# As words, which may stand apart from the number; capitals don't matter.
SCALE_WORDS: Mapping[str, Decimal] = {
    spelt: scale
    for scale, words in (
        (Decimal(100), "hundred 百 백"),
        (_K, "thousand tausend mille mil 千 천"),
        (Decimal(10_000), "万 萬 만"),
        (Decimal(100_000), "lakh"),
        (_M, "million millions mio mln mn millionen millones 百万 百萬"),
        (Decimal(10_000_000), "crore crores 千万 千萬"),
        (Decimal(100_000_000), "亿 億 억"),
        (_B, "billion billions bn bln mrd milliarde milliarden milliard milliards 十亿 十億"),
        (_T, "trillion trillions tn trn billionen 兆 조 万亿 萬億"),
    )
    for spelt in words.split()
}
# As letters, right behind the number.
SCALE_LETTERS: Mapping[str, Decimal] = {
    "k": _K, "K": _K, "M": _M, "m": _M, "MM": _M, "B": _B, "b": _B, "T": _T,
}  # fmt: skip

CURRENCIES: Mapping[str, str] = {
    spelt: currency
    for currency, words in (
        ("USD", "$ us$ usd dollar dollars buck bucks 美元 美金 ドル 米ドル 달러"),
        ("EUR", "€ eur euro euros 欧元 歐元 ユーロ 유로"),
        ("GBP", "£ gbp pound pounds pfund 英镑 英鎊 ポンド"),
        ("CNY", "cn¥ rmb cny yuan renminbi 元 人民币 人民幣 人民元"),
        ("JPY", "jp¥ jpy yen 円 日元 日圓 엔"),
        ("¥", "¥"),
        ("INR", "₹ inr rs rupee rupees"),
        ("KRW", "₩ krw 원 韩元 ウォン"),
        ("CHF", "chf franken"),
        ("AUD", "a$ au$ aud"),
        ("CAD", "c$ ca$ cad"),
        ("HKD", "hk$ hkd 港元 港币"),
        ("TWD", "nt$ twd"),
        ("SGD", "s$ sgd"),
        ("BTC", "₿ btc bitcoin bitcoins"),
    )
    for spelt in words.split()
}

# Of these a claim may leave the unit out or find it left out: '744B' is said of parameters.
COUNTED: Mapping[str, str] = {
    spelt: unit
    for unit, words in (
        ("parameter", "parameter parameters param params 参数 參數 パラメータ パラメーター"),
        ("token", "token tokens tok toks トークン 토큰"),
        ("user", "user users nutzer nutzern utilisateurs 用户 用戶 ユーザー 사용자"),
        ("download", "download downloads 下载 下載 ダウンロード"),
        ("star", "star stars 星标"),
        ("GPU", "gpu gpus"),
        ("customer", "customer customers kunden 客户"),
        ("employee", "employee employees worker workers staff mitarbeiter 员工 社員 従業員"),
        ("vote", "vote votes upvote upvotes"),
    )
    for spelt in words.split()
}

# A unit that is written out, or that stands alone: (what it is counted in, times what).
_PLAIN: Mapping[str, str] = {
    "%": "% percent pct prozent pourcent porcentaje パーセント 퍼센트",
    "pp": "pp ppt ppts 百分点",
    "bp": "bp bps 基点",
    "x": "x × times fold fach mal 倍 배",
    "min": "min mins minute minutes minuten 分钟 分鐘 分間 분",
    "h": "h hr hrs hour hours stunde stunden heure heures 小时 小時 時間 시간",
    "day": "day days tage tagen jour jours 天 日間 일간",
    "week": "week weeks woche wochen semaine semaines 周 週 周間 週間 주",
    "month": "month months monat monate monaten mois 个月 個月 か月 ヶ月 カ月 개월",
    "year": "year years yr yrs jahr jahre jahren ans 年 年間 년",
    "decade": "decade decades",
    "°C": "°c",
    "°F": "°f",
    "km": "km kilometer kilometers kilometre kilometres 公里",
    "mile": "mile miles mi mph",
    "metre": "metre metres meters",
    "kg": "kg kilogram kilograms 公斤",
    "tonne": "tonne tonnes ton tons",
    "nm": "nm nanometer nanometers nanometre nanometres 纳米",
    "fps": "fps",
    "dB": "db",
    "acre": "acre acres",
    "barrel": "barrel barrels",
}
_PHRASES = {
    "per cent": "%", "percentage points": "pp", "percentage point": "pp", "basis points": "bp",
    "basis point": "bp", "prozentpunkte": "pp", "prozentpunkten": "pp", "pour cent": "%",
    "por ciento": "%", "个百分点": "pp",
}  # fmt: skip
# Units with prefixes, by letters and by words; letters keep their capitals: 'MB' isn't 'Mb'.
_PREFIXES = {"n": -9, "µ": -6, "μ": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12}
_PREFIXES |= {"K": 3, "P": 15, "E": 18}
_PREFIX_WORDS = {"nano": -9, "micro": -6, "milli": -3, "": 0, "kilo": 3, "mega": 6, "giga": 9}
_PREFIX_WORDS |= {"tera": 12, "peta": 15, "exa": 18}
_WITH_PREFIX = (
    ("s", "s sec secs", "second seconds sekunde sekunden seconde secondes", "nµμm"),
    ("B", "B", "byte bytes", "kKMGTPE"),
    ("W", "W", "watt watts", "mkKMGT"),
    ("Wh", "Wh", "watt-hour watt-hours", "kKMGT"),
    ("Hz", "Hz", "hertz", "kKMG"),
    ("bit/s", "bps b/s bit/s", "", "kKMGT"),
    ("FLOP", "FLOPS FLOPs FLOP", "flop flops", "MGTPE"),
    ("OPS", "OPS", "", "GTP"),
)
_EAST_SECONDS = ("秒", "초")


def _all_units() -> Iterable[tuple[str, tuple[str, Decimal]]]:
    one = Decimal(1)
    for unit, words in _PLAIN.items():
        yield from ((word, (unit, one)) for word in words.split())
    yield from ((phrase, (unit, one)) for phrase, unit in _PHRASES.items())
    yield from ((word, ("s", one)) for word in _EAST_SECONDS)
    yield from ((word, (unit, one)) for word, unit in COUNTED.items())
    for unit, letters, words, prefixes in _WITH_PREFIX:
        for prefix in ("", *prefixes):
            scale = Decimal(10) ** _PREFIXES[prefix]
            yield from ((prefix + each, (unit, scale)) for each in letters.split())
        for prefix, power in _PREFIX_WORDS.items():
            scale = Decimal(10) ** power
            yield from ((prefix + word, (unit, scale)) for word in words.split())
    yield from ((f"{p}b", ("B", Decimal(10) ** n)) for p, n in (("k", 3), ("m", 6), ("g", 9)))
    for power, prefix in enumerate(("Ki", "Mi", "Gi", "Ti"), 1):
        yield f"{prefix}B", ("B", Decimal(1024) ** power)


UNITS: Mapping[str, tuple[str, Decimal]] = dict(_all_units())

# Small numbers as words; what isn't `FIRM` is grammar as often as a number.
NUMBER_WORDS: Mapping[str, int] = {
    word: n
    for n, word in enumerate(
        """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty""".split(),
        1,
    )
} | {
    word: n
    for n, words in (
        (0, "zero"),
        (2, "zwei deux dos both"),
        (3, "drei trois tres"),
        (4, "vier quatre cuatro"),
        (5, "fünf cinq cinco"),
        (6, "sechs seis"),
        (7, "sieben sept siete"),
        (8, "acht huit ocho"),
        (9, "neun neuf nueve"),
        (10, "zehn dix diez"),
        (12, "zwölf dozen"),
        (30, "thirty dreißig trente"),
        (40, "forty vierzig quarante"),
        (50, "fifty fünfzig cinquante"),
        (60, "sixty sechzig soixante"),
        (70, "seventy siebzig"),
        (80, "eighty achtzig"),
        (90, "ninety neunzig"),
    )
    for word in words.split()
}
ORDINALS: Mapping[str, int] = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
MULTIPLES: Mapping[str, int] = {
    word: n
    for n, words in (
        (2, "twice double doubled doubles doubling twofold"),
        (3, "thrice triple tripled triples tripling threefold"),
        (4, "quadruple quadrupled quadrupling fourfold"),
        (10, "tenfold"),
    )
    for word in words.split()
}


def spellings(words: Iterable[str]) -> str:
    """A pattern for any of some spellings, the longest first; white space in them may be any."""
    return "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(words, key=len)[::-1])
