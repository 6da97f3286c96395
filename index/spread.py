"""What says the same is one piece of evidence with several places; no document crowds out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index.digest import Evidence, Passage, Place
from index.terms import stems_of

_SHORTEST = 8  # stems; of shorter passages it can't be told whether they say the same
_SAME = 0.8  # of the stems of the shorter one
_HAS_DIGIT = re.compile(r"\d")


def spread(ranked: Sequence[Evidence], k: int, per_document: int) -> list[Evidence]:
    """The first `k` of the evidence, at most so many of a document while there are others.

    A passage that says what a better one says is a place of that one.
    """
    kept: list[Evidence] = []
    stems: list[frozenset[str]] = []
    later: list[Evidence] = []
    taken: Counter[str] = Counter()
    for each in ranked:
        own = _stems(each.passage)
        twin = next((n for n, other in enumerate(stems) if _alike(own, other)), None)
        if twin is not None:
            place = Place(each.passage.id, each.origin)
            kept[twin] = replace(kept[twin], places=(*kept[twin].places, place))
        elif len(kept) < k:
            if taken[each.origin.document] >= per_document:
                later.append(each)
                continue
            taken[each.origin.document] += 1
            kept.append(each)
            stems.append(own)
    kept = sorted([*kept, *later[: k - len(kept)]], key=lambda each: each.rank)
    return [replace(each, rank=rank) for rank, each in enumerate(kept, 1)]


def _stems(passage: Passage) -> frozenset[str]:
    # By sentence, as the ranking has them.
    told = (passage.text[each.start : each.end] for each in passage.sentences)
    return frozenset[str]().union(*map(stems_of, told))


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two passages say the same: with another number they don't, however alike."""
    least, most = sorted((len(a), len(b)))
    return (
        least >= _SHORTEST
        and 2 * least > most
        and len(a & b) >= _SAME * least
        and not any(map(_HAS_DIGIT.search, a ^ b))
    )
