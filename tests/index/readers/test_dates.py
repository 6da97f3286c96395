"""Dates in texts and paths."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.dates import date_in_path, iso_date

DAY = dt.date(2026, 4, 3)


@pytest.mark.parametrize(
    "text",
    ["2026-04-03", "2026/4/3", "AI Daybook 2026.04.03!", "x2026_04_03y", "2026-13-01 2026-04-03"],
)
def test_dates_in_text(text: str) -> None:
    """The first real date counts, whatever stands between its numbers."""
    assert iso_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "April", "2026", "2026-02-30", "12026-04-03", "2026-04-031", "26-04-03", "1.2.3"]
)
def test_no_dates_in_text(text: str) -> None:
    """What isn't a real year, month and day is no date."""
    assert iso_date(text) is None


@pytest.mark.parametrize(
    "file",
    [
        "2026-04-03.md",
        "issues/2026-04-03-a-title.md",
        "20260403.txt",
        "26-04-03-slug.md",
        "issues/26-04-03-slug.md",
        "2026/04/03/post.md",
        "2025-01-01/2026-04-03.md",
        "2025/01/01/26-04-03-slug.md",
    ],
)
def test_dates_in_paths(file: str) -> None:
    """The name tells the date, else the folders do."""
    assert date_in_path(file) == DAY


@pytest.mark.parametrize(
    "file", ["notes.md", "99.txt", "2026-02-30.md", "000_d6b6a6841ac44163.txt", "1-26-04-03-x.md"]
)
def test_no_dates_in_paths(file: str) -> None:
    """A path without a real date tells none."""
    assert date_in_path(file) is None


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_date_is_read_back(day: dt.date) -> None:
    """Any ISO date is read as itself, from texts and from names."""
    assert day == iso_date(f"on {day.isoformat()},")
    assert day == date_in_path(f"a/{day.isoformat()}-x.md")


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    """Any text is a date or none."""
    assert isinstance(iso_date(text), dt.date | None)
    assert isinstance(date_in_path(text), dt.date | None)
