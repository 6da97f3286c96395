"""Periods of days."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.timeframe import periods
from index.timeframe.periods import Days, Unit

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
UNITS = st.sampled_from(["day", "week", "month", "quarter", "year"])
_DAY = dt.timedelta(days=1)


@given(DAYS, UNITS)
def test_containing(day: dt.date, unit: Unit) -> None:
    """Every day lies in one period of a unit, and the one before it ends the day before."""
    days = periods.containing(day, unit)
    assert days.first <= day <= days.last
    assert periods.before(day, 1, unit).last == days.first - _DAY


@given(DAYS, UNITS, st.integers(1, 6))
def test_parts(day: dt.date, unit: Unit, of: int) -> None:
    """The parts of a period that is long enough are all of it, in order."""
    days = periods.containing(day, unit)
    parts = [days.part(n, of) for n in range(of)]
    if len(days) >= of:
        assert (parts[0].first, parts[-1].last) == (days.first, days.last)
        assert all(b.first == a.last + _DAY for a, b in pairwise(parts))


@given(DAYS, st.sampled_from([1, 2, 3, 4, -1]))
def test_weeks_of_a_month(day: dt.date, nth: int) -> None:
    """A week of a month has at least seven days, all of that month."""
    month = periods.containing(day, "month")
    week = periods.nth_weeks(month, nth)
    assert month.first <= week.first <= week.last <= month.last
    assert 7 <= len(week) <= 10


@pytest.mark.parametrize(
    ("day", "saturday"),
    [("2026-04-22", "2026-04-18"), ("2026-04-18", "2026-04-18"), ("2026-04-19", "2026-04-18")],
)
def test_weekend(day: str, saturday: str) -> None:
    """The weekend is the one that is, else the last."""
    first = dt.date.fromisoformat(saturday)
    assert Days(first, first + _DAY) == periods.weekend(dt.date.fromisoformat(day))


def test_leap_day() -> None:
    """A year after 29 February is 28 February."""
    day = dt.date(2024, 2, 29)
    assert Days(dt.date(2025, 2, 28), dt.date(2025, 2, 28)) == Days(day, day).years_on(1)
