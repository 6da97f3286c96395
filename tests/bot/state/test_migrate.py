"""The steps of the state database."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine

from bot.faults import BotFault
from bot.state import GuildSetup, Record, State
from bot.state.migrate import check, newest, upgrade
from bot.state.migrations.versions import s0001_first, s0002_answers
from bot.state.tables import metadata
from bot.state.values import Consulted
from tests.bot.conftest import EPOCH
from tests.bot.process import ROOT

OLD = Record(
    "a" * 32,
    EPOCH,
    "Why?",
    "Why?",
    "answered",
    "claude",
    passages=(Consulted("p", 1, 0.1, cited=True),),
    cost=Decimal("0.0000000125"),
)
OLD_ROW = """
INSERT INTO answers (id, asked_at, question, standalone, widened, passages, outcome, dropped,
    writer, cost, timings_ms, feedback)
VALUES (?, '2026-01-01 00:00:00.000000', 'Why?', 'Why?', 0,
    '[{"passage": "p", "rank": 1, "score": 0.1, "cited": true}]', 'answered', 0,
    'claude', '0.0000000125', '{}', 'up')
"""
FIRST_ROWS = (
    "INSERT INTO guilds VALUES (1, 2, 8, 'UTC', 3, '2026-01-01 00:00:00.000000', NULL)",
    """
    INSERT INTO posts (channel_id, document, guild_id, day, content_hash, state, claimed_at,
        tried_at)
    VALUES (2, 'd', 1, '2026-01-01', 'h', 'claimed', '2026-01-01 00:00:00.000000',
        '2026-01-01 00:00:00.000000')
    """,
)

# The process dies when half of the tables are made.
DYING = """
import os, sys
from alembic import op
from sqlalchemy import URL
from bot.state.migrate import upgrade

make = op.create_table

def create_table(name, *columns):
    if name == "topics":
        os._exit(9)
    return make(name, *columns)

op.create_table = create_table
upgrade(URL.create("sqlite+aiosqlite", database=sys.argv[1]))
"""


def url(path: Path) -> URL:
    """The address of a database file."""
    return URL.create("sqlite+aiosqlite", database=str(path))


def test_steps_lead_to_the_tables(tmp_path: Path) -> None:
    """The migrations make the tables that the code works with."""
    upgrade(url(tmp_path / "state.db"))

    check(url(tmp_path / "state.db"))


def test_second_time_does_nothing(tmp_path: Path) -> None:
    """A database that is up to date isn't touched."""
    upgrade(url(tmp_path / "state.db"))
    before = (tmp_path / "state.db").read_bytes()

    upgrade(url(tmp_path / "state.db"))

    assert (tmp_path / "state.db").read_bytes() == before


def test_death_half_way_is_no_step(tmp_path: Path) -> None:
    """Where the process dies in the middle of a migration the next start begins it again."""
    path = tmp_path / "state.db"

    died = subprocess.run([sys.executable, "-c", DYING, str(path)], cwd=ROOT, check=False)
    upgrade(url(path))

    assert died.returncode == 9
    check(url(path))


def test_newest_step_is_the_last_of_the_chain() -> None:
    """The step that the files' names tell is the one that Alembic would go to."""
    scripts = ScriptDirectory(str(ROOT / "bot" / "state" / "migrations"))

    assert scripts.get_current_head() == newest()


async def test_database_of_the_first_version_goes_on(tmp_path: Path) -> None:
    """A database from before answers were recorded gets what is new and keeps its rows."""
    path, setup = tmp_path / "state.db", GuildSetup(1, 2, 8, "UTC", 3, EPOCH)
    await asyncio.to_thread(_older, path, [s0001_first], dict.fromkeys(FIRST_ROWS, ()))

    opened = await State.open(path)
    assert await opened.guilds() == [setup]
    assert [post.sections for post in await opened.posts(2)] == [None]
    assert await opened.answers.newest(1, since=EPOCH) == []
    await opened.close()
    await asyncio.to_thread(check, url(path))


async def test_answers_of_the_second_version_stay(tmp_path: Path) -> None:
    """Records from before ratings keep all that they tell, and can be rated."""
    path = tmp_path / "state.db"
    await asyncio.to_thread(_older, path, [s0001_first, s0002_answers], {OLD_ROW: (OLD.id,)})

    opened = await State.open(path)
    assert await opened.answers.get(OLD.id) == OLD
    assert await opened.rate(OLD.id, 7, "wrong")
    await opened.close()
    await asyncio.to_thread(check, url(path))


def _older(path: Path, steps: Sequence[ModuleType], rows: Mapping[str, tuple[str, ...]]) -> None:
    """Make a database as some steps left it, with these rows."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
        with Operations.context(context):
            for step in steps:
                step.upgrade()
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (steps[-1].revision,))
        for row, values in rows.items():
            connection.exec_driver_sql(row, values)
    engine.dispose()


async def test_newer_database_is_left_alone(tmp_path: Path) -> None:
    """A database of a later version is refused in one line that says what to do."""
    path = tmp_path / "state.db"
    await asyncio.to_thread(upgrade, url(path))
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(BotFault, match="start the version"):
        await State.open(path)


async def test_event_loop_stays_free(tmp_path: Path) -> None:
    """Opening runs the steps in a thread: the loop goes on meanwhile."""
    ticks = 0

    async def count() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    counter = asyncio.create_task(count())
    opened = await State.open(tmp_path / "state.db")
    counter.cancel()
    await opened.close()

    assert ticks > 3
