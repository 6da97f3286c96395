"""Whether two sentences about one thing give different figures for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.facts.quantities import COUNT, Found, Quantity, quantities_in
from index.facts.reading import facts_of
from index.facts.text import is_foreign, plain
from index.facts.units import COUNTED
from index.names import key_of
from index.terms import STOP_WORDS, stem, words_of

_NEAR = 60  # characters before and behind a figure that tell what it measures
_ROUGH = Decimal("0.1")  # what 'about' may be off
_ABOUT = re.compile(
    r"(?i)(?:\b(?:about|around|roughly|approximately|some|circa|rund|etwa|环?约)|[~≈约約])[ ]?\Z"
)
_AT_LEAST = re.compile(
    r"(?i)(?:\b(?:over|(?:more|greater|higher) than|at least|above|upwards of|exceed\w*|über"
    r"|mehr als)|超过|超過|[>≥])[ ]?\Z"
)
_AT_MOST = re.compile(
    r"(?i)(?:\b(?:under|(?:less|fewer|lower) than|at most|below|nearly|almost|up to|close to|unter"
    r"|fast)|[<≤])[ ]?\Z"
)
# Of these two sentences seldom tell the same one.
_NOT_COMPARED = frozenset(("", COUNT, "nth", "decade", "day", "week", "month", "year", "x"))
_HIGH = Decimal(10) ** 30


@dataclass(frozen=True, slots=True)
class _Figure:
    """A quantity with the amounts that it may stand for, and the words about it."""

    quantity: Quantity
    low: Decimal
    high: Decimal
    words: frozenset[str]
    versions: frozenset[str]

    def agrees(self, other: "_Figure") -> bool:
        return self.low <= other.high and other.low <= self.high


def differing(one: str, other: str) -> tuple[Quantity, Quantity] | None:
    """The figures in which two sentences about one thing differ, None where none surely do.

    They are of one unit, and a word beside each tells that they measure the same. A rounded figure
    doesn't differ from what it rounds, nor 'over a billion' from more. Where a sentence gives
    several of one unit, those that both give are left out, and one of each must be left.
    """
    mine, yours = _figures(one), _figures(other)
    for unit in dict.fromkeys(figure.quantity.unit for figure in mine):
        left, right = _alone(unit, mine, yours), _alone(unit, yours, mine)
        if len(left) != 1 or len(right) != 1:
            continue
        (a,), (b,) = left, right
        if a.words & b.words and not (a.versions - b.versions and b.versions - a.versions):
            return a.quantity, b.quantity
    return None


def _alone(unit: str, some: Sequence[_Figure], others: Sequence[_Figure]) -> list[_Figure]:
    """The figures of a unit that no figure of the other sentence agrees with."""
    own = [figure for figure in some if figure.quantity.unit == unit]
    against = [figure for figure in others if figure.quantity.unit == unit]
    return [figure for figure in own if not any(map(figure.agrees, against))]


def _figures(text: str) -> list[_Figure]:
    versions = facts_of(text).versions
    text = plain(text)
    found = quantities_in(text, foreign=is_foreign(text))
    return [
        _figure(each, text, versions)
        for each in found
        if each.quantity.unit not in _NOT_COMPARED and each.firm
    ]


def _figure(found: Found, text: str, versions: Sequence[str]) -> _Figure:
    amount = found.quantity.amount
    before = text[max(0, found.start - 20) : found.start]
    low, high = _rounded(amount, found.scale * found.times)
    if _AT_LEAST.search(before) or "+" in text[found.start : found.end]:
        low, high = amount, _HIGH
    elif _AT_MOST.search(before):
        low, high = Decimal(0), amount
    elif _ABOUT.search(before):
        low, high = amount * (1 - _ROUGH), amount * (1 + _ROUGH)
    beside = f"{text[max(0, found.start - _NEAR) : found.start]} {text[found.end :][:_NEAR]}"
    # What is counted tells by itself what is measured: '5M users'.
    words = {found.quantity.unit} & set(COUNTED.values())
    words |= {stem(w) for w in words_of(beside) if w not in STOP_WORDS and not w[0].isdigit()}
    near = frozenset(key_of(name) for name in versions if name in beside)
    return _Figure(found.quantity, low, high, frozenset(words), near)


def _rounded(amount: Decimal, scale: Decimal) -> tuple[Decimal, Decimal]:
    """The amounts that become this one when rounded to the digits in which it is told."""
    # A whole number is taken for one that is rounded to ones.
    last = min(int((amount / scale).normalize().as_tuple().exponent), 0)
    half = Decimal(10) ** last * scale / 2
    return amount - half, amount + half
