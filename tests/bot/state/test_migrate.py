"""The steps of the state database."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateSchema

from bot.faults import BotFault
from bot.state import GuildSetup, Record, State
from bot.state.database import SCHEMA, connecting, url_of
from bot.state.migrate import check, newest, upgrade
from bot.state.migrations.versions import s0001_first, s0002_answers
from bot.state.tables import metadata
from bot.state.values import Consulted
from index.database import asyncpg_url
from tests.bot.conftest import EPOCH
from tests.bot.process import ROOT
from tests.postgres import Cluster

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
VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '2026-01-01 00:00:00.000000', 'Why?', 'Why?', false,
    '[{"passage": "p", "rank": 1, "score": 0.1, "cited": true}]', 'answered', 0,
    'claude', '0.0000000125', '{}', 'up')
"""
SCRIPTS = str(ROOT / "bot" / "state" / "migrations")
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
from sqlalchemy import make_url
from bot.state.migrate import upgrade

make = op.create_table

def create_table(name, *columns):
    if name == "topics":
        os._exit(9)
    return make(name, *columns)

op.create_table = create_table
upgrade(make_url(sys.argv[1]))
"""


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A database without a table, in each of the two kinds."""
    if request.param == "SQLite":
        return url_of(tmp_path / "state.db")
    cluster: Cluster = request.getfixturevalue("postgres")
    return asyncpg_url(asyncio.run(cluster.create()))


def test_steps_lead_to_the_tables(url: URL) -> None:
    """The migrations make the tables that the code works with."""
    upgrade(url)

    check(url)


def test_second_time_does_nothing(tmp_path: Path) -> None:
    """A database that is up to date isn't touched."""
    path = tmp_path / "state.db"
    upgrade(url_of(path))
    before = path.read_bytes()

    upgrade(url_of(path))

    assert path.read_bytes() == before


async def test_many_start_together(url: URL) -> None:
    """Of processes that start on an empty database at once one makes the tables."""
    await asyncio.gather(*(asyncio.to_thread(upgrade, url) for _ in range(3)))

    await asyncio.to_thread(check, url)


def test_death_half_way_is_no_step(url: URL) -> None:
    """Where the process dies in the middle of a migration the next start begins it again."""
    where = url.render_as_string(hide_password=False)

    died = subprocess.run([sys.executable, "-c", DYING, where], cwd=ROOT, check=False)
    upgrade(url)

    assert died.returncode == 9
    check(url)


def test_newest_step_is_the_last_of_the_chain() -> None:
    """The step that the files' names tell is the one that Alembic would go to."""
    scripts = ScriptDirectory(SCRIPTS)

    assert scripts.get_current_head() == newest()


async def test_database_of_the_first_version_goes_on(url: URL) -> None:
    """A database from before answers were recorded gets what is new and keeps its rows."""
    setup = GuildSetup(1, 2, 8, "UTC", 3, EPOCH)
    await _older(url, [s0001_first], FIRST_ROWS)

    opened = await State.open(url)
    assert await opened.guilds() == [setup]
    assert [post.sections for post in await opened.posts(2)] == [None]
    assert await opened.answers.newest(1, since=EPOCH) == []
    await opened.close()
    await asyncio.to_thread(check, url)


async def test_answers_of_the_second_version_stay(url: URL) -> None:
    """Records from before ratings keep all that they tell, and can be rated."""
    await _older(url, [s0001_first, s0002_answers], [OLD_ROW])

    opened = await State.open(url)
    assert await opened.answers.get(OLD.id) == OLD
    assert await opened.rate(OLD.id, 7, "wrong")
    await opened.close()
    await asyncio.to_thread(check, url)


async def _older(url: URL, steps: Sequence[ModuleType], rows: Sequence[str]) -> None:
    """Make a database as some steps left it, with these rows."""

    def climb(connection: Connection) -> None:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
        with Operations.context(context):
            for step in steps:
                step.upgrade()
        context.stamp(ScriptDirectory(SCRIPTS), steps[-1].revision)

    engine = create_async_engine(url, **connecting(url))
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(CreateSchema(SCHEMA))
        await connection.run_sync(climb)
        for row in rows:
            await connection.exec_driver_sql(row)
    await engine.dispose()


async def test_newer_database_is_left_alone(url: URL) -> None:
    """A database of a later version is refused in one line that says what to do."""
    await asyncio.to_thread(upgrade, url)
    engine = create_async_engine(url, **connecting(url))
    async with engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    await engine.dispose()

    with pytest.raises(BotFault, match="Install that version") as caught:
        await State.open(url)

    assert "\n" not in str(caught.value)


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
