"""Days, months, quarters, seasons and years of the calendar as a text writes them.

What has no year is the last such one. A number or a name that only may be a date leans on the
words before it: 'may' and 'march' as verbs, quarters without a year.
"""

import datetime as dt
import re

from index.timeframe import periods
from index.timeframe.mention import Mention, mention, one_of, readers
from index.timeframe.periods import MONTHS, SEASONS, WEEKDAYS, Days

_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_VERBS = ("may", "march", "mar")
_MONTH = rf"(?P<m>{one_of(MONTHS)})\b\.?"
_D = r"\d{1,2}"
_TH = r"(?:st|nd|rd|th)?"
_FREE = r"(?<![\w.,$€£/:#-])"  # not within a number, a version, a price or a path
_ENDS = r"(?![\w%/-]|[.,:]\d)"
_Y = rf"(?:19|20)\d\d{_ENDS}"
_OF_YEAR = rf",?\ (?:of\ )?(?:(?P<y>\d{{4}}){_ENDS}|(?P<which>this|last)\ year\b)"
_WEEKDAY = rf"(?:(?:{one_of(WEEKDAYS)}),?\ (?:the\ )?)?"
_TO = r"(?:\ ?[-–—]\ ?|\ (?:to|and|or|until|till|through)\ )"


def _days(match: re.Match[str], today: dt.date) -> Mention | None:
    """'13 April', 'April 7-9, 2026'."""
    year = match["y"] or _year_ago(match["which"], today)
    found = [_day(year, match["m"], match[name], today) for name in "ad" if match[name]]
    known = sorted(day for day in found if day)
    if not found or len(known) < len(found):
        return None
    leaning = match["m"] in _VERBS and not year and not re.search(r"\d[a-z]|\bof\b", match[0])
    days = Days(known[0], known[-1])
    return mention(match, days, "day", yearless=not year, leaning=leaning)


def _day(year: str | None, month: str, day: str, today: dt.date) -> dt.date | None:
    """A day that the calendar has, with one before and one after it."""
    number = MONTHS.get(month.lower()) or int(month)
    for y in (int(year),) if year else (today.year, today.year - 1):
        try:
            found = dt.date(y, number, int(day))
        except ValueError:
            continue
        if dt.MINYEAR < y < dt.MAXYEAR and (year or found <= today):
            return found
    return None


def _year_ago(which: str | None, today: dt.date) -> str | None:
    return str(today.year - (which.lower() == "last")) if which else None


def _iso(match: re.Match[str], today: dt.date) -> Mention | None:
    """2026-04-21; with dots it may be a version as well."""
    day = _day(match["y"], match["m"], match["d"], today)
    return mention(match, Days(day, day), "day", leaning=match["mark"] == ".") if day else None


def _numeric(match: re.Match[str], today: dt.date) -> Mention | None:
    """21.04.2026 and 04/21/2026; 04/05/2026 may be either of two days, so it is none."""
    a, b = match["a"], match["b"]
    if match["mark"] == "/" and int(a) != int(b) and max(int(a), int(b)) <= 12:
        return None
    day = _day(match["y"], b, a, today) or _day(match["y"], a, b, today)
    return mention(match, Days(day, day), "day") if day else None


def _month(match: re.Match[str], today: dt.date) -> Mention | None:
    """'September 2025', 'April last year', 2026-04."""
    year = match["y"] or _year_ago(match.groupdict().get("which"), today)
    return mention(match, _month_of(int(year or 0), match["m"]), "month")


def _month_of(year: int, month: str) -> Days:
    number = MONTHS.get(month.lower()) or int(month)
    return periods.containing(dt.date(year, number, 1), "month")


def _bare_month(match: re.Match[str], today: dt.date) -> Mention | None:
    """'April', 'last August'. 'Last June', said in August, is this year's or the one before."""
    name, which = match["m"], (match["said"] or "").lower()
    days = _month_of(today.year, name)
    over = which and which != "this" and days.last >= today
    if over or (which != "this" and days.first > today):
        days = _month_of(today.year - 1, name)
    # A verb, or letters that stand for much else: 'MAR', 'Sep', 'dec'.
    leaning = name.lower() in _VERBS or len(name) < len("june")
    vague = which not in ("", "this") and days.first.year == today.year
    return mention(
        match, days, "month", yearless=True, leaning=leaning, adverb=bool(which), vague=vague
    )


