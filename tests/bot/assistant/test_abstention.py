"""Tests of bot/assistant/abstention.py."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.assistant.abstention import abstention, gap_words
from bot.assistant.answer import Answer
from index.digest import Origin, Span
from tests.bot.assistant.briefs import brief, evidence

NEAR = evidence("p1", ["GLM-5.1 leads SWE-Bench Pro.", "It is open."])
DAYS: dict[dt.date, list[Origin]] = {dt.date(2026, 4, 14): [], dt.date(2026, 4, 21): []}


def test_it_says_so_and_cites_what_comes_nearest() -> None:
    """An abstention names the nearest passages with citations and claims nothing."""
    answer = abstention(Answer("q", "q"), brief("q", NEAR), DAYS)
    assert answer.text == (
        "The archive doesn't answer this.\n\n"
        "The nearest that it holds:\n- A heading (Daily, 13 April 2026) [1]"
    )
    assert [c.quote for c in answer.citations] == ["GLM-5.1 leads SWE-Bench Pro."]
    assert (answer.abstained, answer.claims) == (True, ())


def test_a_name_that_the_archive_does_not_know_is_told() -> None:
    """Where the question names what no digest does, the answer says which name that is."""
    given = brief("What does GLM-7 score?", NEAR)
    answer = abstention(Answer("q", "q"), given, DAYS)
    assert answer.text.startswith("The archive doesn't answer this: it says nothing of GLM-7.\n")


def test_a_day_without_a_digest_names_its_neighbours() -> None:
    """Where the asked day has no digest, the days before and after it are named."""
    given = brief("GLM")
    day = dt.date(2026, 4, 17)
    coverage = replace(given.coverage, searched=Span(day, day), widened=True)
    answer = abstention(Answer("q", "q"), replace(given, coverage=coverage), DAYS)
    assert answer.text == (
        "The archive has no digest on 17 April 2026; the nearest days with one are 14 April 2026 "
        "and 21 April 2026."
    )


def test_a_day_after_the_last_digest_names_the_one_before() -> None:
    """At the end of the archive only the day before is named."""
    given = brief("q")
    coverage = replace(given.coverage, searched=Span(dt.date(2026, 5, 1), dt.date(2026, 5, 1)))
    answer = abstention(Answer("q", "q"), replace(given, coverage=coverage), DAYS)
    assert "the nearest day with one is 21 April 2026." in answer.text


def test_one_passage_of_each_document_is_named() -> None:
    """Two passages of one document are one nearest thing."""
    again = replace(NEAR, passage=replace(NEAR.passage, id="p1b"))
    answer = abstention(Answer("q", "q"), brief("q", NEAR, again), DAYS)
    assert len(answer.citations) == 1


def test_an_empty_question_asks_for_one() -> None:
    """Without a question the person is told what to do."""
    answer = abstention(Answer("", ""), brief(""), DAYS)
    assert answer.text == "Ask a question about what the digests say."


def test_a_question_about_days_alone_gets_their_neighbours_alone() -> None:
    """Where nothing but days without a digest was asked for, nothing comes near to it."""
    given = brief("What happened on 17 April?", NEAR)
    day = dt.date(2026, 4, 17)
    coverage = replace(given.coverage, searched=Span(day, day), widened=True)
    answer = abstention(Answer("q", "q"), replace(given, coverage=coverage), DAYS)
    assert answer.text == (
        "The archive has no digest on 17 April 2026; the nearest days with one are 14 April 2026 "
        "and 21 April 2026."
    )
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(dt.date(2026, 5, 1), None), "since 1 May 2026; the nearest day with one is 21 April"),
        (Span(None, dt.date(2026, 4, 1)), "up to 1 April 2026; the nearest day with one is 14 Apr"),
        (Span(dt.date(2026, 4, 15), dt.date(2026, 4, 17)), "from 15 to 17 April 2026; the nearest"),
    ],
)
def test_a_gap_is_told_with_its_neighbours(span: Span, words: str) -> None:
    """Open and closed ranges that hold no digest are told with the days next to them."""
    assert words in gap_words(span, DAYS)


def test_days_with_a_digest_are_no_gap() -> None:
    """Where one of the days has a digest, or none is named, there is nothing to tell."""
    assert gap_words(Span(dt.date(2026, 4, 14), dt.date(2026, 4, 17)), DAYS) == ""
    assert gap_words(Span(), DAYS) == ""
