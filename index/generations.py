"""The generations of an index: one serves, the next is built beside it, former ones go.

Each has a number, which its names end with; the first has none. The catalog of one that is being
built has a name of its own, and gets its number by a rename, when it is whole and was checked. So
the highest number is the index to open, whatever was broken off, and vectors follow their catalog.
"""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from index.chroma_server import ChromaServer, ServerVectors
from index.database import advisory, changing, in_turn, open_postgres, open_sqlite
from index.errors import DatabaseAway
from index.lock import REBUILD, take_lock
from index.schema import POSTGRES_SCHEMA
from index.vectors import NAME, VectorStore

_NEXT = "next"
_LOGS = ("", "-wal", "-shm")  # a file of SQLite and what may lie beside it


class Generations(Protocol):
    """The catalogs of an index, by the numbers of their generations."""

    async def numbers(self) -> list[int]:
        """Those that there are, in order."""

    def engine(self, number: int | None) -> AsyncEngine:
        """The database of one; None for the one that is being built."""

    def building(self) -> AbstractAsyncContextManager[None]:
        """Build the next one while no other process does."""

    def used(self, number: int) -> AbstractAsyncContextManager[None]:
        """Use one, which isn't dropped meanwhile."""

    async def empty(self) -> None:
        """Drop what a rebuild left that was broken off."""

    async def finish(self, number: int) -> None:
        """Give the one that was built, and is closed, its number: it is the one to open then."""

    def unused(self, number: int) -> AbstractAsyncContextManager[bool]:
        """Whether nobody uses one, and nobody begins to as long as the block runs."""

    async def drop(self, number: int) -> None:
        """Drop one for good."""

    async def close(self) -> None:
        """Let go of the database."""


def catalog_of(data: Path) -> Path:
    """The file of the catalog that serves in a data folder, or would."""
    return catalog_file(data, max(_numbers(data), default=0))


def vectors_of(data: Path) -> Path:
    """The folder of the vectors that serve in a data folder, or would."""
    return vectors_folder(data, max(_numbers(data), default=0))


def catalog_file(data: Path, number: int) -> Path:
    """The file of a generation's catalog."""
    return data / _numbered("catalog{}.db", number)


def vectors_folder(data: Path, number: int) -> Path:
    """The folder of a generation's vectors."""
    return data / _numbered("vectors{}", number)


def vectors_at(data: Path, chroma: ChromaServer | None, number: int) -> VectorStore:
    """The vectors of a generation."""
    if chroma is None:
        return VectorStore(vectors_folder(data, number))
    return ServerVectors(chroma, _numbered(f"{NAME}{{}}", number))


def _numbered(name: str, number: int) -> str:
    return name.format(f"-{number}" if number else "")


def _numbers(data: Path) -> list[int]:
    files = (path.name for path in data.glob("catalog*.db"))
    return _numbers_in(r"catalog(?:-(\d{1,9}))?\.db", files)


def _numbers_in(pattern: str, names: Iterable[str]) -> list[int]:
    found = (re.fullmatch(pattern, name) for name in names)
    return sorted(int(match[1] or 0) for match in found if match)


class Files:
    """Catalogs in a data folder, which is one process's; another one may build."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._next = data / f"catalog-{_NEXT}.db"

    async def numbers(self) -> list[int]:
        """Those that there are, in order."""
        return await asyncio.to_thread(_numbers, self._data)

    def engine(self, number: int | None) -> AsyncEngine:
        """The database of one; None for the one that is being built."""
        return open_sqlite(self._next if number is None else catalog_file(self._data, number))

    @asynccontextmanager
    async def building(self) -> AsyncIterator[None]:
        """Build the next one; raises IndexFault where another process does."""
        lock = await asyncio.to_thread(take_lock, self._data, REBUILD)
        try:
            yield
        finally:
            lock.release()

    @asynccontextmanager
    async def used(self, number: int) -> AsyncIterator[None]:  # noqa: ARG002
        """Use one: the folder is this process's."""
        yield

    @asynccontextmanager
    async def unused(self, number: int) -> AsyncIterator[bool]:  # noqa: ARG002
        """Nobody uses a former one: the folder is this process's."""
        yield True

    async def empty(self) -> None:
        """Drop what a rebuild left that was broken off."""
        await asyncio.to_thread(_unlink, self._next)

    async def finish(self, number: int) -> None:
        """Give the one that was built, and is closed, its number."""

        def rename() -> None:
            with closing(sqlite3.connect(self._next)) as catalog:
                catalog.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
            self._next.rename(catalog_file(self._data, number))

        await asyncio.to_thread(rename)

    async def drop(self, number: int) -> None:
        """Drop one for good."""
        await asyncio.to_thread(_unlink, catalog_file(self._data, number))

    async def close(self) -> None:
        """There is nothing to let go of."""


