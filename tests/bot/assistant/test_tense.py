"""Tests of bot/assistant/tense.py."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.assistant.answer import Segment
from bot.assistant.check import cite
from bot.assistant.tense import in_time, lead
from tests.bot.assistant.briefs import evidence

TODAY = dt.date(2026, 4, 22)
OLD = cite(evidence("p1", ["GLM-5.1 leads."], day=dt.date(2026, 4, 13)), 0, 1, 1)
NEW = cite(evidence("p2", ["GLM-5.1 leads."], day=TODAY), 0, 1, 2)
UNDATED = cite(evidence("p3", ["GLM-5.1 leads."], day=None), 0, 1, 3)


def told(text: str, *citations: int) -> str:
    """The text of one claim as it may be said."""
    (segment,) = in_time([Segment(text, citations)], (OLD, NEW, UNDATED), TODAY)
    return segment.text


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("GLM-5.1 leads today.", "13 April 2026: GLM-5.1 leads today."),
        ("- GLM-5.1 now leads.\n", "- 13 April 2026: GLM-5.1 now leads.\n"),
        ("Yesterday GLM-5.1 took the lead.", "13 April 2026: Yesterday GLM-5.1 took the lead."),
        ("Z.ai just released GLM-5.1.", "13 April 2026: Z.ai just released GLM-5.1."),
        ("It leads this week.", "13 April 2026: It leads this week."),
        (" and it now leads.", " and it now leads (13 April 2026)."),
        ("GLM-5.1 现在领先。", "13 April 2026: GLM-5.1 现在领先。"),
    ],
)
def test_old_news_is_not_told_as_new(text: str, dated: str) -> None:
    """A claim that speaks of now about an older day is told with that day."""
    assert told(text, 1) == dated


@pytest.mark.parametrize(
    "text",
    [
        "On 13 April 2026, GLM-5.1 now leads.",
        "By 13 April it now led.",
        "In April 2026 GLM-5.1 just took the lead.",
        "GLM-5.1 leads.",
        "USA Today reports on it.",
        "It leads by just 0.7 points.",
        "13 April 2026: It leads today.",
        "",
    ],
)
def test_what_tells_its_day_or_speaks_of_no_now_stays(text: str) -> None:
    """A claim with its day, and one that says nothing of now, are left alone."""
    assert told(text, 1) == text


def test_an_older_story_is_told_with_its_year() -> None:
    """What a digest tells of a story of 2019 says so, unless it says the year itself."""
    old = cite(evidence("p4", ["It failed."], headings=("The Incident (2019)",)), 0, 1, 4)
    (said,) = in_time([Segment("It failed.", (4,))], (old,), TODAY)
    (now,) = in_time([Segment("It fails today.", (4,))], (old,), TODAY)
    (both,) = in_time([Segment("It failed.", (1, 4))], (OLD, old), TODAY)
    (told_,) = in_time([Segment("In 2019 it failed.", (4,))], (old,), TODAY)
    assert said.text == "It failed (a story of 2019)."
    assert now.text == "13 April 2026: It fails today (a story of 2019)."
    assert (both.text, told_.text) == ("It failed.", "In 2019 it failed.")


def test_news_of_the_day_may_be_told_as_such() -> None:
    """What the newest citation says is of today may be told as today's."""
    assert told("GLM-5.1 leads today.", 1, 2) == "GLM-5.1 leads today."
    assert told("GLM-5.1 leads today.") == "GLM-5.1 leads today."


def test_the_undated_is_never_now() -> None:
    """What tells no day is told as undated where it speaks of now."""
    assert told("It leads today.", 3) == "Undated: It leads today."
    assert told("An undated page says that it leads today.", 3).startswith("An undated")


def test_the_word_before_a_quote() -> None:
    """A quote's lead tells its day, the year of an older story, and a source's name."""
    assert lead(evidence("p", ["A."])) == "13 April 2026"
    assert lead(evidence("p", ["A."], day=None)) == "Undated"
    assert lead(evidence("p", ["A."], headings=("Therac-25 (2021)",))) == (
        "13 April 2026 (a story of 2021)"
    )
    assert lead(evidence("p", ["A."], title="Therac-25 (2021)")).endswith("(a story of 2021)")
    assert lead(evidence("p", ["A."], title="Digest (2026)")) == "13 April 2026"
    source = evidence("p", ["A."])
    source = replace(source, origin=replace(source.origin, kind="source"))
    assert lead(source) == "13 April 2026, the source Daily"
