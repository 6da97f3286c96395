"""The opened data folder: its lock, the catalog, the vectors, the model."""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pydantic import SecretStr

from index.catalog import Catalog
from index.chroma_server import ChromaServer, ServerVectors
from index.database import in_turn, open_postgres, open_sqlite
from index.embedding import Embedder, MiniLM
from index.errors import IndexFault, cure, told_when_full
from index.meaning import Meaning
from index.schema import POSTGRES_SCHEMA
from index.successor import adopt
from index.vectors import VectorStore

if TYPE_CHECKING:
    from filelock import FileLock


class Store:
    """What search and the indexer work on. An async context manager; one at a time per folder.

    With a PostgreSQL `database` (its URL) and a `chroma` server nothing of it is in the folder, and
    any number of processes may have it open. Entering raises IndexFault where the folder can't be
    used or another process holds it, or where the database can't be reached.
    """

    catalog: Catalog
    vectors: VectorStore
    meaning: Meaning
    embedder: Embedder

    def __init__(
        self,
        data: Path,
        embedder: Embedder | None = None,
        *,
        database: SecretStr | None = None,
        chroma: ChromaServer | None = None,
    ) -> None:
        self.data = data
        self._given = embedder
        self._database = database
        self._chroma = chroma
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            if self._database is None or self._chroma is None:
                stack.callback(take_lock(self.data).release)
            self.embedder = self._given or MiniLM()
            try:
                with told_when_full(self.data):
                    if self._database is None and self._chroma is None:
                        await asyncio.to_thread(adopt, self.data)
                    await self._open(stack)
            except IndexFault:
                raise
            except Exception as error:
                if self._database is not None:
                    raise IndexFault(
                        f"The database can't be used ({_first_line(error)}). See to the server, "
                        f"or to FOOTNOTE_DATABASE_URL."
                    ) from error
                raise IndexFault(
                    f"The index in {self.data} can't be opened ({_first_line(error)}). It is a "
                    f"cache of the archive: delete catalog.db and vectors in it and index again."
                ) from error
            self._stack = stack.pop_all()
        return self

    async def _open(self, stack: AsyncExitStack) -> None:
        if self._database is None:
            engine = open_sqlite(self.data / "catalog.db")
        else:
            engine = open_postgres(self._database.get_secret_value(), POSTGRES_SCHEMA)
        stack.push_async_callback(engine.dispose)
        # What one process makes anew another one, that opens it as well, must not throw away.
        async with in_turn(engine, "opening"):
            self.catalog = await Catalog.of(engine, self.embedder.name)
            stack.push_async_callback(self.catalog.close)
            if self._chroma is None:
                self.vectors = VectorStore(self.data / "vectors")
            else:
                self.vectors = ServerVectors(self._chroma)
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
        elif await vectors.lost():
            await catalog.outbox.fill()

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


def take_lock(data: Path) -> "FileLock":
    """Make the folder where it is missing and lock it for this process.

    Raises IndexFault with who holds it, or why the folder can't be used.
    """
    from filelock import FileLock, Timeout

    holder = data / "lock.json"
    try:
        # What people asked is in it: nobody else on the machine need read that.
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(data / "lock", timeout=0, thread_local=False)
        lock.acquire()
        told = {"pid": os.getpid(), "command": " ".join(sys.argv[:2])[:200]}
        holder.write_text(json.dumps(told), encoding="utf-8")
    except Timeout:
        raise IndexFault(
            f"The data folder {data} is in use by {_holder(holder)}. "
            f"Stop that process, or name another folder with --data."
        ) from None
    except OSError as error:
        raise IndexFault(
            f"The data folder {data} can't be used: {error.strerror or error}. {cure(error)}"
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
