"""Exact search by meaning: the vectors once more, in the catalog, in the order of days.

A graph of neighbours (Chroma's HNSW) knows nothing of a filter: within few passages it is slow and
misses some. Few passages are read and compared one by one instead.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from index.digest import Scope
from index.embedding import Vectors
from index.rows import chunks
from index.schema import flat, passages
from index.scopes import documents_in, keys_in, only_days

_AT_ONCE = 4_096  # vectors that are read and compared in one step: 3 MB


class Flat:
    """The flat side of the vectors, of passages that Chroma holds as well."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def holds_more(self, scope: Scope, passages_: int) -> bool:
        """Whether a scope holds more than so many passages; they are counted no further."""
        some = select(passages.c.key).where(passages.c.document.in_(documents_in(scope)))
        counted = select(func.count()).select_from(some.limit(passages_ + 1).subquery())
        async with self._engine.connect() as connection:
            return ((await connection.execute(counted)).scalar() or 0) > passages_

    async def within(self, ids: Sequence[str], scope: Scope) -> set[str]:
        """Those of some passages that a scope holds."""
        found: set[str] = set()
        wanted = select(passages.c.id).where(passages.c.document.in_(documents_in(scope)))
        async with self._engine.connect() as connection:
            for some in chunks(ids):
                rows = await connection.execute(wanted.where(passages.c.id.in_(some)))
                found.update(rows.scalars())
        return found

    async def nearest(self, vector: Vectors, scope: Scope, limit: int) -> list[tuple[str, float]]:
        """The passages of a scope that are nearest in meaning: (id, cosine), best first."""
        best: list[tuple[float, int]] = []
        async with self._engine.connect() as connection:
            low, high = await keys_in(connection, scope)
            wanted = select(flat.c.key, flat.c.vector).where(flat.c.key.between(low, high))
            if not only_days(scope):
                # The other way round every passage between the keys would be looked up.
                held = select(passages.c.key).where(passages.c.document.in_(documents_in(scope)))
                wanted = wanted.where(flat.c.key.in_(held))
            async with connection.stream(wanted) as rows:
                async for some in rows.partitions(_AT_ONCE):
                    best = await asyncio.to_thread(_best, vector, some, best, limit)
            names = select(passages.c.key, passages.c.id)
            named: dict[int, str] = {}
            for some_keys in chunks([key for _, key in best]):
                found = await connection.execute(names.where(passages.c.key.in_(some_keys)))
                named.update((row.key, row.id) for row in found)
        return [(named[key], score) for score, key in best if key in named]


def _best(
    vector: Vectors, rows: Sequence[Any], before: list[tuple[float, int]], limit: int
) -> list[tuple[float, int]]:
    """The best (cosine, key) of some rows and of those found before."""
    halves = np.frombuffer(b"".join([row.vector for row in rows]), dtype=np.float16)
    scores = halves.reshape(len(rows), -1).astype(np.float32) @ vector
    top = np.argpartition(-scores, limit)[:limit] if limit < len(rows) else np.arange(len(rows))
    found = [(float(scores[n]), int(rows[n].key)) for n in top]
    return sorted((*before, *found), reverse=True)[:limit]
