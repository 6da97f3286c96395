"""Tests of bot/assistant/answer.py."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.answer import Answer, Segment, Usage, coverage_line, days_words
from bot.assistant.check import cite
from index.digest import Coverage, Span
from tests.bot.assistant.briefs import evidence

TODAY = dt.date(2026, 4, 22)
CITATION = cite(evidence("p1", ["GLM-5.1 leads."]), 0, 1, 1)


def test_text_marks_each_claim_before_the_white_space_at_its_end() -> None:
    """The answer's text carries [n] marks behind each claim."""
    answer = Answer(
        "q", "q", (Segment("It leads.\n", (1, 2)), Segment("and "), Segment("it is open.", (1,)))
    )
    assert answer.text == "It leads. [1][2]\nand it is open. [1]"


def test_json_has_the_keys_of_the_command() -> None:
    """The JSON object has every key that the command promises, with ISO dates."""
    coverage = Coverage(2, dt.date(2026, 4, 1), dt.date(2026, 4, 21), 1, Span(TODAY, None))
    answer = Answer("q", "q2", (Segment("- It leads.", (1,)),), (CITATION,), coverage=coverage)
    value = answer.to_json()
    assert list(value) == [
        "question", "standalone", "answer", "abstained", "claims", "citations", "coverage",
        "writer", "model", "usage", "notice", "timings_ms",
    ]  # fmt: skip
    assert value["claims"] == [{"text": "It leads.", "citations": [1]}]
    assert value["coverage"] == {
        "documents": 2, "first": "2026-04-01", "last": "2026-04-21", "undated": 1,
        "searched_from": "2026-04-22", "searched_to": None, "widened": False,
    }  # fmt: skip
    assert value["citations"][0] == {
        "n": 1, "quote": "GLM-5.1 leads.", "passage": "p1", "document": "doc-p1",
        "kind": "digest", "publication": "Daily", "title": "A title", "section": "A heading",
        "date": "2026-04-13", "archive": "archive", "file": "p1.md", "url": None,
    }  # fmt: skip


def test_usage_adds_up_and_keeps_each_call() -> None:
    """The tokens of two calls are summed, and told apart; nothing added is no call."""
    first, second = Usage(1, 2, 3, 4), Usage(10, 20, 30, 40)
    total = Usage() + first + second + Usage()
    assert total == Usage(11, 22, 33, 44)
    assert total.each == (first, second)
    assert (Usage() + first).each == (first,)
    assert first.prompt_tokens == 8


def test_an_abstention_claims_nothing() -> None:
    """What an abstaining answer cites is not a claim."""
    answer = Answer("q", "q", (Segment("Nearest", (1,)),), (CITATION,), abstained=True)
    assert answer.claims == ()


@pytest.mark.parametrize(
    ("coverage", "line"),
    [
        (Coverage(0, None, None, 0), "The archive is empty."),
        (
            Coverage(1, dt.date(2026, 4, 21), dt.date(2026, 4, 21), 0),
            "Searched 1 document, 21 April 2026; the newest digest is of yesterday.",
        ),
        (
            Coverage(3, dt.date(2026, 4, 1), dt.date(2026, 4, 2), 1, Span(None, TODAY)),
            (
                "Searched 3 documents, only up to 22 April 2026 (1 undated left out); "
                "the newest digest is 20 days old."
            ),
        ),
        (
            Coverage(
                2, dt.date(2026, 4, 1), dt.date(2026, 4, 22), 0, Span(TODAY, TODAY), widened=True
            ),
            (
                "Nothing on this on 22 April 2026, so all days were searched: 1 to 22 April 2026; "
                "the newest digest is of today."
            ),
        ),
        (
            Coverage(8_000, dt.date(2025, 8, 25), dt.date(2026, 4, 23), 2, sources=1_000),
            (
                "Searched 7,000 digests and 1,000 sources, 25 August 2025 to 23 April 2026 "
                "(2 undated); the newest digest is dated 1 day ahead."
            ),
        ),
        (Coverage(2, None, None, 2), "Searched 2 documents."),
    ],
)
def test_the_footer_tells_span_range_and_age(coverage: Coverage, line: str) -> None:
    """The last line tells what was searched, a range that was widened, and the newest's age."""
    assert coverage_line(coverage, TODAY) == line


@given(st.dates(), st.dates(), st.dates(), st.booleans())
def test_the_footer_is_one_short_line(
    first: dt.date,
    start: dt.date,
    end: dt.date,
    widened: bool,  # noqa: FBT001
) -> None:
    """Whatever was searched, the last line is one line that fits a phone's screen twice."""
    span = Span(min(start, end), max(start, end))
    line = coverage_line(
        Coverage(99, first, max(first, TODAY), 9, span, widened=widened, sources=9), TODAY
    )
    assert "\n" not in line
    assert len(line) <= 160


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2026, 4, 9), (2026, 4, 9), "9 April 2026"),
        ((2026, 4, 9), (2026, 4, 16), "9 to 16 April 2026"),
        ((2026, 3, 28), (2026, 4, 3), "28 March to 3 April 2026"),
        ((2025, 12, 28), (2026, 1, 3), "28 December 2025 to 3 January 2026"),
    ],
)
def test_days_say_once_what_their_ends_share(
    start: tuple[int, int, int], end: tuple[int, int, int], words: str
) -> None:
    """A range of days names its month and year once where both ends have the same."""
    assert days_words(dt.date(*start), dt.date(*end)) == words


def test_a_title_that_only_dates_is_not_shown_twice() -> None:
    """The place of a citation leaves out a title made of publication and date."""
    dated = cite(evidence("p1", ["A."], title="Daily 2026-04-13", headings=("Top", "Top")), 0, 1, 1)
    assert dated.place == "Top"
    assert CITATION.place == "A title › A heading"
