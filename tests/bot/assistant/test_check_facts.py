"""Tests of what bot/assistant/check.py holds claims against: facts of all kinds, real sentences."""

import pytest

from bot.assistant.check import Check
from bot.assistant.writer import Draft, Quote
from tests.bot.assistant.briefs import evidence
from tests.bot.assistant.check_pairs import NOT_SAID, SAID


def _passes(claim: str, quote: str) -> bool:
    check = Check([evidence("p1", [quote], headings=("Anthropic",))])
    return bool(check.pass_(Draft(claim, (Quote("p1", 0, 1),))))


@pytest.mark.parametrize(("claim", "quote"), SAID)
def test_a_claim_that_its_quote_says_in_other_words_passes(claim: str, quote: str) -> None:
    """The same amount, day or name passes however it is written."""
    assert _passes(claim, quote)


@pytest.mark.parametrize(("claim", "quote"), NOT_SAID)
def test_a_claim_that_its_quote_does_not_say_is_dropped(claim: str, quote: str) -> None:
    """Another amount, unit, day, version or name is dropped."""
    assert not _passes(claim, quote)


@pytest.mark.parametrize("quote", [quote for _, quote in SAID + NOT_SAID])
def test_a_sentence_passes_against_itself(quote: str) -> None:
    """What is quoted word for word is never dropped."""
    assert _passes(quote, quote)
