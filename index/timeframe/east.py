"""Days as Chinese and Japanese write them: 2026年4月21日, 4月下旬, 上周, 昨天, 先週, 過去3日間."""

import datetime as dt
import re

from index.timeframe import periods
from index.timeframe.mention import Mention, mention, readers
from index.timeframe.periods import Days, Unit

_DIGITS = {letter: n for n, letter in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "兩": 2}
_N = r"(?:\d{1,3}|[一二两兩三四五六七八九十])"
_WEEKDAYS = {letter: n % 7 for n, letter in enumerate("一二三四五六日")} | {"天": 6}
_YOUBI = {letter: n for n, letter in enumerate("月火水木金土日")}
_UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "周": "week", "週": "week", "星": "week", "礼": "week",
    "月": "month", "季": "quarter", "四": "quarter", "年": "year",
}  # fmt: skip
_UNIT = r"(?P<unit>天|日間?|[周週]間?|(?:[个個か]|ヶ|カ)?(?:星期|礼拜|月)間?|年間?)"
_YEARS_AGO = {"今": 0, "去": 1, "昨": 1, "前": 2}


def _number(word: str) -> int:
    return _DIGITS.get(word) or int(word)


def _unit(word: str) -> Unit:
    return _UNITS[word.lstrip("个個かヶカ")[0]]


def _date(match: re.Match[str], today: dt.date) -> Mention | None:
    """2026年4月21日, 去年4月, 4月下旬; without a year the last such."""
    ago = match["ago"]
    year = int(match["y"]) if match["y"] else today.year - _YEARS_AGO[ago] if ago else None
    month, day, part = int(match["m"]), match["d"], match["part"]
    found = dt.date(year or today.year, month, int(match["a"] or day or 1))
    if not year and found > today:
        found = found.replace(year=found.year - 1)
    if not dt.MINYEAR < found.year < dt.MAXYEAR:
        return None
    if day:
        days = Days(*sorted((found, found.replace(day=int(day)))))
        return mention(match, days, "day", yearless=not year, adverb=True)
    days = periods.containing(found, "month")
    if part:
        days = days.part(0 if part in "上旬初" else 1 if part in "中旬" else 2, 3)
    return mention(match, days, "month", yearless=not year, adverb=True)


def _of_year(match: re.Match[str], today: dt.date) -> Mention | None:
    """2026年, 2025年第三季度, 去年下半年."""
    year = int(match["y"]) if match["y"] else today.year - _YEARS_AGO[match["ago"]]
    days = periods.containing(dt.date(year, 1, 1), "year")
    if match["quarter"]:
        days = periods.lasting(dt.date(year, 3 * _number(match["quarter"]) - 2, 1), 1, "quarter")
        return mention(match, days, "quarter", adverb=True)
    if match["half"]:
        first = dt.date(year, 1 if match["half"] == "上" else 7, 1)
        return mention(match, periods.lasting(first, 2, "quarter"), "quarter", adverb=True)
    return mention(match, days, "year", adverb=True, current=year == today.year)


def _day(match: re.Match[str], today: dt.date) -> Mention | None:
    word = match[0]
    back = 0 if word[0] in "今本き" and word != "きのう" else 1 if word[0] in "昨き" else 2
    day = today - dt.timedelta(days=back)
    return mention(match, Days(day, day), "day", adverb=True)


def _period(match: re.Match[str], today: dt.date) -> Mention | None:
    if "末" in match[0]:
        return mention(match, periods.weekend(today), "week", adverb=True, current=True)
    unit = _unit(match["unit"])
    if match[0][0] in "上先":
        return mention(match, periods.before(today, 1, unit), unit, adverb=True)
    return mention(match, periods.containing(today, unit), unit, adverb=True, current=True)


def _past(match: re.Match[str], today: dt.date) -> Mention | None:
    unit = _unit(match["unit"])
    return mention(match, periods.until(today, _number(match["n"]), unit), unit, adverb=True)


def _ago(match: re.Match[str], today: dt.date) -> Mention | None:
    unit, n = _unit(match["unit"]), _number(match["n"])
    day = periods.until(today, n, unit).first
    if unit == "month":
        return mention(match, periods.containing(day, unit), unit, adverb=True)
    slack = dt.timedelta(days={"day": 0, "week": 3}.get(unit, 90))
    days = Days(day - slack, min(day + slack, today))
    return mention(match, days, unit, adverb=True, vague=unit == "year")


def _weekday(match: re.Match[str], today: dt.date) -> Mention | None:
    n = _WEEKDAYS[match["n"]] if match["n"] else _YOUBI[match["youbi"]]
    back = (today.weekday() - n) % 7
    if match["week"] in ("上", "先"):
        back = today.weekday() - n + 7
    day = today - dt.timedelta(days=back)
    return mention(match, Days(day, day), "day", adverb=True)


CALENDAR = readers(
    (
        r"""(?:(?<!\d)(?P<y>\d{4})\ ?年\ ?|(?P<ago>[今去昨])年の?)?
        (?<!\d)(?P<m>\d{1,2})\ ?月(?!間)
        (?:(?:\ ?(?P<a>\d{1,2})\ ?[日号號]?\ ?(?:から|[到至~〜～–-]))?
        \ ?(?P<d>\d{1,2})\ ?[日号號](?(a)(?:まで|之?[间間])?))?
        份?(?P<part>上旬|中旬|下旬|初|底|末)?""",
        _date,
    ),
    (
        r"""(?:(?<!\d)(?P<y>20\d\d)\ ?年|(?P<ago>[今去昨前])年)(?!前|間|间)
        (?:の?第?(?P<quarter>[一二三四1-4])(?:季度|四半期)|の?(?P<half>[上下])半[年期])?""",
        _of_year,
    ),
)
_RELATIVE = readers(
    (r"今[天日]|本日|昨[天日]|前天|一昨日|きょう|きのう|おととい", _day),
    (
        r"""(?:[上这這本]个?個?|[先今])(?P<unit>[周週]末?|星期|礼拜|月|季度|四半期)
        (?![一二三四五六日天曜])""",
        _period,
    ),
    (r"[周週]末", _period),
    (rf"(?:过去|過去|最近|近|直近|この|ここ)の?(?P<n>{_N}){_UNIT}", _past),
    (rf"(?<!\d)(?P<n>{_N}){_UNIT}之?前", _ago),
    (
        r"""(?:(?P<week>[上先这這本今])[个個]?)?(?:(?:周|星期|礼拜|週)(?P<n>[一二三四五六日天])
        |(?:週の?)?(?P<youbi>[月火水木金土日])曜日?)""",
        _weekday,
    ),
)
READERS = (*CALENDAR, *_RELATIVE)
