"""What Claude's tokens cost: the one place that knows prices."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.assistant.answer import Usage

SOURCE = "https://platform.claude.com/docs/en/about-claude/pricing"
NOTED = dt.date(2026, 11, 24)

_MILLION = 1_000_000
_SNAPSHOT = re.compile(r"-\d{8}\Z")


@dataclass(frozen=True, slots=True)
class Price:
    """USD for a million tokens: read, written, put into the cache for 5 minutes, read from it.

    A call whose prompt has more than `short` tokens costs `long`, where the model has two prices.
    """

    input: Decimal
    output: Decimal
    cache_write: Decimal
    cache_read: Decimal
    short: int | None = None
    long: "Price | None" = None

    def of(self, call: Usage) -> Decimal:
        """USD for one call."""
        if self.long and self.short is not None and call.prompt_tokens > self.short:
            return self.long.of(call)
        return (
            self.input * call.input_tokens
            + self.output * call.output_tokens
            + self.cache_write * call.cache_creation_input_tokens
            + self.cache_read * call.cache_read_input_tokens
        ) / _MILLION


def _price(line: str, short: int | None = None, long: Price | None = None) -> Price:
    input_, output, cache_write, cache_read = map(Decimal, line.split())
    return Price(input_, output, cache_write, cache_read, short, long)


_FABLE_5_1 = _price("10 50 12.50 0.25")
_FABLE_5 = _price("10 50 12.50 1")
_OPUS_5 = _price("5 25 6.25 0.50")
_SONNET_4 = _price("3 15 3.75 0.30")

# Standard service of Anthropic's own API, from SOURCE as it stood on NOTED: input, output, cache
# write, cache read. A write is 1.25 of the input; a read is 0.1 of it, on some models less.
PRICES: Mapping[str, Price] = {
    "claude-fable-5-2": _price("8 40 10 0.20"),
    "claude-fable-5-1": _FABLE_5_1,
    "claude-mythos-5-1": _FABLE_5_1,
    "claude-fable-5": _FABLE_5,
    "claude-mythos-5": _FABLE_5,
    "claude-opus-5-5": _price("4 20 5 0.20"),
    "claude-opus-5": _OPUS_5,
    "claude-opus-4-8": _OPUS_5,
    "claude-opus-4-7": _OPUS_5,
    "claude-opus-4-6": _OPUS_5,
    "claude-opus-4-5": _OPUS_5,
    "claude-sonnet-5-5": _price("2 10 2.50 0.10"),
    "claude-sonnet-5": _price("2 10 2.50 0.20"),
    "claude-sonnet-4-6": _SONNET_4,
    "claude-sonnet-4-5": _SONNET_4,
    "claude-haiku-5-5": _price(
        "0.10 0.50 0.125 0.01", short=100_000, long=_price("0.50 2.50 0.625 0.05")
    ),
    "claude-haiku-4-5": _price("1 5 1.25 0.10"),
}


def cost(model: str | None, usage: Usage | None) -> Decimal | None:
    """USD for what an answer took, each call by itself; None where the price isn't known.

    A model's dated snapshot costs what the model does. Without usage nothing was paid.
    """
    if usage is None:
        return Decimal(0)
    price = PRICES.get(_SNAPSHOT.sub("", model or ""))
    if price is None:
        return None
    return sum((price.of(call) for call in usage.each), Decimal(0))


def dollars(amount: Decimal | None) -> str:
    """A cost as people read it, to a hundredth of a cent: '$0.0123', 'price not known'."""
    return "price not known" if amount is None else f"${amount:.4f}"
