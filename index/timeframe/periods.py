"""Periods of days: weeks, months, quarters, seasons, their parts, and those that end today."""

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from dateutil.relativedelta import relativedelta

Unit = Literal["day", "week", "month", "quarter", "year"]

MONTHS = {
    name.lower(): n
    for names in (calendar.month_name, calendar.month_abbr)
    for n, name in enumerate(names)
    if name
} | {"sept": 9}
WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
# From the meteorological beginning to the astronomical end: (first month, months, days).
SEASONS = {
    "spring": (3, 3, 20),
    "summer": (6, 3, 22),
    "autumn": (9, 3, 21),
    "fall": (9, 3, 21),
    "winter": (12, 3, 20),
}
_DAY = dt.timedelta(days=1)
_MONTHS_OF: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Days:
    """Some days in a row, from `first` to `last`, both included; `first` is never the later."""

    first: dt.date
    last: dt.date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def part(self, n: int, of: int) -> "Days":
        """The `n`th, from 0, of `of` parts of about the same length."""
        first, end = (self.first + len(self) * k // of * _DAY for k in (n, n + 1))
        return Days(first, max(first, end - _DAY))

    def within(self, other: "Days") -> "Days":
        """What of these days lies in the others, which they touch."""
        return Days(max(self.first, other.first), min(self.last, other.last))

    def years_on(self, n: int) -> "Days":
        """The same days `n` years later; 29 February becomes the 28th."""
        return Days(*(day + relativedelta(years=n) for day in (self.first, self.last)))


def lasting(first: dt.date, n: int, unit: Unit) -> Days:
    """`n` units of days from `first` on."""
    return Days(first, first + _length(n, unit) - _DAY)


def containing(day: dt.date, unit: Unit) -> Days:
    """The day itself, or the calendar's week, month, quarter or year that it lies in."""
    if unit in ("day", "week"):
        return lasting(day - (day.weekday() if unit == "week" else 0) * _DAY, 1, unit)
    months = _MONTHS_OF[unit]
    return lasting(dt.date(day.year, (day.month - 1) // months * months + 1, 1), 1, unit)


def before(day: dt.date, n: int, unit: Unit) -> Days:
    """The calendar's `n`th day, week, month, quarter or year before that of `day`."""
    return containing(containing(day, unit).first - _length(n, unit), unit)


def until(day: dt.date, n: int, unit: Unit) -> Days:
    """The last `n` units of days up to `day`."""
    return Days(day - _length(n, unit), day)


def season(year: int, name: str) -> Days:
    """A season of the northern year; a winter belongs to the year in which it begins."""
    month, months, day = SEASONS[name]
    first = dt.date(year, month, 1)
    return Days(first, first + relativedelta(months=months, day=day))


def weekend(day: dt.date) -> Days:
    """The last Saturday that isn't after `day`, and its Sunday."""
    return lasting(day - (day.weekday() - 5) % 7 * _DAY, 2, "day")


def nth_weeks(days: Days, n: int, count: int = 1) -> Days:
    """`count` weeks of a longer period from its `n`th on, from 1; from its last for -1.

    People mean seven days from the first on, or weeks from Monday: it is all of both.
    """
    if n < 0:
        first = days.last - (7 * count - 1) * _DAY
        monday = containing(days.last - 3 * _DAY, "week").first - 7 * (count - 1) * _DAY
    else:
        first = days.first + 7 * (n - 1) * _DAY
        # A week belongs to the period that holds its Thursday.
        monday = containing(days.first + 3 * _DAY, "week").first + 7 * (n - 1) * _DAY
    end = 7 * count - 1
    both = Days(min(first, monday), max(first, monday) + end * _DAY)
    return both.within(days)


def _length(n: int, unit: Unit) -> relativedelta:
    if unit in ("day", "week"):
        return relativedelta(days=n * (7 if unit == "week" else 1))
    return relativedelta(months=n * _MONTHS_OF[unit])
