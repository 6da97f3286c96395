"""All facts of a text, read once."""

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
    numbers that are part of a name. `versions` are the names with numbers, `text` is the plain text.
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
    found = [
        (start, end, days)
        for start, end, days in days_in(text)
        if not _counts(text, start, end, days)
    ]
    rest = _without(text, [(start, end) for start, end, _ in found])
    versions = list(numbers_named(rest))
    quantities = quantities_in(_without(rest, [(a, b) for a, b, _ in versions]), foreign=foreign)
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
        tuple(dict.fromkeys(day for _, _, days in found for day in days)),
        tuple(dict.fromkeys(name for _, _, name in versions)),
        tuple(dict.fromkeys(names_of(_without(text, [(a, b) for a, b, _ in found])))),
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


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, floor = [], 0
    for start, end in sorted(spans):
        if start >= floor:
            parts += [text[floor:start], _TAKEN * (end - start)]
            floor = end
    return "".join([*parts, text[floor:]])
