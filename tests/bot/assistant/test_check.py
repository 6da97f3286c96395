"""Tests of bot/assistant/check.py."""

import pytest

from bot.assistant.answer import Segment
from bot.assistant.check import Check, joins
from bot.assistant.writer import Draft, Quote
from tests.bot.assistant.briefs import evidence

FOUND = evidence("p1", ["GLM-5.1 leads.", "It is open.", "It is large."])


def test_a_claim_with_a_quote_of_its_passage_passes() -> None:
    """A quote becomes a numbered citation with the passage's exact words."""
    check = Check([FOUND])
    assert check.pass_(Draft("GLM leads.", (Quote("p1", 0, 2),))) == Segment("GLM leads.", (1,))
    assert [c.quote for c in check.citations] == ["GLM-5.1 leads. It is open."]


@pytest.mark.parametrize(
    "quote",
    [Quote("p2", 0, 1), Quote("p1", 0, 4), Quote("p1", 2, 2), Quote("p1", -1, 1), Quote("", 0, 0)],
)
def test_a_claim_that_loses_its_last_quote_is_dropped(quote: Quote) -> None:
    """A quote that isn't in the evidence is dropped, and the claim with it."""
    check = Check([FOUND])
    assert check.pass_(Draft("GLM is closed.", (quote,))) is None
    assert check.citations == ()
    assert check.dropped == 2


def test_a_claim_keeps_its_good_quote_beside_a_bad_one() -> None:
    """One valid quote is enough for a claim; the made-up one leaves no citation."""
    check = Check([FOUND])
    segment = check.pass_(Draft("It is open.", (Quote("p9", 0, 1), Quote("p1", 1, 2))))
    assert segment == Segment("It is open.", (1,))
    assert len(check.citations) == 1


def test_two_claims_with_the_same_words_share_a_citation() -> None:
    """The same quote gets one number, and both claims keep it."""
    check = Check([FOUND])
    first = check.pass_(Draft("It leads", (Quote("p1", 0, 1),)))
    second = check.pass_(Draft("it tops", (Quote("p1", 0, 1),)))
    assert [first, second] == [Segment("It leads", (1,)), Segment("it tops", (1,))]


@pytest.mark.parametrize(
    "text", ["", "\n\n- ", ", and ", "; however, ", "Two digests give a figure:\n- ", " while "]
)
def test_words_that_only_join_pass_without_a_citation(text: str) -> None:
    """List marks, conjunctions and lead-ins claim nothing."""
    assert joins(text)


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI was founded in 2015.",
        "It is closed source.",
        "The price rose by 58%:",
        "Elon Musk runs it",
        "and therefore it failed",
    ],
)
def test_words_that_claim_do_not_pass_without_a_citation(text: str) -> None:
    """Anything that states something needs a citation."""
    assert not joins(text)
    assert Check([FOUND]).pass_(Draft(text)) is None


def test_only_the_joining_part_of_uncited_words_is_kept() -> None:
    """An uncited sentence is cut out of the words around it."""
    check = Check([FOUND])
    segment = check.pass_(Draft("It costs $5. The digests say:\n- "))
    assert segment == Segment("The digests say:\n- ")
    assert check.dropped == 1
