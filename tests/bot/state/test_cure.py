"""A state that can't be used as it is: one line with the cure, and nothing of it changed."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import create_async_engine

from bot.faults import BotFault
from bot.state import State, StateAway, migrate
from bot.state.database import SCHEMA, connecting, url_of
from bot.state.migrate import newest
from index.database import asyncpg_url
from tests.bot.process import ROOT
from tests.bot.state.test_state import SETUP
from tests.index.test_full_disk import WITH_LITTLE_ROOM
from tests.postgres import Cluster
from tests.read_only import read_only

OLDER = "UPDATE alembic_version SET version_num = '0003'"


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path | URL:
    """A database of its own, in each of the two kinds: these tests break it."""
    if request.param == "SQLite":
        return tmp_path / "state.db"
    cluster: Cluster = request.getfixturevalue("postgres")
    return asyncpg_url(asyncio.run(cluster.create()))


async def change(where: Path | URL, *statements: str) -> None:
    """Change a database behind Footnote's back."""
    url = where if isinstance(where, URL) else url_of(where)
    engine = create_async_engine(url, **connecting(url))
    async with engine.begin() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)
    await engine.dispose()


async def filled(where: Path | URL) -> None:
    """Make a state with a server in it."""
    state = await State.open(where)
    await state.set_guild(SETUP)
    await state.close()


async def test_newer_version_is_named(database: Path | URL) -> None:
    """A state of a later version is told by both steps, and what to do."""
    await filled(database)
    await change(database, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(BotFault) as caught:
        await State.open(database)

    told = f"it is at step 9999 of the schema, and this version knows {newest()}"
    assert told in str(caught.value)
    assert "Install that version" in str(caught.value)


@pytest.mark.parametrize(
    "half",
    [
        "DROP TABLE alembic_version",
        "DELETE FROM alembic_version",
        OLDER,
        "DROP TABLE topics",
        "ALTER TABLE posts DROP COLUMN sections",
    ],
)
async def test_half_applied_migration_is_told(database: Path | URL, half: str) -> None:
    """Tables that aren't those of their step are refused at the start, not by the first question.

    What is in them stays, and a backup is the way back.
    """
    await filled(database)
    await change(database, half)

    with pytest.raises(BotFault, match=r"its tables aren't whole at step .*Restore a backup") as no:
        await State.open(database)

    assert len(str(no.value).splitlines()) == 1
    url = database if isinstance(database, URL) else url_of(database)
    engine = create_async_engine(url, **connecting(url))
    async with engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT guild_id FROM guilds")
        assert rows.scalars().all() == [SETUP.guild_id]
    await engine.dispose()


async def test_folder_of_another_user_is_told(tmp_path: Path) -> None:
    """A state that may only be read is refused with whose it is, and what to do."""
    path = tmp_path / "data" / "state.db"
    await filled(path)

    with read_only(path.parent), pytest.raises(BotFault) as caught:
        await State.open(path)

    told = str(caught.value)
    assert f"state.db is user {path.stat().st_uid}'s, or read-only" in told
    assert told.endswith("(chown -R); a disk that is mounted for reading alone takes no state.")


async def test_held_state_is_waited_for(
    database: Path | URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A state that another process holds is waited for, and told in one line where it stays so."""
    await filled(database)
    sqlite = isinstance(database, Path)
    url = database if isinstance(database, URL) else url_of(database)
    hold = "BEGIN EXCLUSIVE" if sqlite else f"LOCK TABLE {SCHEMA}.guilds"
    engine = create_async_engine(url, **connecting(url))
    async with engine.connect() as holder:
        await holder.exec_driver_sql(hold)
        opening = asyncio.create_task(State.open(database))
        await asyncio.sleep(0.3)
        assert not opening.done()
        await holder.rollback()
        await (await opening).close()

        monkeypatch.setattr(migrate, "PATIENCE", 0.1)
        monkeypatch.setattr("bot.state.database.HELD", 0.1)
        await holder.exec_driver_sql(hold)
        with pytest.raises(BotFault, match="Another process holds it: wait for that one") as told:
            await State.open(database)
        await holder.rollback()
    await engine.dispose()
    assert len(str(told.value).splitlines()) == 1


async def test_tables_that_go_while_it_runs_are_away(database: Path | URL) -> None:
    """Where a table is dropped under the bot, what needs it waits as for a server that is away."""
    state = await State.open(database)
    await change(database, "ALTER TABLE guilds RENAME TO gone")

    with pytest.raises(StateAway, match=r"Its tables are gone\. Restore a backup"):
        await state.guilds()

    await change(database, "ALTER TABLE gone RENAME TO guilds")
    assert await state.guilds() == []
    await state.close()


def test_full_disk_in_a_migration_changes_nothing(tmp_path: Path) -> None:
    """A migration that finds the disk full tells so in a line; with room it goes on from there."""
    path = tmp_path / "state.db"
    asyncio.run(filled(path))
    asyncio.run(
        change(
            path,
            "DROP TABLE subscriptions",
            "UPDATE alembic_version SET version_num = '0005'",
        )
    )
    run = subprocess.run(
        [
            *(sys.executable, "-c", WITH_LITTLE_ROOM),
            *("8000", "answers", "--data", str(tmp_path)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    (line,) = run.stderr.splitlines()
    assert run.returncode == 1
    assert line.startswith(f"footnote: The state database {path} can't be opened (")
    assert line.endswith("Make room, or see to the disk; nothing of it is lost.")

    async def after() -> None:
        state = await State.open(path)
        assert await state.guilds() == [SETUP]
        await state.close()

    asyncio.run(after())
