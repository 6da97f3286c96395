"""The Chroma side of the index: one vector for each passage."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from index.digest import Scope
from index.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_NAME = "passages"
T = TypeVar("T")


class VectorStore:
    """Vectors of passages in an embedded Chroma, with the day and the document beside each.

    One process at a time may hold the folder: two writers damage it for good, a second reader
    reads stale vectors. The store's lock sees to that.
    """

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._collection = self._open()

    @classmethod
    async def open(cls, folder: Path) -> "VectorStore":
        """Open or make the vectors in `folder`."""

        def connect() -> VectorStore:
            import chromadb
            from chromadb.config import Settings

            settings = Settings(anonymized_telemetry=False)
            return cls(cast("Client", chromadb.PersistentClient(str(folder), settings)))

        return await asyncio.to_thread(connect)

    def _open(self) -> "Collection":
        # Chroma's own embedding function would fetch a model at first use.
        return self._client.get_or_create_collection(
            _NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    async def close(self) -> None:
        """Let go of the folder."""
        await _in_thread(self._client.close)

    async def clear(self) -> None:
        """Drop every vector."""

        def drop() -> None:
            self._client.delete_collection(_NAME)
            self._collection = self._open()

        await _in_thread(drop)

    async def count(self) -> int:
        """How many vectors there are."""
        return await _in_thread(self._collection.count)

    async def put(
        self, ids: Sequence[str], vectors: Vectors, beside: Sequence[tuple[int, str]]
    ) -> None:
        """Add or replace vectors; `beside` holds (day ordinal or 0, document) for each."""
        metadatas: list[Any] = [{"day": day, "document": document} for day, document in beside]
        await _in_thread(
            self._collection.upsert, ids=list(ids), embeddings=vectors, metadatas=metadatas
        )

    async def remove(self, ids: Sequence[str]) -> None:
        """Take vectors out; ids without one don't matter."""
        if ids:
            await _in_thread(self._collection.delete, ids=list(ids))

    async def nearest(self, vector: Vectors, scope: Scope, limit: int) -> list[tuple[str, float]]:
        """The passages nearest in meaning: (id, cosine similarity), best first."""

        def query() -> list[tuple[str, float]]:
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1),
                n_results=limit,
                where=_where(scope),
                include=["distances"],
            )
            distances = (found["distances"] or [[]])[0]
            return [(id_, 1.0 - d) for id_, d in zip(found["ids"][0], distances, strict=True)]

        return await _in_thread(query)


async def _in_thread(work: Callable[..., T], *args: Any, **more: Any) -> T:
    """Work in a thread, to its end.

    Whoever is cancelled waits, so that the folder isn't closed, and its lock not let go, while a
    thread still writes.
    """
    task = asyncio.ensure_future(asyncio.to_thread(work, *args, **more))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def _where(scope: Scope) -> Any:
    # Chroma compares numbers only; 0 stands for no date, which no closed span holds.
    span = scope.span
    bounds: list[dict[str, Any]] = []
    if span:
        bounds.append({"day": {"$gte": span.start.toordinal() if span.start else 1}})
    if span.end:
        bounds.append({"day": {"$lte": span.end.toordinal()}})
    if scope.document:
        bounds.append({"document": scope.document})
    return None if not bounds else bounds[0] if len(bounds) == 1 else {"$and": bounds}
