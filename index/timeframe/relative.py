"""Days that a text counts from today: 'yesterday', 'last week', 'ten days ago', 'on Friday'."""

import datetime as dt
import re

from index.timeframe import periods
from index.timeframe.mention import NUMBER, Mention, mention, number, one_of, readers, unit_of
from index.timeframe.periods import MONTHS, WEEKDAYS, Days

_DAY = dt.timedelta(days=1)


def _day(match: re.Match[str], today: dt.date) -> Mention | None:
    """'Today', 'yesterday', 'last night'."""
    word = match[0].lower()
    if word == "last night":
        return mention(match, Days(today - _DAY, today), "day", adverb=True)
    back = 2 if "before" in word else 1 if "yesterday" in word else 0
    day = today - back * _DAY
    return mention(match, Days(day, day), "day", adverb=True)


def _period(match: re.Match[str], today: dt.date) -> Mention | None:
    """'This week', 'last month'; 'the past ten days' and 'over the last year' end today."""
    which, word = match["which"].lower(), match["unit"].lower()
    n = number(match["n"]) if match["n"] else 0
    if which in ("this", "current") and n:
        return None
    if word == "weekend":
        days = periods.weekend(today)
        if which not in ("this", "current") and days.last >= today:
            days = periods.weekend(days.first - _DAY)
        return mention(match, days, "week", adverb=True, current=True)
    if word == "hour":
        return mention(match, periods.until(today, -(-(n or 1) // 24), "day"), "day", adverb=True)
    unit = unit_of(word)
    if which in ("this", "current"):
        return mention(match, periods.containing(today, unit), unit, adverb=True, current=True)
    if n or which == "past" or (match["the"] and unit != "day"):
        return mention(match, periods.until(today, n or 1, unit), unit, adverb=True)
    return mention(match, periods.before(today, 1, unit), unit, adverb=True)


def _whole(match: re.Match[str], today: dt.date) -> Mention | None:
    """'The year' of 'the start of the year', 'the weekend'."""
    if match["unit"].lower() == "weekend":
        return mention(match, periods.weekend(today), "week", adverb=True, current=True)
    unit = unit_of(match["unit"])
    return mention(match, periods.containing(today, unit), unit, leaning=True, current=True)


def _ago(match: re.Match[str], today: dt.date) -> Mention | None:
    """'Three days ago' is that day; weeks and more are counted roughly."""
    n, unit = number(match["n"]), unit_of(match["unit"])
    day = periods.until(today, n, unit).first
    if unit == "month":
        return mention(match, periods.containing(day, unit), unit, adverb=True)
    slack = {"day": 0, "week": 3}.get(unit, 90) * _DAY
    days = Days(day - slack, min(day + slack, today))
    vague = unit == "year" or match["n"].lower().endswith(("few", "several", "dozen"))
    return mention(match, days, unit, adverb=True, vague=vague)


def _weekday(match: re.Match[str], today: dt.date) -> Mention | None:
    """The last such day up to today; 'last Tuesday', said on a Tuesday, is a week ago."""
    said, week = ((match[name] or "").lower() for name in ("said", "week"))
    n = WEEKDAYS[match["name"].lower()]
    if week:
        back = 7 if week == "last" else 0
        day = today + (n - today.weekday() - back) * _DAY
    else:
        day = today - ((today.weekday() - n) % 7 or (7 if said in ("last", "past") else 0)) * _DAY
    adverb = bool(said or week)
    return mention(match, Days(day, day), "day", leaning=not adverb, adverb=adverb)


def _nth(match: re.Match[str], today: dt.date) -> Mention | None:
    """'The 17th of this month'; 'the 17th' is the last such day."""
    n, which = int(match["n"]), (match["which"] or "").lower()
    month = today.replace(day=1)
    if which == "last" or (not which and n > today.day):
        month = periods.before(today, 1, "month").first
    day = month.replace(day=n)
    return mention(match, Days(day, day), "day", leaning=not which)


READERS = readers(
    (
        r"""\b(?:today|this\ (?:morning|afternoon|evening)|tonight|last\ night
        |(?:the\ day\ before\ )?yesterday)\b""",
        _day,
    ),
    (
        rf"""\b(?P<the>the\ )?(?P<which>this|current|last|past|previous)
        \ (?:(?P<n>{NUMBER})\ )?(?P<unit>weekend|hour|day|week|month|quarter|year)s?\b(?!-)
        (?!\ (?:of|in)\ (?:the\ )?(?:{one_of(MONTHS)}|20\d\d)\b)""",
        _period,
    ),
    (r"\bthe\ (?P<unit>weekend|week|month|quarter|year)\b(?!\ (?:of|before|after)\b)", _whole),
    (rf"(?<![\w.,-])(?P<n>{NUMBER})\ (?P<unit>day|week|month|year)s?\ (?:ago|back)\b", _ago),
    (
        rf"""\b(?:(?P<said>last|this|past)\ )?(?P<name>{one_of(WEEKDAYS)})\b
        (?:\ (?:of\ )?(?P<week>last|this)\ week\b)?""",
        _weekday,
    ),
    (
        r"""\bthe\ (?P<n>\d{1,2})(?:st|nd|rd|th)\b(?:\ of\ (?P<which>this|last|the)\ month\b)?
        (?!\ of\b)""",
        _nth,
    ),
)
