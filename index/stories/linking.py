"""How much a passage has in common with an earlier one: meaning, names, nearness in time."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from index.digest import Evidence, Passage
from index.names import NameBook, names_in, pattern_of
from index.terms import STOP_WORDS, stem, words_of
from index.web.address import normalised

T = TypeVar("T")
# Set by eye on pairs of two real archives: tests/benchmarks/stories.py draws such pairs.
LINKED = 0.74  # the score from which on two passages tell the same story
_NAMES = 0.15  # what a shared name as rare as can be adds to the similarity
_MOST = 2.0  # such names; more don't say more
_WEEKS = 0.03  # what each doubling of the weeks between takes off
_LEAST = 0.55  # similarity; below it names alone don't link
_ALIKE = 0.5  # of all words of two texts stand in both: they are one text


def headline(passage: Passage) -> str:
    """The headings that are a passage's own, not its digest's."""
    return ". ".join(passage.headings[-2:])


def rarity(name: str, book: NameBook) -> float:
    """From 0 for a name in all passages to about 1 for one in two of them."""
    if book.passages < 2:
        return 0.0
    return max(0.0, math.log(book.passages / book.count(name)) / math.log(book.passages))


def names_of(passage: Passage, book: NameBook) -> dict[str, float]:
    """The names that a passage tells and the archive knows, with the rarity of each.

    Of a name of several words those count as well that are names themselves.
    """
    told = names_in(f"{headline(passage)}.\n{passage.text}")
    both = (part for name in told for part in (name, *name.split()))
    return {name: rarity(name, book) for name in dict.fromkeys(both) if name in book}


def shared(names: dict[str, float], passage: Passage) -> tuple[str, ...]:
    """Which of `names` another passage tells, the rarest first, none inside of another one."""
    text = f"{headline(passage)}\n{passage.text}"
    found: list[str] = []
    for name in sorted(names, key=lambda name: (-names[name], name)):
        pattern = pattern_of(name)
        inside = any(pattern and pattern.search(other) for other in found)
        if pattern and not inside and pattern.search(text):
            found.append(name)
    return tuple(found)


def score(similarity: float, rarities: Iterable[float], days: int) -> float:
    """What two passages have in common, so many days apart; from LINKED on it is one story."""
    if similarity < _LEAST:
        return 0.0
    names = min(sum(each * each for each in rarities), _MOST)
    return similarity + _NAMES * names - _WEEKS * math.log2(1 + days / 7)


@dataclass(frozen=True, slots=True)
class Saying:
    """What a passage says, to be compared: the stems of its words, the pages that its story is of.

    A file that is one story of many credits pages as a whole; sentences of others cite pages too.
    """

    stems: frozenset[str]
    pages: frozenset[str]

    @classmethod
    def of(cls, evidence: Evidence) -> "Saying":
        """What a passage says."""
        passage = evidence.passage
        words = frozenset(words_of(passage.text)) - STOP_WORDS
        pages = (normalised(link.url) for link in passage.sources if passage.file)
        return cls(frozenset(map(stem, words)), frozenset(filter(None, pages)))

    def same(self, other: "Saying") -> bool:
        """Whether two say the same: in the same words, or of one page. That is no development."""
        both = len(self.stems & other.stems)
        return bool(self.pages & other.pages) or both > _ALIKE * len(self.stems | other.stems)


def merged(items: Iterable[T], evidence_of: Callable[[T], Evidence]) -> list[list[T]]:
    """The items in groups of those that say the same as the first of their group, in order."""
    groups: list[tuple[Saying, list[T]]] = []
    for item in items:
        saying = Saying.of(evidence_of(item))
        for first, group in groups:
            if first.same(saying):
                group.append(item)
                break
        else:
            groups.append((saying, [item]))
    return [group for _, group in groups]
