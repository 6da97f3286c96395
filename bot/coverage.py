"""Whether the archive has told what somebody writes."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from index.digest import Coverage, Evidence
from index.question import Term, share, understand
from index.search import Query, Search
from index.store import Store
from index.stories.stories import Stories
from index.terms import stems_of

_TOLD, _NEAR = 0.8, 0.5  # of what is written, weighed by how rare its words are, in one passage
_FEWEST = 3  # words; what says less is told by too many passages
_FOUND, _SHOWN = 5, 5


@dataclass(frozen=True, slots=True)
class Covered:
    """The passages that tell it, newest first; where there are none, the nearest ones, best first.

    `searched` is what there was to find them in.
    """

    told: tuple[Evidence, ...]
    nearest: tuple[Evidence, ...]
    searched: Coverage


async def covered(text: str, store: Store, search: Search, *, but: str | None = None) -> Covered:
    """Where the archive tells what a text says, in other documents than the one that is `but`.

    That is what counts as the same story, and what holds nearly all that the text says: a sentence
    is often too short to be like a whole passage.
    """
    links = await Stories(store).covered(text, _SHOWN)
    linked = [each for link in links for each in (link.evidence, *link.also)]
    found = await search.find(Query(text, k=_FOUND, per_document=1))
    vocabulary, aliases = await store.catalog.vocabulary(), await search.aliases()
    terms = (await asyncio.to_thread(understand, text, vocabulary, aliases)).terms
    shares = await asyncio.to_thread(lambda: [(each, _held(terms, each)) for each in found])
    told = {
        each.passage.id: each
        for each in (*linked, *(e for e, held in shares if held >= _TOLD))
        if each.origin.document != but
    }
    near = [e for e, held in shares if held >= _NEAR and e.origin.document != but]
    return Covered(
        tuple(sorted(told.values(), key=_day, reverse=True)[:_SHOWN]),
        () if told else tuple(near),
        await store.catalog.coverage(),
    )


def _held(terms: Sequence[Term], evidence: Evidence) -> float:
    """Which part of a text's weight a passage holds, with the headings that lead to it."""
    if len(terms) < _FEWEST:
        return 0.0
    passage = evidence.passage
    stems = stems_of(" ".join((evidence.origin.title, *passage.headings, passage.text)))
    return share(terms, stems)


def _day(evidence: Evidence) -> dt.date:
    return evidence.origin.date or dt.date.min
