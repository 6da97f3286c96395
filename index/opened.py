"""One generation of an index, opened: what is read and written, and who works with it."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from index.catalog import Catalog
from index.database import in_turn
from index.meaning import Meaning
from index.vectors import VectorStore


@dataclass(eq=False, slots=True)
class Index:
    """Catalog, vectors and search by meaning of one generation, which are switched together.

    It is brought level by one at a time, and so are its vectors. A `former` one gets none any more.
    """

    generation: int
    catalog: Catalog
    vectors: VectorStore
    meaning: Meaning
    _stack: AsyncExitStack
    levelling: asyncio.Lock = field(default_factory=asyncio.Lock)
    embedding: asyncio.Lock = field(default_factory=asyncio.Lock)
    former: bool = False
    _users: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Note that somebody works with it."""
        self._users += 1
        self._free.clear()
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                self._free.set()

    async def free(self) -> None:
        """Return when nobody works with it."""
        if self._users:
            await self._free.wait()

    async def close(self) -> None:
        """Let go of its files or connections."""
        await self._stack.aclose()


async def opened(
    generation: int, engine: AsyncEngine, vectors: VectorStore, model: str, stack: AsyncExitStack
) -> Index:
    """Open or make an index, for vectors of a model; `stack` is closed with it."""
    stack.push_async_callback(engine.dispose)
    stack.push_async_callback(vectors.close)
    # What one process makes anew another one, that opens it as well, must not throw away.
    async with in_turn(engine, "opening"):
        catalog = await Catalog.of(engine, model)
        stack.push_async_callback(catalog.close)
        await _agree(catalog, vectors)
    return Index(generation, catalog, vectors, Meaning(vectors, catalog), stack.pop_all())


async def _agree(catalog: Catalog, vectors: VectorStore) -> None:
    """Where one half was lost, the other isn't believed: vectors are made again from words."""
    if catalog.emptied:
        await vectors.clear()
        await catalog.settle()
    elif await vectors.lost():
        await catalog.outbox.fill()
