"""Tests of index/facts/dates.py."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.dates import Day
from index.facts.reading import facts_of

FORMS = (
    "{0.day} {0:%B} {0.year}",
    "{0:%B} {0.day}, {0.year}",
    "{0:%b} {0.day}, {0.year}",
    "{0:%Y-%m-%d}",
    "the {0.day}th of {0:%B} {0.year}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%A}, {0.day} {0:%B} {0.year}",
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13 April", Day(None, 4, 13)),
        ("April 13th", Day(None, 4, 13)),
        ("13/04/2026", Day(2026, 4, 13)),
        ("04/13/2026", Day(2026, 4, 13)),
        ("13.04.2026", Day(2026, 4, 13)),
        ("13. April 2026", Day(2026, 4, 13)),
        ("am 3. März", Day(None, 3, 3)),
        ("1er avril 2026", Day(2026, 4, 1)),
        ("13 de abril de 2026", Day(2026, 4, 13)),
        ("4月13日", Day(None, 4, 13)),
        ("29 February", Day(None, 2, 29)),
        ("April 2026", Day(2026, 4)),
        ("Dezember 2025", Day(2025, 12)),
        ("in April", Day(None, 4)),
        ("in May", Day(None, 5)),
        ("2026年4月", Day(2026, 4)),
        ("Q3 2026", Day(2026, part="Q3")),
        ("the third quarter of 2026", Day(2026, part="Q3")),
        ("H1 2026", Day(2026, part="H1")),
        ("in 2026", Day(2026)),
        ("since 1999", Day(1999)),
        ("on Monday", Day(weekday=0)),
    ],
)
def test_a_day_is_read_as_far_as_it_is_told(text: str, day: Day) -> None:
    """What a text doesn't say of a day stays open."""
    assert facts_of(text).days == (day,)


@pytest.mark.parametrize(
    "text",
    ["it may march", "May be", "04/05/2026", "2048 tokens", "$2026", "Mar a Lago", "v2026.1"],
)
def test_what_only_may_be_a_day_is_none(text: str) -> None:
    """Verbs, amounts and days that may be two are no days."""
    assert facts_of(text).days == ()


@given(st.dates(dt.date(2000, 1, 1), dt.date(2035, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_the_same_however_it_is_written(day: dt.date, form: str) -> None:
    """Every form of a date is the same day, which stands in its month and year, and no other."""
    (told,) = (d for d in facts_of(form.format(day)).days if d.weekday is None)
    assert told == Day(day.year, day.month, day.day)
    for wider in (Day(None, day.month, day.day), Day(day.year, day.month), Day(day.year)):
        assert wider.stands_in((told,))
    before = day - dt.timedelta(days=1)
    assert not Day(before.year, before.month, before.day).stands_in((told,))
    assert not Day(None, before.month, before.day).stands_in((told,))


@pytest.mark.parametrize(
    ("claimed", "told", "stands"),
    [
        (Day(2026, 4, 13), (Day(None, 4, 13),), True),
        (Day(2026, 4, 13), (Day(None, 4, 13), Day(2026, 4, 20)), True),
        (Day(2025, 12, 30), (Day(None, 12, 30), Day(2026, 1, 2)), True),
        (Day(2026, 12, 30), (Day(None, 12, 30), Day(2026, 1, 2)), False),
        (Day(2026, 4, 13), (Day(2026, 4),), False),
        (Day(2026, part="Q2"), (Day(2026, 4, 13),), True),
        (Day(2026, part="Q1"), (Day(2026, 4, 13),), False),
        (Day(weekday=0), (Day(2026, 4, 13),), True),
        (Day(weekday=1), (Day(2026, 4, 13),), False),
        (Day(2026), (Day(None, 4, 13),), False),
    ],
)
def test_a_day_stands_in_what_tells_it(
    claimed: Day, told: tuple[Day, ...], *, stands: bool
) -> None:
    """A day without a year may be of any year, but of the nearest where dates are told."""
    assert claimed.stands_in(told) is stands
