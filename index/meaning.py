"""Search by meaning: through the graph of neighbours, or one by one where a scope holds few."""

import math

from index.catalog import Catalog
from index.digest import Scope
from index.embedding import Vectors
from index.scopes import EVERYWHERE
from index.vectors import VectorStore

# More than a scope's share promises: its passages aren't spread evenly over all meanings.
_SPARE = 1.5
# How many passages are compared one by one in the time in which the graph finds one more.
_FLAT = 6


class Meaning:
    """The vectors of a store, asked within scopes."""

    def __init__(self, vectors: VectorStore, catalog: Catalog) -> None:
        self._vectors = vectors
        self._catalog = catalog

    async def nearest(self, vector: Vectors, scope: Scope, limit: int) -> list[tuple[str, float]]:
        """The passages of a scope that are nearest in meaning: (id, cosine), best first.

        What the graph finds nearest of all is filtered while that is cheaper than to compare the
        scope's own passages: then so many are asked for that enough are left.
        """
        if scope == EVERYWHERE:
            return await self._vectors.nearest(vector, limit)
        share = await self._catalog.share(scope)
        if not share:
            return []
        flat = self._catalog.flat
        wanted = math.ceil(_SPARE * limit / share)
        while await flat.holds_more(scope, _FLAT * wanted):
            found = await self._vectors.nearest(vector, wanted)
            held = await flat.within([id_ for id_, _ in found], scope)
            if len(held) >= limit:
                return [hit for hit in found if hit[0] in held][:limit]
            wanted *= 4
        return await flat.nearest(vector, scope, limit)
