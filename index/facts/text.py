"""A text as its facts are read: marks that mean the same as one mark, white space folded."""

import re
from functools import lru_cache

from index.cjk import folded

_MARKS = str.maketrans(
    {
        "％": "%", "￥": "¥", "＄": "$", "￡": "£", "，": ",", "’": "'", "‘": "'",
        "\u2010": "-", "\u2011": "-", "\u2212": "-", "\u00ad": None, "\u200b": None, "×": "x",
    }
)  # fmt: skip
_IN_NUMBER = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_ITEM = re.compile(r"^[ \t]*(?:[-*•–][ \t]+|\d{1,2}[.)][ \t]+(?!\w+ \d{4}))", re.MULTILINE)
_SPACE = re.compile(r"\s+")
# '8xH100' is 8x H100, '320x240' 320 by 240, '67h44m' 67h 44m.
_TIMES = re.compile(r"(?<=\d)x(?=[A-Z])|(?<=\dh)(?=\d)")
_BY = re.compile(r"(?<=[1-9\d]\d)x(?=\d)|(?<=[1-9])x(?=\d)")
# 'Per million' is per one million, '/MTok' per one million tokens.
_PER = re.compile(
    r"\b(per|pro|je)[ ](?=(?:hundred|thousand|million|billion|Million)\b)|/ ?(?=[MK]\b)"
)
_MTOK = re.compile(r"(?<![A-Za-z])M[Tt]ok(?:ens?|s)?\b")
_MONTHS = {
    "januar": "January", "janvier": "January", "enero": "January", "februar": "February",
    "février": "February", "febrero": "February", "märz": "March", "mars": "March",
    "marzo": "March", "avril": "April", "abril": "April", "mai": "May", "mayo": "May",
    "juni": "June", "juin": "June", "junio": "June", "juli": "July", "juillet": "July",
    "julio": "July", "août": "August", "agosto": "August", "septembre": "September",
    "septiembre": "September", "oktober": "October", "octobre": "October", "octubre": "October",
    "novembre": "November", "noviembre": "November", "dezember": "December",
    "décembre": "December", "diciembre": "December",
}  # fmt: skip
_ENGLISH_MONTHS = (
    "January February March April May June July August September October November December"
)
_MONTH = "|".join(sorted({*_MONTHS, *_ENGLISH_MONTHS.lower().split()}, key=len)[::-1])
# '13. April', '1er avril', '13 de abril de 2026': the day before a month, as English has it.
_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:\.|er)?[ ](?:de )?({_MONTH})\b(?:(?: de)? (\d{{4}})\b)?", re.IGNORECASE
)
_FOREIGN_MONTH = re.compile(
    rf"\b({'|'.join(sorted(_MONTHS, key=len)[::-1])})\b(?= \d{{4}})", re.IGNORECASE
)
_ENGLISH = frozenset(
    """the a an of in and to is was for with on by at from it that as are has have its this be not
    which than or their were will can they""".split()
)
_FOREIGN = frozenset(
    """der das den dem des ein eine einen einem einer und ist nicht mit für von auf zu im vom zum
    bei auch wird wurde hat haben sich nach über le la les un une et est pas dans par du au aux pour
    sur que qui avec sont el los las es y con por para del se una su il lo gli di è e per non
    che""".split()
)
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=512)
def plain(text: str) -> str:
    """The text with one way of writing for each mark, in one line, and its dates in English."""
    text = folded(_IN_NUMBER.sub("", text)).translate(_MARKS).replace("**", "")
    text = _SPACE.sub(" ", _ITEM.sub("", text)).strip()
    if not any(map(str.isdigit, text)):
        return text
    text = _TIMES.sub(lambda match: f"{match[0]} ", _BY.sub(" by ", _MTOK.sub("M tok", text)))
    text = _PER.sub(lambda match: f"{match[0].rstrip()} 1 " if match[1] else "/ 1", text)
    return _FOREIGN_MONTH.sub(lambda match: _MONTHS[match[1].lower()], _DAY.sub(_day, text))


def _day(match: re.Match[str]) -> str:
    month = _MONTHS.get(match[2].lower(), match[2])
    return " ".join(part for part in (match[1], month, match[3]) if part)


def is_foreign(text: str) -> bool:
    """Whether a text is rather German, French, Spanish or Italian than English, by small words."""
    words = _WORD.findall(text.lower())
    return sum(word in _FOREIGN for word in words) > sum(word in _ENGLISH for word in words)
