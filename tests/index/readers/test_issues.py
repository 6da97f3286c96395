"""One file that holds many issues."""

import datetime as dt

import pytest
from hypothesis import given

from index.readers import read_file
from index.readers.issues import issues_in
from tests.index.making import page
from tests.index.readers.checks import require_quick

WEEKS = """---
title: All of them
publication: Weekly Chips
date: 2026-05-01
---
# Weekly Chips

What this file is.

## Week of April 6, 2026

Meta leases capacity.

### Fabs

- A fab opens.

## Week of April 13–19, 2026

```
## 2026-04-20 isn't a heading
```

Oracle orders cells.
"""


def test_a_heading_a_week_is_an_issue_a_week() -> None:
    """Each dated heading begins a document of its own, with its date and title."""
    first, second = read_file(WEEKS.encode(), "all.md")
    assert first.digest.title == "Week of April 6, 2026"
    assert (first.digest.date, second.digest.date) == (dt.date(2026, 4, 6), dt.date(2026, 4, 13))
    assert first.anchor == "week-of-april-6-2026"
    assert {"Weekly Chips"} == {part.digest.publication for part in (first, second)}
    assert first.content_hash != second.content_hash


def test_an_issue_keeps_its_own_text() -> None:
    """What stands under one heading is in no other issue, what is before all of them in none."""
    first, second = read_file(WEEKS.encode(), "all.md")
    told = [str(part.digest) for part in (first, second)]
    assert ["A fab opens" in each for each in told] == [True, False]
    assert ["Oracle" in each for each in told] == [False, True]
    assert not any("What this file is" in each for each in told)


@pytest.mark.parametrize(
    "body",
    [
        "# 2026-04-13\n\nOne issue.\n\n# Chips\n\nText.",
        "# News of 2026-04-13\n\n# News, 13 April 2026\n\nText.",
        "## 2026-04-13\n\na\n\n## Chips\n\nb\n\n## Models\n\nc\n\n## 2026-04-14\n\nd",
        "## 2026-04-13\n\na\n\n```\n## 2026-04-14\n```\n\n~~~\n## 2026-04-15\n~~~\n",
        "2026-04-13\n\na\n\n2026-04-14\n\nb",
        "## Meta leases\n\na\n\n## Oracle orders\n\nb",
        "No heading at all.",
        "",
    ],
)
def test_one_issue_stays_one(body: str) -> None:
    """Headings without dates, or of one day, don't part a text."""
    assert issues_in(body) == ()


def test_issues_under_headings_of_their_month() -> None:
    """The heading of a month above ends an issue and is part of none."""
    body = "# April\n\n## 2026-04-01\n\na\n\n# May\n\n## 2026-05-01\n\nb\n"
    assert [text for _, text in issues_in(body)] == [
        "## 2026-04-01\n\na\n\n",
        "## 2026-05-01\n\nb\n",
    ]


@given(page)
def test_any_text_is_parted_or_not(text: str) -> None:
    """Issues are pieces of the text, each beginning with its heading."""
    for heading, body in issues_in(text):
        assert body in text
        assert heading in body


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("# 13 April 2026 #", "# 14 April 2026 ##", (13, 14)),
        ("### Chips, 2026-04-13", "### Chips, 2026-04-14", (13, 14)),
        ("## 2026年4月13日", "## 2026年4月20日", (13, 20)),
        ("## 2026-W16", "## 2026-W17", (13, 20)),
        ("## April 13–19, 2026", "## April 20–26, 2026", (13, 20)),
    ],
)
def test_headings_of_all_forms(first: str, second: str, days: tuple[int, int]) -> None:
    """Headings of any level and with dates of any form begin an issue each."""
    parts = read_file(f"{first}\n\nOne.\n\n{second}\n\nTwo.\n".encode(), "all.md")
    assert [part.digest.date for part in parts] == [dt.date(2026, 4, day) for day in days]
    assert [part.digest.title for part in parts] == [h.strip("# ") for h in (first, second)]
    assert [[b.text for b in part.digest.summary] for part in parts] == [["One."], ["Two."]]


def test_the_path_dates_no_single_issue() -> None:
    """Neither the day in the file's name nor that of its head is an issue's."""
    parts = read_file(WEEKS.encode(), "2020-01-01.md")
    assert [part.digest.dating.differs for part in parts] == [False, False]
    assert {part.digest.date for part in parts} == {dt.date(2026, 4, 6), dt.date(2026, 4, 13)}


def test_issues_of_one_heading_are_told_apart() -> None:
    """Equal headings give anchors of their own, however many there are."""
    body = "## 2026-04-13\n\na\n\n## 2026-04-14\n\nb\n\n" * 2_000
    require_quick(lambda: read_file(body.encode(), "all.md"))
    anchors = [part.anchor for part in read_file(body.encode(), "all.md")]
    assert anchors[:4] == ["2026-04-13", "2026-04-14", "2026-04-13 2", "2026-04-14 2"]
    assert len(set(anchors)) == 4_000


def test_a_heading_with_marks_names_its_issue_in_words() -> None:
    """Emphasis and links in a heading leave its words."""
    text = "## **2026-04-13**: [chips](https://e.org)\n\na\n\n## 2026-04-14\n\nb"
    assert read_file(text.encode(), "a.md")[0].digest.title == "2026-04-13: chips"


@pytest.mark.parametrize(
    "body",
    [
        "# a" + " " * 100_000 + "b",
        "# a" + " #" * 100_000 + "b",
        "```\n```\n# x\n" * 20_000,
        "```\n# x\n" * 20_001,
    ],
)
def test_long_headings_and_many_fences_are_told_apart_at_once(body: str) -> None:
    """Runs of marks in a heading, or fences by the thousand, take seconds at most."""
    require_quick(lambda: issues_in(body))
