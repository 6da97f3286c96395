"""The words of an archive: how rare each is, and which ones a misspelt word may mean."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from index.cjk import is_cjk
from index.embedding import is_english
from index.terms import parts_of, stem, words_of

_SHORTEST = 4  # letters; shorter words are too near to too many others
_REPAIRS = 3
_ENDINGS = ("", "e", "s", "es", "y", "ed", "er", "ic", "ing", "ion")
_KEPT = 10_000  # words whose repairs are remembered
_LONG = 9  # letters; shorter words two edits apart are other words


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """How many passages hold each term of the full-text index, of how many passages in all."""

    counts: Mapping[str, int]
    passages: int
    _repairs: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    def frequency(self, word: str) -> int:
        """In how many passages a lower-case word stands; of a compound, its rarest part counts."""
        # A CJK letter alone is searched as the beginning of pairs.
        if len(word) == 1 and is_cjk(word):
            return min(self._beginnings[word], self.passages)
        return min((self._count(part) for part in parts_of(word)), default=0)

    def _count(self, part: str) -> int:
        return next((n for term in _terms(part) if (n := self.counts.get(term, 0))), 0)

    def but(self, counts: Mapping[str, int]) -> "Vocabulary":
        """The same, but for the counts of some terms; those of none aren't in it."""
        if all(self.counts.get(term, 0) == n for term, n in counts.items()):
            return self
        changed = {**self.counts, **counts}
        return Vocabulary({term: n for term, n in changed.items() if n}, self.passages)

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
        """The term that an unknown word most likely misspells, or None; known words are theirs."""
        return word if self.frequency(word) else next(iter(self.repairs(word)), None)

    def repairs(self, word: str) -> tuple[str, ...]:
        """The terms that an unknown word may misspell or clip, the likeliest first, at most three.

        An English word that the archive doesn't hold is none: 'crayfish' isn't 'catfish'. Words
        with digits are names of versions and amounts: the next number isn't a misspelling. Of CJK
        words every letter counts.
        """
        if self.frequency(word) or is_english(word):
            return ()
        if word not in self._repairs:
            if len(self._repairs) >= _KEPT:
                self._repairs.clear()
            self._repairs[word] = _repairs(self, word)
        return self._repairs[word]


def terms_in(text: str) -> set[str]:
    """The terms of the full-text index that the words of a text may be."""
    return {term for word in words_of(text) for part in parts_of(word) for term in _terms(part)}


def _terms(part: str) -> tuple[str, ...]:
    stemmed = stem(part)
    # SQLite's Porter has two later rules besides: technolog, where ours says technologi.
    return (stemmed, stemmed[:-1]) if stemmed.endswith(("logi", "bli")) else (stemmed,)


def _repairs(vocabulary: Vocabulary, word: str) -> tuple[str, ...]:
    if len(word) < _SHORTEST or not word.isalpha() or is_cjk(word):
        return ()
    candidates = [
        term
        for term in vocabulary.counts
        if term[0] == word[0] and term.isalpha() and -4 < len(word) - len(term) < 6
    ]
    edits = _edits(word, candidates)
    if not edits and _bones(word) == word:
        edits = {term: 0 for term in candidates if _bones(term) == word}

    def unlikely(term: str) -> float:
        # Swapped letters are the commonest slip; what is in ten times as many passages makes up
        # for a third of an edit.
        swapped = sorted(word) in map(sorted, _forms(term))
        return edits[term] - swapped / 2 - math.log10(vocabulary.counts[term] + 1) / 3

    return tuple(sorted(edits, key=unlikely)[:_REPAIRS])


def _edits(word: str, terms: Sequence[str]) -> dict[str, int]:
    """The terms that a word is near to, with the letters that are missing, other or swapped.

    Optimal string alignment (Damerau, Communications of the ACM 7, 1964) with a form of each stem.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    forms = [form for term in terms for form in _forms(term)]
    most = 2 if len(word) >= _LONG else 1
    found: dict[str, int] = {}
    for _, distance, at in process.extract(
        word, forms, scorer=OSA.distance, score_cutoff=most, limit=None
    ):
        term = terms[at // len(_ENDINGS)]
        found[term] = min(found.get(term, most), int(distance))
    return found


def _forms(term: str) -> list[str]:
    """Words that have a stem, one for each ending."""
    return [term.removesuffix("i") + end if end == "y" else term + end for end in _ENDINGS]


def spelling(word: str, term: str) -> str:
    """The form of a stem that is nearest to a misspelt word."""
    from rapidfuzz.distance import OSA

    return min(_forms(term), key=lambda form: (OSA.distance(word, form), len(form)))


def _bones(word: str) -> str:
    """A word as it is clipped: its first letter and its consonants, each once in a row."""
    kept = word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")
    return "".join(letter for letter, _ in groupby(kept))
