"""All facts of a text, read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.facts.dates import Day, days_in
from index.facts.names import Name, names_of, numbers_named, sizes_of
from index.facts.quantities import Quantity, quantities_in
from index.facts.text import is_foreign, plain

_TAKEN = "\x00"  # stands for what has been read already


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text tells that can be compared.

    `lesser` quantities support a claim, and need no support themselves: words that may be grammar,
    numbers that are part of a name. `versions` are the names with numbers, `text` the plain text.
    """

    text: str
    quantities: tuple[Quantity, ...]
    lesser: tuple[Quantity, ...]
    days: tuple[Day, ...]
    versions: tuple[str, ...]
    names: tuple[Name, ...]
    foreign: bool


@lru_cache(maxsize=2_048)
def facts_of(text: str) -> Facts:
    """The facts of a text."""
    text = plain(text)
    foreign = is_foreign(text)
    dated = [each for each in days_in(text) if not _counts(text, *each)]
    versions = list(numbers_named(_without(text, dated)))
    quantities = quantities_in(_without(text, [*dated, *versions]), foreign=foreign)
    spans = [(each.start, each.end) for each in quantities if each.firm]
    named = " ".join(
        size
        for _, _, name in versions
        for size in (sizes_of(name) or ([name.rpartition(" ")[2]] if " " in name else []))
    )
    return Facts(
        text,
        tuple(dict.fromkeys(each.quantity for each in quantities if each.firm)),
        (
            *(each.quantity for each in quantities if not each.firm),
            *(each.quantity for each in quantities_in(named, foreign=foreign)),
        ),
        tuple(dict.fromkeys(day for _, _, days in dated for day in days)),
        tuple(dict.fromkeys(name for _, _, name in versions)),
        tuple(dict.fromkeys(names_of(_without(text, [*dated, *spans])))),
        foreign,
    )


def _counts(text: str, start: int, end: int, days: tuple[Day, ...]) -> bool:
    """Whether a year is an amount of something: '2000 tokens'."""
    if any(day.month or day.part or day.weekday is not None for day in days):
        return False
    if not text[start:end].isdigit():
        return False
    told = quantities_in(text[start : end + 24])
    return bool(told and told[0].quantity.unit not in ("", "count", "decade"))


def _without(text: str, spans: Iterable[tuple[int, int, *tuple[object, ...]]]) -> str:
    """A text of the same length with marks for what has been read."""
    parts, floor = [], 0
    for start, end in sorted(span[:2] for span in spans):
        if start >= floor:
            parts += [text[floor:start], _TAKEN * (end - start)]
            floor = end
    return "".join([*parts, text[floor:]])
