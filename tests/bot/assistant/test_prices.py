"""Tests of bot/assistant/prices.py."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.answer import Usage
from bot.assistant.prices import PRICES, cost, dollars
from bot.settings import Settings

COUNTS = st.integers(0, 100_000)
USAGES = st.builds(Usage, COUNTS, COUNTS, COUNTS, COUNTS)


def test_each_kind_of_token_has_its_price() -> None:
    """What is read, written, put into the cache and read from it is charged each by its price."""
    usage = Usage(
        input_tokens=1_000_000,
        output_tokens=200_000,
        cache_read_input_tokens=500_000,
        cache_creation_input_tokens=100_000,
    )
    # 2.00 + 2.00 + 0.05 + 0.25
    assert cost("claude-sonnet-5-5", usage) == Decimal("4.30")


def test_a_long_prompt_costs_more_by_the_call_not_by_the_answer() -> None:
    """Two calls below the limit cost the short price though their sum is above; one above, more."""
    call = Usage(input_tokens=60_000, output_tokens=1_000)
    assert cost("claude-haiku-5-5", call + call) == Decimal("0.013")
    assert cost("claude-haiku-5-5", Usage(input_tokens=120_000)) == Decimal("0.06")
    assert cost("claude-haiku-5-5", Usage(20_000, 0, 90_000, 0)) == Decimal("0.0145")


def test_a_snapshot_costs_what_its_model_does() -> None:
    """The date behind a model's name doesn't matter."""
    usage = Usage(1_000, 1_000)
    assert cost("claude-haiku-4-5-20251001", usage) == cost("claude-haiku-4-5", usage)


@pytest.mark.parametrize("model", [None, "", "claude-sonnet-9", "llama-3-70b", "claude"])
def test_an_unknown_model_has_no_price(model: str | None) -> None:
    """Nothing is guessed: without a price the cost isn't known, and is said to be so."""
    assert cost(model, Usage(1, 1)) is None
    assert dollars(cost(model, Usage(1, 1))) == "price not known"


def test_without_a_call_nothing_is_paid() -> None:
    """An answer that took no tokens costs nothing, whatever the model."""
    assert cost(None, None) == cost("claude-sonnet-9", None) == 0
    assert dollars(Decimal("0.01234")) == "$0.0123"


def test_the_default_model_has_a_price() -> None:
    """Whoever changes nothing sees what an answer costs."""
    assert Settings.model_fields["model"].default in PRICES


def test_prices_keep_the_proportions_of_the_list() -> None:
    """To put into the cache costs 1.25 of the input, to read from it a tenth at most."""
    prices = [*PRICES.values(), *(price.long for price in PRICES.values() if price.long)]
    assert all(price.cache_write == price.input * Decimal("1.25") for price in prices)
    assert all(0 < price.cache_read <= price.input / 10 for price in prices)
    assert all(price.input < price.output for price in prices)


@given(st.lists(USAGES, max_size=5))
def test_the_calls_of_an_answer_are_summed(usages: list[Usage]) -> None:
    """However many calls are added up, the sum costs what they cost one by one."""
    total = sum(usages, Usage())
    for model in ("claude-sonnet-5-5", "claude-haiku-5-5"):
        costs = [cost(model, usage) or Decimal(0) for usage in usages]
        assert cost(model, total) == sum(costs, Decimal(0))
