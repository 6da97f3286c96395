"""A mention of days in a text, and what the patterns that find them share."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from index.timeframe.periods import Days, Unit

FLAGS = re.IGNORECASE | re.ASCII | re.VERBOSE
_NUMBERS = {
    word: n
    for n, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"a": 1, "an": 1, "couple of": 2, "couple": 2, "few": 5, "several": 7, "dozen": 12}


@dataclass(frozen=True, slots=True)
class Mention:
    """Days that the characters of a text from `start` up to, not including, `end` name.

    A `leaning` mention is one only behind a word like 'in' or 'since'; an `adverb` ('last week')
    needs no such word to say when. `yearless` days are the last such ones, as no year is said.
    `vague` ones may be others. `current` ones are of a period that isn't over: 'this week'.
    `ends` are the first and the last period of a range: 'from March to May'.
    """

    start: int
    end: int
    days: Days
    unit: Unit
    leaning: bool = False
    adverb: bool = False
    yearless: bool = False
    vague: bool = False
    current: bool = False
    ends: tuple[Days, Days] | None = None


# May raise ValueError or OverflowError where the calendar has no such day.
Reader = Callable[[re.Match[str], dt.date], Mention | None]
Patterns = tuple[tuple[re.Pattern[str], Reader], ...]


def readers(*pairs: tuple[str, Reader]) -> Patterns:
    """Patterns and what reads their matches."""
    return tuple((re.compile(pattern, FLAGS), reader) for pattern, reader in pairs)


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(word.replace(" ", r"\ ") for word in sorted(words, key=len, reverse=True))


NUMBER = rf"(?:(?:a\ )?(?:{one_of(_NUMBERS)})|\d{{1,3}})"


def number(word: str) -> int:
    """The number that a word or digits name: 'ten', 'a few', '10'."""
    word = word.lower()
    named = _NUMBERS.get(word) or _NUMBERS.get(word.removeprefix("a "))
    return named or int(word)


def unit_of(word: str) -> Unit:
    """The unit that a word begins with: 'weeks' is week."""
    units: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year")
    return next(unit for unit in units if word.lower().startswith(unit))


def mention(match: re.Match[str], days: Days, unit: Unit, **kind: bool) -> Mention:
    """What the whole of a match names."""
    return Mention(match.start(), match.end(), days, unit, **kind)  # type: ignore[arg-type]
