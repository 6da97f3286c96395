"""The prompts' own words: an answer that repeats a run of them tells the rules, not the news."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from index.terms import words_of

_RUN = 8  # words in a row that no sentence of an archive shares with the prompts by chance


def echoes(text: str) -> bool:
    """Whether a text repeats a run of words of any prompt."""
    return not _prompted().isdisjoint(_runs(text))


@cache
def _prompted() -> frozenset[tuple[str, ...]]:
    return frozenset(run for text in _texts(files("prompts")) for run in _runs(text))


def _texts(folder: Traversable) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry)
        elif entry.name.endswith(".txt"):
            yield entry.read_text(encoding="utf-8")


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = words_of(text)
    return zip(*(words[n:] for n in range(_RUN)), strict=False)
