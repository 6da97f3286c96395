"""What a publication repeats in most of its issues: recognised by that, not offered as evidence."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

SAMPLE = 32  # documents of a publication that are compared
_FEWEST = 4  # documents; in fewer nothing can be told from chance
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SHORTEST = 3  # words; shorter sentences tell nothing that could mislead


@lru_cache(maxsize=4_096)  # headings lead to many passages
def shape(sentence: str) -> int:
    """A sentence with its numbers made alike, as a number of 63 bits: 'We checked # subreddits'."""
    told = _DIGITS.sub("#", sentence.casefold())
    return int.from_bytes(blake2b(told.encode("utf-8", "replace"), digest_size=8).digest()) >> 1


@dataclass(frozen=True, slots=True)
class Repetition:
    """The shapes of what a publication repeats, and the signature of what was compared.

    `shapes` are those of sentences; `headings` those of titles and headings, which stay, but tell
    nothing of what stands under them.
    """

    signature: str
    shapes: frozenset[int]
    headings: frozenset[int] = frozenset()

    @property
    def mark(self) -> str:
        """Tells documents that were cut by these shapes from those cut by others."""
        told = [f"{shape}" for shape in sorted(self.shapes)]
        told += [f"# {shape}" for shape in sorted(self.headings)]
        return signature_of(told) if told else ""


NOTHING = Repetition("", frozenset())


def signature_of(told: Iterable[str]) -> str:
    """A short hash of what was told."""
    return blake2b("\0".join(told).encode(), digest_size=8).hexdigest()


def repeated_in(documents: Iterable[Collection[str]]) -> frozenset[int]:
    """The shapes of sentences that stand in half or more of the documents, given by sentences."""
    return _in_one_of(
        2, ([s for s in sentences if len(s.split()) >= _SHORTEST] for sentences in documents)
    )


def repeated_headings(documents: Iterable[Collection[str]]) -> frozenset[int]:
    """The shapes of headings that stand in a quarter of the documents, given by headings."""
    return _in_one_of(4, documents)


def _in_one_of(part: int, documents: Iterable[Collection[str]]) -> frozenset[int]:
    counts: Counter[int] = Counter()
    size = 0
    for told in documents:
        size += 1
        counts.update({shape(each) for each in told})
    if size < _FEWEST:
        return frozenset()
    return frozenset(s for s, count in counts.items() if count > 1 and count * part >= size)
