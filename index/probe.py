"""Whether an index finds what is in it: documents asked for by their own words."""

from collections.abc import Sequence

from index.digest import Origin, Scope
from index.embedding import embed
from index.errors import IndexFault
from index.passages import embedded_of
from index.search import Query, Search
from index.store import Store

SAMPLE = 25  # documents that a new index must find
_NEAREST = 50  # passages among which the graph must bring a passage for its own vector
_ALIKE = 0.99  # cosine of passages that say the same
_WORDS = 400  # characters of a passage that are searched


async def probe(store: Store, sample: int = SAMPLE) -> int:
    """Ask a new index for some of its documents by their own words; returns for how many.

    They lie evenly over the archive, at most `sample`. Raises IndexFault where one isn't found by
    words, by meaning one by one, or through the graph.
    """
    origins = _evenly(await store.catalog.origins(), sample)
    search = Search(store)
    for origin in origins:
        lacking = await _lacking(store, search, origin)
        if lacking:
            raise IndexFault(
                f"The new index doesn't find {origin.file} by {lacking}: the former one stays. "
                f"FOOTNOTE_LOG=debug and a look at that file may tell why."
            )
    return len(origins)


def _evenly(origins: Sequence[Origin], sample: int) -> Sequence[Origin]:
    return origins[:: max(1, len(origins) // sample)][:sample]


async def _lacking(store: Store, search: Search, origin: Origin) -> str | None:
    """What doesn't find the longest passage of a document, None where all does."""
    told = [each.passage for each in await store.catalog.passages_of(origin.document)]
    if not told:
        return None
    passage = max(told, key=lambda each: len(each.text))
    within = Scope(document=origin.document)
    found = await search.find(Query(passage.text[:_WORDS], 10, within))
    by_words = [each for each in found if each.words]
    if passage.id not in {
        *(each.passage.id for each in by_words),
        *(place.passage for each in by_words for place in each.places),
    }:
        return "its words"
    (vector,) = await embed(store.embedder, [embedded_of(passage.context, passage.text)])
    for hits, what in (
        (await store.catalog.flat.nearest(vector, within, _NEAREST), "its meaning"),
        (await store.vectors.nearest(vector, _NEAREST), "its meaning in all"),
    ):
        # Of more passages that say the same than are asked for any may come.
        if passage.id not in dict(hits) and not (hits and hits[-1][1] > _ALIKE):
            return what
    return None
