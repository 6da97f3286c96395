"""The time in a question."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Span
from index.timeframe import Timeframe, read_timeframe

TODAY = dt.date(2026, 4, 22)  # a Wednesday


def _span(first: str | None, last: str | None) -> Timeframe:
    start, end = (dt.date.fromisoformat(day) if day else None for day in (first, last))
    return Timeframe(Span(start, end))


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened on 2026-04-13?", "2026-04-13", "2026-04-13"),
        ("on 13 April 2026", "2026-04-13", "2026-04-13"),
        ("on April 13th, 2026?", "2026-04-13", "2026-04-13"),
        ("on the 13th of April", "2026-04-13", "2026-04-13"),
        ("on 13 Apr.", "2026-04-13", "2026-04-13"),
        ("on 3 Sept 2025", "2025-09-03", "2025-09-03"),
        ("on 30 April", "2025-04-30", "2025-04-30"),  # the last such day
        ("before 14 April", None, "2026-04-13"),
        ("until 14 April", None, "2026-04-14"),
        ("up to the 14th of April", None, "2026-04-14"),
        ("prior to 2026-04-14", None, "2026-04-13"),
        ("since 14 April", "2026-04-14", None),
        ("after 14 April", "2026-04-15", None),
        ("between 10 April and 2026-04-13", "2026-04-10", "2026-04-13"),
        ("between 2026-04-13 and 2026-04-10", "2026-04-10", "2026-04-13"),
        ("from 10 April to 13 April 2026", "2026-04-10", "2026-04-13"),
        ("2026-04-10 – 2026-04-13", "2026-04-10", "2026-04-13"),
        ("compare 13 April with 2 April and 8 April", "2026-04-02", "2026-04-13"),
        ("in the week of 15 April", "2026-04-13", "2026-04-19"),
        ("the week of 2026-04-13", "2026-04-13", "2026-04-19"),
        ("in April 2026", "2026-04-01", "2026-04-30"),
        ("in February 2024", "2024-02-01", "2024-02-29"),
        ("before April 2026", None, "2026-03-31"),
        ("since March 2026", "2026-03-01", None),
        ("after March 2026", "2026-04-01", None),
        ("between 8 and 10 April", "2026-04-08", "2026-04-10"),
        ("from 7 to 9 April 2026", "2026-04-07", "2026-04-09"),
        ("7-9 April", "2026-04-07", "2026-04-09"),
        ("April 7-9, 2026", "2026-04-07", "2026-04-09"),
        ("the digest from 13 April 2026", "2026-04-13", "2026-04-13"),
        ("in march and April 2026", "2026-03-01", "2026-04-30"),
        ("what happened in april?", "2026-04-01", "2026-04-30"),
        ("in November", "2025-11-01", "2025-11-30"),
        ("today", "2026-04-22", "2026-04-22"),
        ("what came yesterday?", "2026-04-21", "2026-04-21"),
        ("this week", "2026-04-20", "2026-04-22"),
        ("last week", "2026-04-13", "2026-04-19"),
        ("this month", "2026-04-01", "2026-04-22"),
        ("last month", "2026-03-01", "2026-03-31"),
        ("past year", "2025-01-01", "2025-12-31"),
        ("the last 7 days", "2026-04-15", "2026-04-22"),
        ("in the past 2 weeks", "2026-04-08", "2026-04-22"),
    ],
)
def test_ranges(question: str, first: str | None, last: str | None) -> None:
    """Days, months, weeks and what stands before them become a range, both ends included."""
    assert _span(first, last) == read_timeframe(question, TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "What topped SWE-Bench Pro?",
        "What happened on 30 February 2026?",
        "on 2026-13-45",
        "on 31 April",
        "on 0 May 2026",
        "Which tasks can GPT-5.4 may do",
        "Opus 4.6 may be best, Gemini 3.1 may not",
        "Did Codec 2 win against Trojan 5?",
        "about 1,217 may answer",
        "Why does the digest say that GPT-5 may be delayed?",
        "Gemini 3 march ahead",
        "after 9999-12-31",
        "before 0001-01-01",
        "in the week of 9999-12-31",
        "version 12026-04-13",
        "a march of 5 agents",
        "the last model",
    ],
)
def test_no_time(question: str) -> None:
    """A date that doesn't exist, a version and a word like a month say nothing of time."""
    assert Timeframe() == read_timeframe(question, TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "What is in the latest digest?",
        "the newest issue",
        "summarise the most recent daily report",
        "today's digest",
        "last newsletter",
    ],
)
def test_latest(question: str) -> None:
    """The latest digest is asked for without a range: it depends on the archive."""
    assert Timeframe(latest=True) == read_timeframe(question, TODAY)


def test_a_date_beats_the_latest() -> None:
    """A question that names a day means that day."""
    assert _span("2026-04-13", "2026-04-13") == read_timeframe(
        "the latest report of 2026-04-13", TODAY
    )


@given(
    st.lists(
        st.sampled_from(
            ["before", "since", "after", "between", "and", "the", "week of", "last", "this",
             "month", "May", "march", "Feb", "31", "29", "30th", "2026", "9999-12-31",
             "0001-01-01", "999", "days", "2024-02-29", "latest", "digest", "of", "-",
             ",", "\u0663", "0000-00-00"]
        ),
        max_size=9,
    ).map(" ".join),
    st.dates(),
)  # fmt: skip
def test_no_question_breaks_it(question: str, today: dt.date) -> None:
    """Any words on any day give a timeframe; a range's ends are in order."""
    span = read_timeframe(question, today).span
    assert span.start is None or span.end is None or span.start <= span.end
