"""SQLite as it is opened."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from index.database import for_writing, open_sqlite


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A database with one table of one number, which is 0."""
    opened = open_sqlite(tmp_path / "a.db")
    async with for_writing(opened).begin() as connection:
        await connection.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        await connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield opened
    await opened.dispose()


async def _count(connection: AsyncConnection) -> int:
    return int((await connection.execute(text("SELECT n FROM counter"))).scalar_one())


async def _set(connection: AsyncConnection, n: int) -> None:
    await connection.execute(text("UPDATE counter SET n = :n"), {"n": n})


async def test_who_reads_does_not_wait_for_who_writes(engine: AsyncEngine) -> None:
    """A reader sees what was before a transaction that isn't done, and what it saw to its end."""
    async with engine.connect() as reader:
        async with for_writing(engine).begin() as writer:
            await _set(writer, 1)
            assert await asyncio.wait_for(_count(reader), 5) == 0
        assert await _count(reader) == 0
    async with engine.connect() as reader:
        assert await _count(reader) == 1


async def test_writers_wait_for_one_another(engine: AsyncEngine) -> None:
    """Transactions that read first and write then lose nothing of one another."""

    async def one_more() -> None:
        async with for_writing(engine).begin() as connection:
            found = await _count(connection)
            await asyncio.sleep(0.01)
            await _set(connection, found + 1)

    await asyncio.gather(*(one_more() for _ in range(12)))
    async with engine.connect() as connection:
        assert await _count(connection) == 12


async def test_two_engines_write_in_turn(engine: AsyncEngine, tmp_path: Path) -> None:
    """Two that opened the same file, as two processes would, wait for one another too."""
    other = open_sqlite(tmp_path / "a.db")

    async def add(to: AsyncEngine) -> None:
        for _ in range(10):
            async with for_writing(to).begin() as connection:
                await _set(connection, await _count(connection) + 1)

    await asyncio.gather(add(engine), add(other))
    async with other.connect() as connection:
        assert await _count(connection) == 20
    await other.dispose()


async def test_tables_are_part_of_a_transaction(engine: AsyncEngine) -> None:
    """What fails takes back all that it did, the tables that it made as well."""

    async def fail() -> None:
        async with for_writing(engine).begin() as connection:
            await connection.execute(text("CREATE TABLE more (n INTEGER)"))
            await _set(connection, 5)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with engine.connect() as connection:
        tables = (await connection.execute(text("SELECT name FROM sqlite_master"))).scalars().all()
        assert (list(tables), await _count(connection)) == (["counter"], 0)


async def test_a_cancelled_transaction_is_taken_back(engine: AsyncEngine) -> None:
    """Who is cancelled in the middle of a transaction wrote nothing, and others go on."""
    begun = asyncio.Event()

    async def work() -> None:
        async with for_writing(engine).begin() as connection:
            for n in range(1, 100_000):
                await _set(connection, n)
                begun.set()

    for _ in range(5):
        begun.clear()
        task = asyncio.create_task(work())
        await begun.wait()
        task.cancel()
        await asyncio.wait({task})
        async with for_writing(engine).begin() as connection:
            assert await asyncio.wait_for(_count(connection), 5) == 0


async def test_references_are_kept(engine: AsyncEngine) -> None:
    """A row can't name another that isn't there; the file is written ahead, as WAL."""
    async with for_writing(engine).begin() as connection:
        await connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
        await connection.execute(text("CREATE TABLE b (a INTEGER REFERENCES a (id))"))
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            await connection.execute(text("INSERT INTO b VALUES (7)"))
        mode = (await connection.execute(text("PRAGMA journal_mode"))).scalar_one()
    assert mode == "wal"


async def test_closing_lets_go_of_the_file(tmp_path: Path) -> None:
    """Once an engine is disposed of the file stands alone, with all that was written."""
    engine = open_sqlite(tmp_path / "a.db")
    async with for_writing(engine).begin() as connection:
        await connection.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        await connection.execute(text("INSERT INTO counter VALUES (3)"))
    await engine.dispose()
    assert [path.name for path in await asyncio.to_thread(lambda: [*tmp_path.iterdir()])] == [
        "a.db"
    ]
    with sqlite3.connect(tmp_path / "a.db") as plain:
        assert plain.execute("SELECT n FROM counter").fetchall() == [(3,)]
    plain.close()
