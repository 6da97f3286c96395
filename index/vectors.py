"""The Chroma side of the index: one vector for each passage."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from index.embedding import Vectors
from index.errors import IndexFault, is_denied

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

NAME = "passages"
# Chroma's own (16, 100, 100) find 0.91 of the fifty passages of 34,000 that are nearest to a
# question, these 0.99: it takes a millisecond more, and twice the time to put a vector in.
_GRAPH: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "max_neighbors": 24,
    "ef_construction": 200,
    "ef_search": 500,
}
# What Chroma says of files that it didn't write to their end: it was killed, or the disk was full.
_DAMAGED = ("deserializing pickle file", "loading hnsw index", "image is malformed")
# It says so of a full disk as well as of a graph that was torn: where there is room, it is that.
_TORN = "Failed to apply logs"
_ROOM = 1_000_000_000  # bytes
T = TypeVar("T")


class VectorStore:
    """Vectors of passages in an embedded Chroma, with the day and the document beside each.

    One process at a time may hold the folder: two writers damage it for good, a second reader
    reads stale vectors. The store's lock sees to that.
    """

    def __init__(self, folder: Path, name: str = NAME) -> None:
        self.folder = folder
        self._name = name
        self._client: Client | None = None
        self._collection: Collection | None = None
        self._opening = threading.Lock()

    @property
    def exists(self) -> bool:
        """Whether there may be vectors; it is told without opening them."""
        return (self.folder / "chroma.sqlite3").exists()

    async def lost(self) -> bool:
        """Whether there are no vectors, for certain."""
        return not await asyncio.to_thread(lambda: self.exists)

    def damaged(self, error: Exception) -> bool:
        """Whether an error tells that vectors can't be read any more: they are to be made again."""
        from chromadb.errors import ChromaError

        if not isinstance(error, ChromaError):
            return False
        torn = _TORN in str(error) and shutil.disk_usage(self.folder.parent).free > _ROOM
        return torn or any(words in str(error) for words in _DAMAGED)

    def _opened(self) -> "Collection":
        """The collection; opening takes seconds, so that only what needs vectors waits for it."""
        with self._opening:
            if self._collection is None:
                try:
                    if self._client is None:
                        self._client = self._connected()
                    # Chroma's own embedding function would fetch a model at first use.
                    self._collection = self._client.get_or_create_collection(
                        self._name, embedding_function=None, configuration={"hnsw": _GRAPH}
                    )
                except IndexFault:
                    raise
                except Exception as error:
                    raise self._refused(error) from error
            return self._collection

    def _connected(self) -> "Client":
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        return cast("Client", chromadb.PersistentClient(str(self.folder), settings))

    def _refused(self, error: Exception) -> Exception:
        """What is raised where the collection can't be opened."""
        if is_denied(error):
            return IndexFault(
                f"The vectors in {self.folder} can't be written by this user ({in_short(error)}). "
                f"Give that folder to it (chown -R); words are searched meanwhile."
            )
        return IndexFault(
            f"The vectors in {self.folder} can't be opened ({in_short(error)}). They are a "
            f"cache of the archive: delete that folder and index again."
        )

    async def _read(self, work: "Callable[[Collection], T]") -> T:
        """Ask the collection for something, in a thread."""
        return await in_thread(lambda: work(self._opened()))

    async def _write(self, work: "Callable[[Collection], T]") -> T:
        """Change the collection, in a thread."""
        return await in_thread(lambda: work(self._opened()))

    async def close(self) -> None:
        """Let go of the folder."""
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            await in_thread(client.close)

    async def clear(self) -> None:
        """Drop every vector."""

        def drop() -> None:
            self._opened()
            with self._opening:
                if self._client is not None:
                    self._client.delete_collection(self._name)
                self._collection = None

        if self.exists:
            await in_thread(drop)

    async def discard(self) -> None:
        """Throw the folder away, whatever state it is in; the next use makes a new one."""

        def drop() -> None:
            with self._opening:
                client, self._client, self._collection = self._client, None, None
                if client is not None:
                    client.close()
                shutil.rmtree(self.folder, ignore_errors=True)

        await in_thread(drop)

    async def count(self) -> int:
        """How many vectors there are."""
        return await self._read(lambda collection: collection.count())

    async def put(
        self, ids: Sequence[str], vectors: Vectors, beside: Sequence[tuple[int, str]]
    ) -> None:
        """Add or replace vectors; `beside` holds (day ordinal or 0, document) for each."""
        metadatas: list[Any] = [{"day": day, "document": document} for day, document in beside]

        def upsert(collection: "Collection") -> None:
            collection.upsert(ids=list(ids), embeddings=vectors, metadatas=metadatas)

        await self._write(upsert)

    async def remove(self, ids: Sequence[str]) -> None:
        """Take vectors out; ids without one don't matter."""
        if ids:
            await self._write(lambda collection: collection.delete(ids=list(ids)))

    async def of(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of passages by their ids, less those that aren't made yet."""

        def get(collection: "Collection") -> dict[str, Vectors]:
            found = collection.get(ids=list(ids), include=["embeddings"])
            rows = cast("Vectors", found["embeddings"])
            return dict(zip(found["ids"], rows, strict=True))

        return await self._read(get) if ids else {}

    async def nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """The passages nearest in meaning of all: (id, cosine similarity), best first."""

        def query(collection: "Collection") -> list[tuple[str, float]]:
            found = collection.query(
                query_embeddings=vector.reshape(1, -1),
                n_results=limit,
                include=["distances"],
            )
            distances = (found["distances"] or [[]])[0]
            return [(id_, 1.0 - d) for id_, d in zip(found["ids"][0], distances, strict=True)]

        return await self._read(query)


def in_short(error: Exception) -> str:
    """The first line of an error."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


async def in_thread(work: Callable[[], T]) -> T:
    """Work in a thread, to its end.

    Whoever is cancelled waits, so that the folder isn't closed, and its lock not let go, while a
    thread still writes.
    """
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
