"""The state's database, SQLite or PostgreSQL: opened, asked, changed, erased from."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Delete, ExceptionContext, Executable, RowMapping, Table, Update, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.state.cure import StateAway, away, is_away, is_full, name_of

SCHEMA = "footnote_state"  # where the tables stand in PostgreSQL
_PAUSES = (0.1, 0.5)  # seconds before a lost connection is tried again, and once more
_CONNECTING = 5  # seconds
HELD = 5.0  # seconds that are waited for another process that holds a file
_WAITING = 10  # seconds for the answer to one statement
_LONG = 3.0  # seconds after which nothing is tried again: a server that is silent stays so
_T = TypeVar("_T")


def url_of(path: Path) -> URL:
    """The address of a database in a file."""
    return URL.create("sqlite+aiosqlite", database=str(path))


def connecting(url: URL, **more: Any) -> dict[str, Any]:
    """The options of an engine for this address; `more` are arguments for PostgreSQL's driver."""
    if url.get_backend_name() == "sqlite":
        return {"hide_parameters": True, "connect_args": {"timeout": HELD}}
    settings = {
        "search_path": SCHEMA,
        "application_name": "footnote state",
        "jit": "off",
        # A post that was noted as sent must be noted after a power cut, too.
        "synchronous_commit": "on",
    }
    return {
        # An error's message would carry a person's words into the log.
        "hide_parameters": True,
        "isolation_level": "READ COMMITTED",
        "connect_args": {"server_settings": settings, "timeout": _CONNECTING, **more},
    }


class Database:
    """Single questions and changes, each a transaction.

    A connection that is lost is tried again where doing a thing twice is doing it once; what may
    be done by one process alone is never tried again, as the first attempt may have been it.
    Raises StateAway where the connection stays lost.
    """

    def __init__(self, url: URL) -> None:
        self.name = name_of(url)
        self.told: Callable[[bool], None] = lambda _: None  # whether it is away, as that changes
        self._is_away = False
        more: dict[str, Any] = {}
        if url.get_backend_name() != "sqlite":
            more = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5}
        self.engine = create_async_engine(url, **connecting(url, command_timeout=_WAITING), **more)
        if url.get_backend_name() == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _configure)
        else:
            event.listen(self.engine.sync_engine, "handle_error", _leave_the_row_out)

    async def all(self, query: Executable) -> list[RowMapping]:
        """The rows that a question finds."""

        async def work(connection: AsyncConnection) -> list[RowMapping]:
            return list((await connection.execute(query)).mappings().all())

        return await self._again(work)

    async def one(self, query: Executable) -> RowMapping | None:
        """The first row that a question finds, or None."""
        rows = await self.all(query)
        return rows[0] if rows else None

    async def change(self, statement: Update) -> None:
        """Change rows to what they are to be, whatever they were."""
        await self._again(lambda connection: connection.execute(statement))

    async def take(self, statement: Update) -> bool:
        """Change a row that is still as it was known; False where someone else was faster."""

        async def work(connection: AsyncConnection) -> bool:
            return bool((await connection.execute(statement)).rowcount)

        return await self.once(work)

    async def add(self, table: Table, row: Mapping[str, Any]) -> bool:
        """Make a row; False where there is one with its key."""
        statement = _inserting(self.engine)(table).values(row).on_conflict_do_nothing()

        async def work(connection: AsyncConnection) -> bool:
            return bool((await connection.execute(statement)).rowcount)

        return await self.once(work)

    async def put(self, table: Table, row: Mapping[str, Any], key: tuple[str, ...]) -> None:
        """Keep a row in place of the one with the same key."""
        rest = {name: value for name, value in row.items() if name not in key}
        statement = _inserting(self.engine)(table).values(row)
        put = statement.on_conflict_do_update(index_elements=list(key), set_=rest)
        await self._again(lambda connection: connection.execute(put))

    async def erase(self, statement: Delete | Update) -> int:
        """Erase rows, or a part of them, so that nothing of it stays; how many there were.

        PostgreSQL gives their place to others in its own time.
        """

        async def work(connection: AsyncConnection) -> int:
            return int((await connection.execute(statement)).rowcount)

        erased = await self._again(work)
        if erased and self.engine.dialect.name == "sqlite":
            # Until then what was erased still stands in the write-ahead log.
            async with self.engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return erased

    async def once(self, work: Callable[[AsyncConnection], Awaitable[_T]]) -> _T:
        """Do something in a transaction, without a second attempt."""
        try:
            async with self.engine.begin() as connection:
                done = await work(connection)
        except Exception as error:
            if is_away(error):
                self._told(away=not is_full(error))  # what is full can still be read
                raise away(self.name, error) from error
            raise
        self._told(away=False)
        return done

    async def _again(self, work: Callable[[AsyncConnection], Awaitable[_T]]) -> _T:
        began = time.monotonic()
        for pause in _PAUSES:
            try:
                return await self.once(work)
            except StateAway:
                if time.monotonic() - began > _LONG:
                    raise
                await asyncio.sleep(pause)
        return await self.once(work)

    def _told(self, *, away: bool) -> None:
        if away != self._is_away:
            self._is_away = away
            self.told(away)

    async def close(self) -> None:
        """Let go of it."""
        await self.engine.dispose()


def _inserting(engine: AsyncEngine) -> Any:
    # Both know ON CONFLICT, but SQLAlchemy has no common word for it.
    if engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as of_postgres

        return of_postgres
    from sqlalchemy.dialects.sqlite import insert as of_sqlite

    return of_sqlite


def _leave_the_row_out(context: ExceptionContext) -> None:
    # PostgreSQL quotes a row that it refuses: a person's words would go into the log.
    error: BaseException | None = context.sqlalchemy_exception
    while error is not None:
        error.args = tuple(str(part).partition("\nDETAIL:")[0] for part in error.args)
        if isinstance(getattr(error, "detail", None), str):
            error.detail = None  # type: ignore[attr-defined]
        error = error.orig if isinstance(error, DBAPIError) else error.__cause__


def _configure(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", f"busy_timeout = {HELD * 1000:.0f}", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    # What is erased is overwritten, too.
    cursor.execute("PRAGMA secure_delete = ON")
    # A post that was noted as sent must be noted after a power cut, too.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()
