"""How much a passage has in common with an earlier one: meaning, names, nearness in time."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from index.digest import Evidence, Passage
from index.names import COMPOUND, NameBook, names_in, pattern_of
from index.terms import STOP_WORDS, stem, words_of
from index.vocabulary import Vocabulary
from index.web.address import normalised

T = TypeVar("T")
# Set by eye on pairs of two real archives: tests/benchmarks/stories.py draws such pairs.
LINKED = 0.78  # the score from which on two passages tell the same story
_NAMES = 0.15  # what a shared name as rare as can be adds to the similarity
_MOST = 2.0  # such names; more don't say more
_WEEKS = 0.03  # what each doubling of the weeks between takes off
_LEAST = 0.55  # similarity; below it names alone don't link
RARE = 0.4  # rarity of the name that two must share at the least,
_NEAR = 0.85  # or how similar they must be: a publication's sections are all somewhat alike
_ACRONYM = re.compile(r"[A-Z\d]{2,5}s?")
_KIND = 0.5  # of its rarity counts for an acronym: RSS, HDDs and 27B name kinds of things
_ALIKE = 0.5  # of all words of two texts stand in both: they are one text


def headline(passage: Passage) -> str:
    """The headings that are a passage's own, not its digest's."""
    return ". ".join(passage.headings[-2:])


def names_of(passage: Passage, book: NameBook, vocabulary: Vocabulary) -> dict[str, float]:
    """The names that a passage's own words tell, with the rarity of each in the archive.

    Of a name of several words those count as well that the archive knows as names. Rarity goes
    from 0 for what stands in all passages to 1; a plain word is as common as it is in any sense.
    """
    told = names_in(passage.text)
    parts = (part for name in told for part in name.split() if part in book)
    names = (name for name in dict.fromkeys((*told, *parts)) if not COMPOUND.fullmatch(name))
    return {name: rarity(name, book, vocabulary) for name in names}


def rarity(name: str, book: NameBook, vocabulary: Vocabulary) -> float:
    """From 0 for a name that stands in all passages to 1; of an acronym half as much."""
    if book.passages < 2:
        return 0.0
    plain = vocabulary.frequency(name.lower()) if name.isalpha() else 0
    found = math.log(book.passages / max(book.count(name), plain)) / math.log(book.passages)
    return max(0.0, found) * (_KIND if _ACRONYM.fullmatch(name) else 1.0)


def shared(names: dict[str, float], passage: Passage) -> tuple[str, ...]:
    """Which of `names` another passage tells, the rarest first, none inside of another one."""
    text = f"{headline(passage)}\n{passage.text}"
    found: list[str] = []
    for name in sorted(names, key=lambda name: (-names[name], -len(name), name)):
        pattern = pattern_of(name)
        inside = any(pattern and pattern.search(other) for other in found)
        if pattern and not inside and pattern.search(text):
            found.append(name)
    return tuple(found)


def score(similarity: float, rarities: Sequence[float], days: int) -> float:
    """What two passages have in common, so many days apart; from LINKED on it is one story."""
    if similarity < _LEAST or (similarity < _NEAR and max(rarities, default=0.0) < RARE):
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
