"""The opened data folder: its lock, the index that serves, the model."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import structlog
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from index.catalog import Catalog
from index.chroma_server import ChromaServer
from index.embedding import Embedder, MiniLM
from index.errors import IndexFault, told_when_full
from index.generations import Files, Generations, Schemas, catalog_of, vectors_at, vectors_of
from index.lock import take_lock
from index.meaning import Meaning
from index.opened import Index, opened
from index.vectors import VectorStore

log = structlog.get_logger()

_GRACE = 60.0  # seconds for what works with a former index without having said so
_HELD: ContextVar[Index | None] = ContextVar("held", default=None)


class Store:
    """What search and the indexer work on. An async context manager; one at a time per folder.

    With a PostgreSQL `database` (its URL) and a `chroma` server nothing of it is in the folder, and
    any number of processes may have it open. Entering raises IndexFault where the folder can't be
    used or another process holds it, or where the database can't be reached.

    `beside` it is an index that is built while another one serves, maybe in another process;
    `finish` lets it be the next one.
    """

    embedder: Embedder

    def __init__(
        self,
        data: Path,
        embedder: Embedder | None = None,
        *,
        database: SecretStr | None = None,
        chroma: ChromaServer | None = None,
        beside: bool = False,
    ) -> None:
        self.data = data
        self._given = embedder
        self._database = database
        self._chroma = chroma
        self._beside = beside
        self._stack = AsyncExitStack()
        self._index: Index
        self._generations: Generations
        self._open: set[Index] = set()
        self._tasks: set[asyncio.Task[None]] = set()  # that let go of former ones

    @property
    def catalog(self) -> Catalog:
        """The catalog of the index that is held, else of the one that serves."""
        return self._now.catalog

    @property
    def vectors(self) -> VectorStore:
        """The vectors beside it."""
        return self._now.vectors

    @property
    def meaning(self) -> Meaning:
        """Search by meaning in it."""
        return self._now.meaning

    @property
    def former(self) -> bool:
        """Whether another index serves than the one that is held, and not to be built."""
        return self._now.former

    @property
    def _now(self) -> Index:
        held = _HELD.get()
        return held if held is not None and held in self._open else self._index

    @contextmanager
    def held(self, index: Index | None = None) -> Iterator[Index]:
        """Work with one index to the end of the block, whatever is switched in meanwhile.

        It is `index`, else the one that is held already or serves now. Tasks that begin within the
        block work with it as well.
        """
        index = index or self._now
        token = _HELD.set(index)
        try:
            with index.in_use():
                yield index
        finally:
            _HELD.reset(token)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            if not self._beside and (self._database is None or self._chroma is None):
                stack.callback(take_lock(self.data).release)
            self.embedder = self._given or MiniLM()
            with self._told():
                if self._database is None:
                    self._generations = Files(self.data)
                else:
                    self._generations = Schemas(self._database.get_secret_value())
                stack.push_async_callback(self._generations.close)
                if self._beside:
                    await stack.enter_async_context(self._generations.building())
                stack.push_async_callback(self._close)
                if self._beside:
                    self._index = await self._begun()
                else:
                    self._index = await self._opened()
                    if await self._former():
                        self._do(self._tidy())
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        for index in set(self._open):
            await self.let_go(index)

    async def successor(self) -> Index | None:
        """The index that was built since this one, opened, for `switch` or `let_go`; or None."""
        if await self._newest() <= self._index.generation:
            return None
        with self._told():
            return await self._opened()

    def switch(self, index: Index) -> None:
        """Let an index that was opened serve from now on.

        What works with the former one goes on with it; then it is closed, and dropped where no
        other process uses it.
        """
        former, self._index = self._index, index
        former.former = True
        self._do(self._leave(former))

    async def let_go(self, index: Index) -> None:
        """Close an index."""
        self._open.discard(index)
        await index.close()

    async def finish(self) -> None:
        """Let the index that was built be the next one; it is closed here, and nothing else done.

        That is one step: before it the former index is the one to open, behind it the new one.
        """
        await self.let_go(self._index)
        await self._generations.finish(self._index.generation)

    async def _newest(self) -> int:
        return max(await self._generations.numbers(), default=0)

    async def _opened(self) -> Index:
        """The newest index, opened."""
        while True:
            number = await self._newest()
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(self._generations.used(number))
                # Before that another process may have switched, and dropped it.
                if await self._newest() == number:
                    return await self._of(number, self._generations.engine(number), stack)

    async def _begun(self) -> Index:
        """The next index, empty, whatever an earlier rebuild left."""
        number = await self._newest() + 1
        await self._generations.empty()
        await self._drop_vectors(number)
        async with AsyncExitStack() as stack:
            return await self._of(number, self._generations.engine(None), stack)

    async def _of(self, number: int, engine: AsyncEngine, stack: AsyncExitStack) -> Index:
        vectors = vectors_at(self.data, self._chroma, number)
        index = await opened(number, engine, vectors, self.embedder.name, stack)
        self._open.add(index)
        return index

    async def _leave(self, former: Index) -> None:
        """Close a former index when nobody works with it any more."""
        await former.free()
        await asyncio.sleep(_GRACE)
        await self.let_go(former)
        await self._tidy()

    async def _former(self) -> list[int]:
        """Those before the one that serves, less what is still used here."""
        ours = {index.generation for index in self._open}
        numbers = await self._generations.numbers()
        return [n for n in numbers if n < self._index.generation and n not in ours]

    async def _tidy(self) -> None:
        """Drop the indexes before this one that nobody uses."""
        try:
            for number in await self._former():
                async with self._generations.unused(number) as unused:
                    if unused:
                        # Without its catalog nobody would know of it.
                        await self._drop_vectors(number)
                        await self._generations.drop(number)
                        log.info("index_dropped", generation=number)
        except Exception:
            # The next start or rebuild tries again.
            log.exception("index_not_dropped")

    async def _drop_vectors(self, number: int) -> None:
        vectors = vectors_at(self.data, self._chroma, number)
        try:
            await vectors.discard()
        finally:
            await vectors.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def renew_vectors(self) -> None:
        """Throw the vectors away, for all of them to be made again."""
        # In this order: stopped in between, it is known that vectors are to be made.
        await self.catalog.outbox.fill()
        await self.vectors.discard()

    async def clear(self) -> None:
        """Forget everything: the next indexing starts from nothing."""
        async with self.catalog.in_turn("level"), self.catalog.in_turn("vectors"):
            await self.catalog.intake.remove(list(await self.catalog.intake.known()))
            await self.vectors.clear()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What prevents an index from being opened, as an IndexFault."""
        try:
            with told_when_full(self.data):
                yield
        except IndexFault:
            raise
        except Exception as error:
            if self._database is not None:
                raise IndexFault(
                    f"The database can't be used ({_first_line(error)}). See to the server, "
                    f"or to FOOTNOTE_DATABASE_URL."
                ) from error
            names = f"{catalog_of(self.data).name} and {vectors_of(self.data).name}"
            raise IndexFault(
                f"The index in {self.data} can't be opened ({_first_line(error)}). It is a "
                f"cache of the archive: delete {names} in it and index again."
            ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
