"""The databases as Footnote opens them: readers beside a writer, writers one after another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, cast
from zlib import crc32

import structlog
from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    ExceptionContext,
    FunctionElement,
    Text,
    event,
    make_url,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler

from index.errors import DatabaseAway

log = structlog.get_logger()

_CONNECTING, _ANSWER = 5, 10  # seconds that PostgreSQL is waited for
# The classes of SQL's error codes by which PostgreSQL tells that it isn't to be had: connections,
# names and passwords, unknown databases, resources that ran out, an operator at work, its disk,
# itself.
AWAY = ("08", "28", "3D", "53", "57", "58", "XX")
_CHANGING = "footnote_changing"
_WRITING = "footnote_writing"
IN_SCHEMA = "footnote_schema"  # the option of an engine that names its schema
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


def open_postgres(url: str, schema: str) -> AsyncEngine:
    """An engine for the PostgreSQL database at `url`, whose tables stand in a schema of their own.

    Whoever reads sees one state of it to the end of a transaction, as in SQLite; where the server
    is away, or silent for some seconds, DatabaseAway is raised. Who changes something, or waits for
    a turn, has connections of its own and all the time that it takes.
    """
    engine = _engine_of(url, schema, command_timeout=_ANSWER)
    changing = _engine_of(url, schema)
    event.listen(engine.sync_engine, "engine_disposed", lambda _: changing.sync_engine.dispose())
    return engine.execution_options(**{_CHANGING: changing})


def _engine_of(url: str, schema: str, **more: Any) -> AsyncEngine:
    settings = {
        "search_path": schema,
        "jit": "off",  # it takes longer to compile a search than to search
        "plan_cache_mode": "force_custom_plan",  # how rare a term is decides how it is searched
        "application_name": f"footnote {schema}",
    }
    engine = create_async_engine(
        asyncpg_url(url),
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        execution_options={IN_SCHEMA: schema},
        connect_args={"server_settings": settings, "timeout": _CONNECTING, **more},
    )
    event.listen(engine.sync_engine, "begin", _begin)
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "checkout", partial(_look_for_it, engine.dialect))
    event.listen(engine.sync_engine, "handle_error", _told_when_away)
    return engine


def asyncpg_url(url: str) -> URL:
    """A PostgreSQL URL as people paste it, as its driver reads it.

    Raises ValueError where it is none; the message doesn't repeat it.
    """
    try:
        found = make_url(url)
    except Exception:  # noqa: BLE001
        raise ValueError("it is no URL") from None
    if found.drivername not in ("postgresql", "postgres", "postgresql+asyncpg"):
        raise ValueError("it needs to begin with postgresql://")
    query = {"ssl" if key == "sslmode" else key: value for key, value in found.query.items()}
    return found.set(drivername="postgresql+asyncpg", query=query)


def is_postgres(engine: AsyncEngine) -> bool:
    """Whether a database is PostgreSQL; else it is SQLite."""
    return engine.dialect.name == "postgresql"


def for_writing(engine: AsyncEngine, what: str = "catalog") -> AsyncEngine:
    """The same database, for transactions that write to `what`: they wait for one another.

    In SQLite all writers of a file do; in PostgreSQL those of the same name in a schema.
    """
    options: dict[str, Any] = {_WRITING: what}
    if is_postgres(engine):
        # One that waited for its turn must see what was written meanwhile.
        options["isolation_level"] = "READ COMMITTED"
        engine = changing(engine)
    return engine.execution_options(**options)


@asynccontextmanager
async def in_turn(engine: AsyncEngine, what: str, *, shared: bool = False) -> AsyncIterator[None]:
    """Do `what` in a schema while no other process does; on SQLite, whose folder has one, at once.

    Those that are `shared` do it at the same time, while nobody does it alone. A process that ends
    or loses the database has had its turn.
    """
    if not is_postgres(engine):
        yield
        return
    key, kind = {"key": turn_number(engine, what)}, "_shared" if shared else ""
    # Without a transaction: one that stays open for long keeps the server from tidying up.
    alone = changing(engine).execution_options(isolation_level="AUTOCOMMIT")
    async with alone.connect() as connection:
        free = await connection.execute(text(f"SELECT pg_try_advisory_lock{kind}(:key)"), key)
        if not free.scalar():
            log.info("waiting_for_another_process", what=what)
            await connection.execute(text(f"SELECT pg_advisory_lock{kind}(:key)"), key)
        try:
            yield
        finally:
            # Where the connection is lost, the turn went with it.
            with suppress(DBAPIError, DatabaseAway):
                await connection.execute(text(f"SELECT pg_advisory_unlock{kind}(:key)"), key)


class json_pairs(FunctionElement[str]):  # noqa: N801 -- a function of SQL
    """An aggregate of two columns: a JSON array of pairs, NULL or empty where there is no row.

    As one value it can be taken apart in a thread: as rows it would hold up the loop.
    """

    type = Text()
    inherit_cache = True
    name = "json_pairs"


@compiles(json_pairs, "sqlite")
def _of_sqlite(element: json_pairs, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **more)}))"


@compiles(json_pairs, "postgresql")
def _of_postgres(element: json_pairs, compiler: SQLCompiler, **more: Any) -> str:
    pairs = f"json_agg(json_build_array({compiler.process(element.clauses, **more)}))"
    return f"CAST({pairs} AS text)"


def _configure(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, and leave DDL out of them: `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def changing(engine: AsyncEngine) -> AsyncEngine:
    """The connections of whoever changes something."""
    found = engine.sync_engine.get_execution_options().get(_CHANGING, engine)
    return cast("AsyncEngine", found)


def _connect(
    dialect: Dialect, _entry: ConnectionPoolEntry, args: list[Any], more: dict[str, Any]
) -> DBAPIConnection:
    try:
        return dialect.connect(*args, **more)
    except Exception as error:
        raise _away(error) from error


def _look_for_it(dialect: Dialect, connection: DBAPIConnection, *_: object) -> None:
    """See whether a connection still leads anywhere; the pool makes a new one where it doesn't.

    The pool's own look would tell nobody that a server is silent.
    """
    try:
        dialect.do_ping(connection)
    except OSError as error:
        raise _away(error) from error
    except Exception as error:
        raise InvalidatePoolError from error


def _told_when_away(context: ExceptionContext) -> DatabaseAway | None:
    error = context.original_exception
    silent = isinstance(error, OSError)
    if silent:
        context.is_disconnect = True
    gone = context.is_disconnect and isinstance(error, Exception)
    told = str(getattr(error, "sqlstate", None) or "").startswith(AWAY)
    return _away(error) if silent or gone or told else None


def _away(error: BaseException) -> DatabaseAway:
    told = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return DatabaseAway(
        f"The database can't be used ({told}). See to the server, or to FOOTNOTE_DATABASE_URL."
    )


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    what = options.get(_WRITING)
    if connection.dialect.name == "postgresql":
        if what:
            key = advisory(f"{what} in {options.get(IN_SCHEMA)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")
        return
    # One that reads first and writes later would fail where another has written in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if what else "BEGIN")


def turn_number(engine: AsyncEngine, what: str) -> int:
    """The number of a turn, from 0 to 2**32, as it stands in `pg_locks` while it lasts."""
    return advisory(f"turn {what} in {engine.get_execution_options().get(IN_SCHEMA)}")


def advisory(what: str) -> int:
    """The number of an advisory lock: the same in every process."""
    return crc32(f"footnote {what}".encode())
