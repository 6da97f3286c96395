"""SQLite as Footnote opens it: readers beside a writer, transactions that are Footnote's own."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_IMMEDIATE = "footnote_immediate"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what an archive drops is overwritten
    "busy_timeout=60000",  # a disk that is busy with other work may hold a commit up
)


def open_sqlite(path: Path) -> AsyncEngine:
    """An engine for the database in the file `path`, which is made at the first use."""
    # What people ask stands in the parameters: an error in the log doesn't repeat it.
    url = URL.create("sqlite+aiosqlite", database=str(path))
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _configure)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def for_writing(engine: AsyncEngine) -> AsyncEngine:
    """The same database, for transactions that write: they wait for one another."""
    return engine.execution_options(**{_IMMEDIATE: True})


def _configure(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, and leave DDL out of them: `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # One that reads first and writes later would fail where another has written in between.
    immediate = connection.get_execution_options().get(_IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
