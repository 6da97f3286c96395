"""One file that holds many issues."""

import datetime as dt

import pytest
from hypothesis import given

from index.readers import read_file
from index.readers.issues import issues_in
from tests.index.making import page

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
