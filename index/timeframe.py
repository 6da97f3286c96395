"""The time in a question: 'on 17 April 2026', 'in the week of 13 April', 'the latest digest'."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field

from index.digest import Span

_MONTHS = {
    name.lower(): n
    for names in (calendar.month_name, calendar.month_abbr)
    for n, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = rf"""(?:
      (?<!\d)(?P<y1>\d{{4}})-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}})
    | (?<![\w.,$])(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?
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
_LATEST = re.compile(
    r"(?i)\b(?:latest|newest|most recent|last|today['’]?s)\s+(?:\w+\s+)?"
    r"(?:digest|issue|edition|report|newsletter|post|document)\b"
)
_BEFORE = re.compile(r"(?i)\b(?:before|until|till|up to|prior to|by)\s+(?:the\s+)?\Z")
_SINCE = re.compile(r"(?i)\b(?:since|after|from)\s+(?:the\s+)?\Z")
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

    A date without a year is the last such day. A date that doesn't exist is no date. 'The latest
    digest' has no range of its own: it depends on the archive.
    """
    if match := _WEEK.search(question):
        day = _day_of(match, today)
        if day:
            monday = day - dt.timedelta(days=day.weekday())
            return Timeframe(Span(monday, monday + dt.timedelta(days=6)))
    days = [(match, day) for match in _ONE_DAY.finditer(question) if (day := _day_of(match, today))]
    if days:
        return Timeframe(_span_of_days(question, days))
    question = _ONE_DAY.sub(" ", question)  # what is left of a date that doesn't exist is no month
    if match := _MONTH_YEAR.search(question):
        return Timeframe(
            _around(question, match, _month(int(match["y"]), _MONTHS[match["m"].lower()]))
        )
    if _LATEST.search(question):
        return Timeframe(latest=True)
    if match := _RELATIVE.search(question):
        return Timeframe(_relative(match, today))
    return Timeframe()


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
    number = _MONTHS[month.lower()] if month and not month.isdigit() else int(month or 0)
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