def _unlink(path: Path) -> None:
    for log in reversed(_LOGS):  # the file itself last: as long as it is there, it is to be dropped
        path.with_name(path.name + log).unlink(missing_ok=True)


class Schemas:
    """Catalogs in a PostgreSQL, each in a schema; many processes use them at once."""

    def __init__(self, url: str) -> None:
        self._url = url
        engine = open_postgres(url, POSTGRES_SCHEMA)
        self._engine = engine
        # To drop an index takes as long as it takes.
        self._alone = changing(engine).execution_options(isolation_level="AUTOCOMMIT")

    async def numbers(self) -> list[int]:
        """Those that there are, in order."""
        named = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE :name")
        async with self._engine.connect() as connection:
            found = await connection.execute(named, {"name": f"{POSTGRES_SCHEMA}%"})
            names = found.scalars().all()
        return _numbers_in(rf"{POSTGRES_SCHEMA}(?:_(\d{{1,9}}))?", names)

    def engine(self, number: int | None) -> AsyncEngine:
        """The database of one; None for the one that is being built."""
        return open_postgres(self._url, _schema(number))

    def building(self) -> AbstractAsyncContextManager[None]:
        """Build the next one, in turn with other processes."""
        return in_turn(self._engine, REBUILD)

    @asynccontextmanager
    async def used(self, number: int) -> AsyncIterator[None]:
        """Use one, which isn't dropped meanwhile."""
        async with self._alone.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock_shared(:key)"), _use(number))
            try:
                yield
            finally:
                await _unlock(connection, "pg_advisory_unlock_shared", number)

    @asynccontextmanager
    async def unused(self, number: int) -> AsyncIterator[bool]:
        """Whether nobody uses one, and nobody begins to as long as the block runs."""
        async with self._alone.connect() as connection:
            asked = text("SELECT pg_try_advisory_lock(:key)")
            free = bool((await connection.execute(asked, _use(number))).scalar())
            try:
                yield free
            finally:
                if free:
                    await _unlock(connection, "pg_advisory_unlock", number)

    async def empty(self) -> None:
        """Drop what a rebuild left that was broken off."""
        await self._drop(_schema(None))

    async def finish(self, number: int) -> None:
        """Give the one that was built, and is closed, its number."""
        async with self._alone.connect() as connection:
            await connection.execute(
                text(f"ALTER SCHEMA {_schema(None)} RENAME TO {_schema(number)}")
            )

    async def drop(self, number: int) -> None:
        """Drop one for good."""
        await self._drop(_schema(number))

    async def _drop(self, schema: str) -> None:
        async with self._alone.connect() as connection:
            await connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))

    async def close(self) -> None:
        """Let go of the database."""
        await self._engine.dispose()


def _schema(number: int | None) -> str:
    if number is None:
        return f"{POSTGRES_SCHEMA}_{_NEXT}"
    return f"{POSTGRES_SCHEMA}_{number}" if number else POSTGRES_SCHEMA


async def _unlock(connection: AsyncConnection, function: str, number: int) -> None:
    # Where the connection is lost, the lock went with it.
    with suppress(DBAPIError, DatabaseAway):
        await connection.execute(text(f"SELECT {function}(:key)"), _use(number))


def _use(number: int) -> dict[str, int]:
    return {"key": advisory(f"use of {_schema(number)}")}
