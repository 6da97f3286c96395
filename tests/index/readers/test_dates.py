"""Dates in texts and paths."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.dates import date_by_pattern, date_in_path, date_in_text, iso_date

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


@pytest.mark.parametrize(
    "text",
    [
        "3 April 2026",
        "Friday, April 3rd, 2026",
        "3RD APRIL, 2026",
        "31 April 2026, no: 3 April 2026",
        "2026 年 4 月 3 日",
        "Apr. 3–9, 2026",
        "April 3 to April 9, 2026",
        "the 3rd of april 2026",
        "AI 每日简报 · 2026年4月3日",
        "2026-04-03, or 1 May 2020",
    ],
)
def test_written_dates(text: str) -> None:
    """Dates in words are read; of a range the first day."""
    assert date_in_text(text) == DAY


def test_weeks() -> None:
    """A week of a year is its Monday."""
    assert date_in_text("Digest 2026-W15") == dt.date(2026, 4, 6)
    assert date_in_text("2026 Week 15") == dt.date(2026, 4, 6)


@pytest.mark.parametrize(
    "text",
    [
        *("", "April 3", "April 2026", "2026-W99", "2026-W00", "31 April 2026", "may 2026"),
        *("13 April", "2026年13月1日", "0000-W01", "Apri 3, 2026"),
        # Regardless of case these letters pass for an s and an i.
        *("3 Auguſt 2026", "Aprıl 3, 2026"),
    ],
)
def test_no_written_dates(text: str) -> None:
    """Without a day, a month and a year that go together there is no date."""
    assert date_in_text(text) is None


@pytest.mark.parametrize(
    "file",
    [
        "20261399-20260403.md",
        "2026-13-99-2026-04-03.md",
        "2026-13-99/20260403.md",
        "20261399/26-04-03-slug.md",
        "26-13-99-slug/26-04-03-slug.md",
        "26-04-03-slug/notes.md",
        "2026_04_03/notes.md",
    ],
)
def test_false_dates_of_a_path_are_skipped(file: str) -> None:
    """A number that is no date doesn't hide a date behind it."""
    assert date_in_path(file) == DAY


def test_date_by_pattern() -> None:
    """A pattern of one's own finds the date, a year of two digits is of this century."""
    pattern = re.compile(r"(?P<day>\d\d)_(?P<month>\d\d)_(?P<year>\d+)")
    assert date_by_pattern(pattern, "x/03_04_26.md") == DAY
    assert date_by_pattern(pattern, "x/03_04_2026.md") == DAY
    assert date_by_pattern(pattern, "x/33_04_26.md") is None
    assert date_by_pattern(pattern, "2026-04-03.md") is None


def test_date_by_a_pattern_with_a_part_left_out() -> None:
    """Where a group of the pattern took no part there is no date."""
    pattern = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?")
    assert date_by_pattern(pattern, "2026-04-03.md") == DAY
    assert date_by_pattern(pattern, "2026-04.md") is None


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.sampled_from(["%d %B %Y", "%b %d, %Y"]))
def test_every_written_date_is_read_back(day: dt.date, form: str) -> None:
    """Any date in words is read as itself, also in the midst of a text."""
    year = f"{day.year:04}"
    assert date_in_text(f"News of {day.strftime(form.replace('%Y', year))}: x") == day
    assert date_in_text(f"日报 {day.year}年{day.month}月{day.day}日") == day


@given(
    st.text(alphabet="0123456789-/._ W年月日 aprılAprilſthof,–", max_size=60), st.text(max_size=60)
)
def test_no_text_breaks_the_dates_in_words(text: str, other: str) -> None:
    """Any text, of the letters of dates too, is a date or none."""
    for each in (text, other):
        assert isinstance(date_in_text(each), dt.date | None)
        assert isinstance(date_in_path(each), dt.date | None)