def _quarter(match: re.Match[str], today: dt.date) -> Mention | None:
    """'Q3 2025', 'H1 2026', 'the third quarter', 'the first half of last year'."""
    groups = match.groupdict()
    year = groups.get("y") or groups.get("y2") or _year_ago(groups.get("which"), today)
    n = _NTH.get(match["n"].lower()) or int(match["n"])
    months = 6 if match["kind"].lower().startswith("h") else 3
    if n * months > 12:
        return None
    year = year or (f"20{groups['short']}" if groups.get("short") else None)
    first = dt.date(int(year or today.year), (n - 1) * months + 1, 1)
    if not year and first > today:
        first = first.replace(year=first.year - 1)
    days = periods.lasting(first, months, "month")
    # Without a year 'Q4' may be a quantization and 'H2' a database.
    vague = not year and match["kind"] in ("H", "h")
    return mention(match, days, "quarter", yearless=not year, leaning=not year, vague=vague)


def _season(match: re.Match[str], today: dt.date) -> Mention | None:
    """'Spring 2026', 'this spring', 'last summer', 'in the fall'."""
    name, said = match["name"].lower(), (match["said"] or "").lower()
    year = match["y"] or _year_ago(match["which"], today)
    if not year and not said:
        return None
    days = periods.season(int(year or today.year), name)
    over = said in ("last", "past") and days.last >= today
    if over or (days.first > today and (not year or name == "winter")):
        days = periods.season(days.first.year - 1, name)
    # 'Last spring' is this year's or the one before; a winter lies in two years.
    last = not year and said != "this" and days.first.year == today.year
    vague = last or bool(year and name == "winter")
    adverb = said in ("this", "last", "past")
    return mention(match, days, "quarter", leaning=said == "the", adverb=adverb, vague=vague)


def _week(match: re.Match[str], _today: dt.date) -> Mention | None:
    """2026-W15, 'week 15 of 2026'."""
    year, week = match["y"] or match["y2"], match["n"] or match["n2"]
    monday = dt.date.fromisocalendar(int(year), int(week), 1)
    return mention(match, periods.containing(monday, "week"), "week")


def _year(match: re.Match[str], _today: dt.date) -> Mention | None:
    """A year of this century; any other number of four digits is a number."""
    return mention(match, periods.containing(dt.date(int(match["y"]), 1, 1), "year"), "year")


READERS = readers(
    (rf"(?<![\w/.-])(?P<y>\d{{4}})(?P<mark>[-/.])(?P<m>{_D})(?P=mark)(?P<d>{_D}){_ENDS}", _iso),
    (
        rf"""(?<![\w/.-])(?P<a>{_D})(?P<mark>[-/.])(?P<b>{_D})(?P=mark)(?P<y>\d{{4}}){_ENDS}""",
        _numeric,
    ),
    (
        rf"""{_WEEKDAY}{_FREE}(?:(?P<a>{_D}){_TH}(?:,\ {_D}{_TH}){{0,5}},?{_TO}(?:the\ )?)?
        (?<![\w.,$€£/:#])(?P<d>{_D}){_TH}\ (?:of\ )?{_MONTH}(?:{_OF_YEAR})?""",
        _days,
    ),
    (
        rf"""{_WEEKDAY}\b{_MONTH}\ (?:the\ )?(?:(?P<a>{_D}){_TH}(?:,\ {_D}{_TH}){{0,5}},?{_TO}
        (?:the\ )?(?!{_D}\ (?:{one_of(MONTHS)})\b))?(?P<d>{_D}){_TH}{_ENDS}(?:{_OF_YEAR})?""",
        _days,
    ),
    (rf"\b{_MONTH}{_OF_YEAR}", _month),
    (rf"(?<![\w./-])(?P<y>20\d\d)-(?P<m>0[1-9]|1[0-2]){_ENDS}", _month),
    (rf"(?<![\w./-])(?P<m>0?[1-9]|1[0-2])/(?P<y>20\d\d){_ENDS}", _month),
    (rf"(?<!\w)(?:(?P<said>last|this|past)\ )?(?P<m>{one_of(MONTHS)})\b\.?", _bare_month),
    (
        rf"""{_FREE}(?:(?P<y2>20\d\d)[\ -]?)?(?P<kind>[QH])(?P<n>[1-4])
        (?:(?:\ |\ of\ |/|-)(?P<y>20\d\d)|\ ?['’](?P<short>\d\d))?(?![\w%-]|[.,:]\d)""",
        _quarter,
    ),
    (
        rf"""\b(?:the\ )?(?P<n>{one_of(_NTH)})[\ -](?P<kind>quarter|half)\b(?:{_OF_YEAR})?
        (?!\ of\b)""",
        _quarter,
    ),
    (
        rf"\b(?:(?P<said>this|last|past|the)\ )?(?P<name>{one_of(SEASONS)})\b(?:{_OF_YEAR})?",
        _season,
    ),
    (
        rf"""{_FREE}(?:(?P<y>20\d\d)-?W(?P<n>\d\d?)
        |week\ (?P<n2>\d\d?)(?:\ of|,)?\ (?P<y2>20\d\d)){_ENDS}""",
        _week,
    ),
    (rf"{_FREE}(?P<y>20\d\d){_ENDS}", _year),
)
