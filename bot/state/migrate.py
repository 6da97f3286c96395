"""Brings the state database to the newest schema."""

import asyncio
import io
from pathlib import Path

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import create_async_engine

_SCRIPTS = Path(__file__).with_name("migrations")


def upgrade(url: URL) -> None:
    """Run every migration that the database at `url` hasn't seen.

    Blocks, and has an event loop of its own for the database's driver: call it in a thread.
    """
    asyncio.run(_run(url, "upgrade"))


def check(url: URL) -> None:
    """Raise where the tables and the migrations tell different stories. Blocks like `upgrade`."""
    asyncio.run(_run(url, "check"))


async def _run(url: URL, what: str) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_command, what)
    finally:
        await engine.dispose()


def _command(connection: Connection, what: str) -> None:
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
