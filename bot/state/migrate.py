"""Brings the state database to the newest schema."""

import asyncio
import io
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, false, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateSchema

from bot.state.cure import Misfit, Newer, is_away, is_gone, reason
from bot.state.database import SCHEMA, connecting
from bot.state.tables import metadata

_SCRIPTS = Path(__file__).with_name("migrations")
_MIGRATING = 5_072_026  # the number of PostgreSQL's lock for it; any will do, always the same
PATIENCE = 30.0  # seconds that another process may hold a server's tables, or migrate them


def upgrade(url: URL) -> None:
    """Run every migration that the database at `url` hasn't seen, or none where one fails.

    None, too, where the process dies meanwhile. Raises Newer and Misfit where the tables are none
    that it can go on from. Blocks, and has an event loop of its own for the database's driver: call
    it in a thread.
    """
    asyncio.run(_run(url, "upgrade"))


def newest() -> str:
    """The last step, by the names of the files: s0002_answers.py is step 0002."""
    return max(file.name[1:5] for file in (_SCRIPTS / "versions").glob("s*.py"))


def check(url: URL) -> None:
    """Raise where the tables and the migrations tell different stories. Blocks like `upgrade`."""
    asyncio.run(_run(url, "check"))


async def _run(url: URL, what: str) -> None:
    engine = create_async_engine(url, **connecting(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _leave_transactions_to_us)
        event.listen(engine.sync_engine, "begin", _begin)
    else:
        event.listen(engine.sync_engine, "begin", _begin_on_postgres)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_command, what)
    finally:
        await engine.dispose()


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    # Python's driver begins transactions for changes of rows only, so tables would be made outside.
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    # At once for writing: of two that start together the second waits, then finds all done.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_on_postgres(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENCE * 1000:.0f}")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
    # Not IF NOT EXISTS: who may not make one is refused by that even where it is there.
    if SCHEMA not in inspect(connection).get_schema_names():
        connection.execute(CreateSchema(SCHEMA))


def _command(connection: Connection, what: str) -> None:
    step = _step(connection)
    if (step or "") > newest():
        raise Newer(f"it is at step {step} of the schema, and this version knows {newest()}")
    try:
        # Alembic takes longer to import than an answer may wait.
        if what == "check" or step != newest():
            _climb(connection, what)
        for table in metadata.sorted_tables:
            connection.execute(select(table).where(false()))
    except DBAPIError as error:
        if is_away(error) and not is_gone(error):
            raise
        raise Misfit(
            f"its tables aren't whole at step {step or 'none'} of the schema: {reason(error)}"
        ) from error


def _climb(connection: Connection, what: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if what == "check":
        command.check(config)
    else:
        command.upgrade(config, "head")


def _step(connection: Connection) -> str | None:
    """The step that the database is at, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
