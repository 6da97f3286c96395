"""The time in a question: 'on 17 April 2026', 'in the week of 13 April', 'the latest digest'."""

import calendar
import contextlib
import datetime as dt
import re
from dataclasses import dataclass, field

from index.digest import Span

MONTHS = {
    name.lower(): n
    for names in (calendar.month_name, calendar.month_abbr)
    for n, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = rf"""(?:
      (?<!\d)(?P<y1>\d{{4}})-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}})
    | (?<![\w.,$-])(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?
      (?P<m2>{_MONTH})\b\.?(?:,?\s+(?P<y2>\d{{4}}))?
    | \b(?P<m3>{_MONTH})\b\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y3>\d{{4}}))?
    )"""
_ONE_DAY = re.compile(_DAY, re.IGNORECASE | re.VERBOSE)
_WEEK = re.compile(
    rf"\bweek\s+(?:of|from|starting|beginning)\s+(?:the\s+)?{_DAY}", re.IGNORECASE | re.VERBOSE
)
_MONTH_YEAR = re.compile(
    rf"\b(?:(?:in|of|during|for|since|before|after|until|throughout)\s+)?"
    rf"(?P<m>{_MONTH})\.?,?\s+(?P<y>(?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
# '7-9 April', 'from 7 to 9 April 2026', '13 and 14 April'; and the same the other way round.
_TO = r"\s*(?P<to>-|–|—|to|and|until|till|through)\s*"
_DAYS_OF_MONTH = re.compile(
    rf"""(?ix) (?<![\w.,$-]) (?P<a>\d{{1,2}})(?:st|nd|rd|th)? {_TO}
    (?P<b>\d{{1,2}})(?:st|nd|rd|th)? \s+(?:of\s+)?
    (?P<m>{_MONTH})\b \.?(?:,?\s+(?P<y>\d{{4}}))?"""
)
_MONTH_OF_DAYS = re.compile(
    rf"""(?ix) \b(?P<m>{_MONTH})\b\.?\s+ (?P<a>\d{{1,2}})(?:st|nd|rd|th)?
    {_TO} (?P<b>\d{{1,2}})(?:st|nd|rd|th)?\b
    (?!\s+(?:{_MONTH})\b) (?:,?\s+(?P<y>\d{{4}}))?"""
)
_CJK_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_LATEST = re.compile(
    r"(?i)\b(?:latest|newest|most recent|last|today['’]?s)\s+(?:\w+\s+)?"
    r"(?:digest|issue|edition|report|newsletter|post|document)\b"
)
# A month without a year is one only behind such a word: people may march.
_IN_MONTH = re.compile(
    rf"(?i)\b(?:in|during|since|before|after|until|throughout|of|last|this)\s+(?P<m>{_MONTH})\b"
    r"(?!\.?,?\s+\d)(?!\s+(?:be|not|have|the|a|on|to)\b)"
)
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b|\bof\b")
_BEFORE = re.compile(r"(?i)\b(?:before|until|till|up to|prior to|by)\s+(?:the\s+)?\Z")
_SINCE = re.compile(r"(?i)\b(?:since|after)\s+(?:the\s+)?\Z")
_EXCLUSIVE = re.compile(r"(?i)\b(?:before|prior to|after)\s+(?:the\s+)?\Z")
_RELATIVE = re.compile(
    r"(?i)\b(?:(?P<day>today|yesterday)|(?P<which>this|last|past)\s+(?P<unit>week|month|year)|"
    r"(?:the\s+)?(?:last|past)\s+(?P<n>\d{1,3})\s+(?P<units>days?|weeks?|months?))\b"
)


@dataclass(frozen=True, slots=True)
class Timeframe:
    """What a question says of time: a range of days, or that it wants the newest."""

    span: Span = field(default_factory=Span)
    latest: bool = False


def read_timeframe(question: str, today: dt.date) -> Timeframe:
    """Read the time in a question against the clock `today`.

    A date or month without a year is the last such one. A date that doesn't exist is no date. 'The
    latest digest' has no range of its own: it depends on the archive.
    """
    question = _CJK_DAY.sub(r" \1-\2-\3 ", question)
    for pattern in (_DAYS_OF_MONTH, _MONTH_OF_DAYS):
        question = pattern.sub(_both_days, question)
    span = _week(question, today) or _days(question, today)
    if not span:
        question = _ONE_DAY.sub(" ", question)  # what is left of a false date is no month
        span = _months(question, today)
    if not span and _LATEST.search(question):
        return Timeframe(latest=True)
    if not span and (match := _RELATIVE.search(question)):
        # Before the first year there are no days.
        with contextlib.suppress(OverflowError):
            span = _relative(match, today)
    return Timeframe(span or Span())


def _week(question: str, today: dt.date) -> Span | None:
    match = _WEEK.search(question)
    day = _day_of(match, today) if match else None
    if day is None:
        return None
    monday = day - dt.timedelta(days=day.weekday())
    return Span(monday, monday + dt.timedelta(days=6))


def _days(question: str, today: dt.date) -> Span | None:
    days = [(match, day) for match in _ONE_DAY.finditer(question) if (day := _day_of(match, today))]
    return _span_of_days(question, days) if days else None


def _months(question: str, today: dt.date) -> Span | None:
    question = _IN_MONTH.sub(lambda match: f"{match[0]} {_last_year(match, today)}", question)
    months = list(_MONTH_YEAR.finditer(question))
    if not months:
        return None
    first, last = (_month(int(m["y"]), MONTHS[m["m"].lower()]) for m in (months[0], months[-1]))
    return Span(first.start, last.end) if len(months) > 1 else _around(question, months[0], first)


def _last_year(match: re.Match[str], today: dt.date) -> int:
    """The year of the last such month."""
    return today.year - (MONTHS[match["m"].lower()] > today.month)


def _both_days(match: re.Match[str]) -> str:
    """Two days of one month, each with its month."""
    rest = f" {match['m']} {match['y'] or ''}".rstrip()
    return f"{match['a']}{rest} {'to' if match['to'] in '-–—' else match['to']} {match['b']}{rest}"


def _span_of_days(question: str, days: list[tuple[re.Match[str], dt.date]]) -> Span:
    first, day = days[0]
    if len(days) > 1:
        between = question[first.end() : days[1][0].start()]
        if re.fullmatch(r"(?i)\s*(?:and|to|until|till|through|[-–—])\s*(?:the\s+)?", between):
            return Span(*sorted((day, days[1][1])))
        return Span(min(d for _, d in days), max(d for _, d in days))
    return _around(question, first, Span(day, day))


def _around(question: str, match: re.Match[str], span: Span) -> Span:
    """What 'before', 'since' and the like make of a range."""
    start = match.start("m") if "m" in match.groupdict() else match.start()
    ahead = question[:start]
    exclusive = dt.timedelta(days=1 if _EXCLUSIVE.search(ahead) else 0)
    if _BEFORE.search(ahead) and span.start and span.end:
        return Span(None, span.start - exclusive if exclusive else span.end)
    if _SINCE.search(ahead) and span.start and span.end:
        return Span(span.end + exclusive if exclusive else span.start, None)
    return span


def _day_of(match: re.Match[str], today: dt.date) -> dt.date | None:
    groups = match.groupdict()
    day, month, year = (
        next((groups[f"{name}{n}"] for n in "123" if groups[f"{name}{n}"]), None) for name in "dmy"
    )
    if month in ("may", "march", "mar") and not year and not _ORDINAL.search(match[0]):
        return None  # 'GPT-5 may be late', 'three march on'
    number = MONTHS[month.lower()] if month and not month.isdigit() else int(month or 0)
    try:
        if year:
            found = dt.date(int(year), number, int(day or 0))
            # The first and the last year that a date can have leave no day before or after.
            return found if dt.MINYEAR < found.year < dt.MAXYEAR else None
        return next(
            found
            for y in (today.year, today.year - 1)
            if (found := dt.date(y, number, int(day or 0))) <= today
        )
    except (ValueError, StopIteration):
        return None


def _month(year: int, month: int) -> Span:
    return Span(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def _relative(match: re.Match[str], today: dt.date) -> Span:
    day = dt.timedelta(days=1)
    if match["day"]:
        named = today if match["day"].lower() == "today" else today - day
        return Span(named, named)
    if match["n"]:
        length = {"d": 1, "w": 7, "m": 30}[match["units"][0].lower()] * int(match["n"])
        return Span(today - length * day, today)
    first = {
        "week": today - today.weekday() * day,
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }
    unit = match["unit"].lower()
    if match["which"].lower() == "this":
        return Span(first[unit], today)
    end = first[unit] - day
    start = {
        "week": first["week"] - 7 * day,
        "month": end.replace(day=1),
        "year": end.replace(month=1, day=1),
    }
    return Span(start[unit], end)
