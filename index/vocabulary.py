"""The words of an archive: how rare each is, and which one a misspelt word meant."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from index.cjk import is_cjk
from index.terms import parts_of, stem

_SHORTEST = 4  # letters; shorter words are too near to too many others
_NEAREST = 80.0  # of 100: one letter of four to seven, two of eight or more
_KEPT = 10_000  # repairs


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """How many passages hold each term of the full-text index, of how many passages in all."""

    counts: Mapping[str, int]
    passages: int
    _repairs: dict[str, str | None] = field(default_factory=dict, init=False, repr=False)

    def frequency(self, word: str) -> int:
        """In how many passages a lower-case word stands; of a compound, its rarest part counts."""
        # A CJK letter alone is searched as the beginning of pairs.
        if len(word) == 1 and is_cjk(word):
            return min(self._beginnings[word], self.passages)
        return min((self._count(part) for part in parts_of(word)), default=0)

    def _count(self, part: str) -> int:
        stemmed = stem(part)
        # SQLite's Porter has two later rules besides: technolog, where ours says technologi.
        other = stemmed[:-1] if stemmed.endswith(("logi", "bli")) else stemmed
        return self.counts.get(stemmed, 0) or self.counts.get(other, 0)

    @cached_property
    def _beginnings(self) -> Counter[str]:
        """In how many passages a term begins with a letter, counted for each term."""
        found: Counter[str] = Counter()
        for term, count in self.counts.items():
            found[term[0]] += count
        return found

    def weight(self, word: str) -> float:
        """The word's inverse document frequency, as BM25 has it; the rarer the higher."""
        count = self.frequency(word)
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))

    def repaired(self, word: str) -> str | None:
        """The term that an unknown word most likely misspells, or None; known words are theirs.

        Words with digits are names of versions and amounts: the next number isn't a misspelling.
        Of CJK words every letter counts.
        """
        if self.frequency(word):
            return word
        if word not in self._repairs:
            if len(self._repairs) >= _KEPT:
                self._repairs.clear()
            self._repairs[word] = _nearest(self, word)
        return self._repairs[word]


def _nearest(vocabulary: Vocabulary, word: str) -> str | None:
    from rapidfuzz import fuzz, process

    if len(word) < _SHORTEST or not word.isalpha() or is_cjk(word):
        return None
    candidates = [
        term
        for term in vocabulary.counts
        if term[0] == word[0] and term.isalpha() and abs(len(term) - len(word)) < 4
    ]
    found = process.extract(
        stem(word), candidates, scorer=fuzz.ratio, score_cutoff=_NEAREST, limit=5
    )
    best = max(found, key=lambda hit: (round(hit[1]), vocabulary.counts[hit[0]]), default=None)
    return best[0] if best else None
