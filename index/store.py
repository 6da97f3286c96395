"""The opened data folder: its lock, the catalog, the vectors, the model."""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.catalog import Catalog
from index.embedding import Embedder, MiniLM
from index.errors import IndexFault, told_when_full
from index.meaning import Meaning
from index.successor import adopt
from index.vectors import VectorStore

if TYPE_CHECKING:
    from filelock import FileLock


class Store:
    """What search and the indexer work on. An async context manager; one at a time per folder.

    Entering raises IndexFault where the folder can't be used or another process holds it.
    """

    catalog: Catalog
    vectors: VectorStore
    meaning: Meaning
    embedder: Embedder

    def __init__(self, data: Path, embedder: Embedder | None = None) -> None:
        self.data = data
        self._given = embedder
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            lock = take_lock(self.data)
            stack.callback(lock.release)
            self.embedder = self._given or MiniLM()
            try:
                with told_when_full(self.data):
                    await asyncio.to_thread(adopt, self.data)
                    await self._open(stack)
            except IndexFault:
                raise
            except Exception as error:
                raise IndexFault(
                    f"The index in {self.data} can't be opened ({_first_line(error)}). It is a "
                    f"cache of the archive: delete catalog.db and vectors in it and index again."
                ) from error
            self._stack = stack.pop_all()
        return self

    async def _open(self, stack: AsyncExitStack) -> None:
        self.catalog = await Catalog.open(self.data / "catalog.db", self.embedder.name)
        stack.push_async_callback(self.catalog.close)
        self.vectors = VectorStore(self.data / "vectors")
        stack.push_async_callback(self.vectors.close)
        self.meaning = Meaning(self.vectors, self.catalog)
        await self._agree()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def _agree(self) -> None:
        """Where one half was lost, the other isn't believed: vectors are made again from words."""
        catalog, vectors = self.catalog, self.vectors
        if catalog.emptied:
            await vectors.clear()
            await catalog.settle()
        elif not vectors.exists:
            await catalog.outbox.fill()

    async def count_vectors(self) -> None:
        """Where vectors are missing that nothing waits for, let all be made again."""
        catalog, vectors = self.catalog, self.vectors
        if await vectors.count() < await catalog.passage_count() - await catalog.outbox.pending():
            await vectors.clear()
            await catalog.outbox.fill()

    async def renew_vectors(self) -> None:
        """Throw the vectors away, for all of them to be made again."""
        # In this order: stopped in between, it is known that vectors are to be made.
        await self.catalog.outbox.fill()
        await self.vectors.discard()

    async def clear(self) -> None:
        """Forget everything: the next indexing starts from nothing."""
        await self.catalog.intake.remove(list(await self.catalog.intake.known()))
        await self.vectors.clear()


def take_lock(data: Path) -> "FileLock":
    """Make the folder where it is missing and lock it for this process.

    Raises IndexFault with who holds it, or why the folder can't be used.
    """
    from filelock import FileLock, Timeout

    holder = data / "lock.json"
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data / "lock", timeout=0, thread_local=False)
        lock.acquire()
        holder.write_text(
            json.dumps({"pid": os.getpid(), "command": " ".join(sys.argv)[:200]}), encoding="utf-8"
        )
    except Timeout:
        raise IndexFault(
            f"The data folder {data} is in use by {_holder(holder)}. "
            f"Stop that process, or name another folder with --data."
        ) from None
    except OSError as error:
        raise IndexFault(
            f"The data folder {data} can't be used: {error.strerror or error}. "
            f"Name another one with --data."
        ) from error
    return lock


def holder_of(data: Path) -> str | None:
    """Which process holds a folder, None where none does; nothing is made there."""
    from filelock import FileLock, Timeout

    if not (data / "lock").exists():
        return None
    try:
        with FileLock(data / "lock", timeout=0):
            return None
    except Timeout:
        return _holder(data / "lock.json")


def _holder(path: Path) -> str:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return f"process {value['pid']} ({value['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
