"""A state that moves from a file to PostgreSQL."""

import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import URL, select

from bot.cli.migrate_data import migrate_data
from bot.faults import BotFault
from bot.settings import Settings, SettingsFault
from bot.state import State, Topic
from bot.state.database import Database, url_of
from bot.state.move import move
from bot.state.tables import metadata
from index.errors import IndexFault
from index.lock import take_lock
from tests.bot.state.test_answers import RECORD, record
from tests.bot.state.test_state import DAY, SETUP
from tests.bot.state.test_subscriptions import ALICE, WANTED
from tests.fakes import HandClock

pytestmark = pytest.mark.parametrize("either_database", ["PostgreSQL"], indirect=True)


@pytest.fixture
async def file(tmp_path: Path, stamps: HandClock) -> Path:
    """A state in a file, with something in each table."""
    path = tmp_path / "state.db"
    state = await State.open(path, stamps)
    await state.set_guild(SETUP)
    post = await state.claim(SETUP, "d", DAY, "h", (("a", "1"),))
    assert post
    await state.sent(post, 77)
    await state.add_topic(Topic(78, SETUP.guild_id, "question"))
    for answer in (RECORD, *(record(n) for n in range(3))):
        await state.answers.add(answer)
    await state.rate(RECORD.id, ALICE, "wrong", "it is dead")
    await state.subscriptions.set(WANTED)
    await state.subscriptions.claim(WANTED, DAY, DAY, ["d", "e"])
    await state.set_fact("a", "1")
    await state.close()
    return path


async def everything(url: URL) -> dict[str, list[str]]:
    """Every row of a state as the code reads it."""
    opened = Database(url)
    held = {t.name: sorted(map(repr, await opened.all(select(t)))) for t in metadata.sorted_tables}
    await opened.close()
    return held


async def test_all_rows_come_over(file: Path, database: URL) -> None:
    """Each row of each table reads the same where it came from and where it went."""
    moved = await move(file, database)

    assert moved == {
        "guilds": 1,
        "posts": 1,
        "topics": 1,
        "answers": 4,
        "ratings": 1,
        "subscriptions": 1,
        "facts": 1,
    }
    assert await everything(database) == await everything(url_of(file))


async def test_what_is_there_stays(file: Path, database: URL) -> None:
    """Nothing is moved onto a state that is in use."""
    opened = await State.open(database)
    await opened.set_fact("mine", "1")
    await opened.close()

    with pytest.raises(BotFault, match="holds facts already"):
        await move(file, database)

    held = await everything(database)
    assert [name for name, rows in held.items() if rows] == ["facts"]


async def test_whole_or_not_at_all(file: Path, database: URL) -> None:
    """Where one row is refused, none has come over; it is told in one line."""
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE subscriptions SET timezone = ?", ("x" * 99,))

    with pytest.raises(BotFault, match=r"value too long.*Nothing was moved") as caught:
        await move(file, database)

    assert "\n" not in str(caught.value)
    assert not any((await everything(database)).values())


async def test_nul_is_no_obstacle(file: Path, database: URL) -> None:
    """What SQLite keeps and PostgreSQL doesn't is left out."""
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE facts SET value = ?", ("a\0b",))

    await move(file, database)

    opened = await State.open(database)
    assert await opened.fact("a") == "a b"
    await opened.close()


async def test_command_tells_what_comes_next(
    file: Path, database: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command counts what it moved; a bot that has the data folder open keeps it from that."""
    settings = Settings(data=file.parent, database_url=SecretStr(str(database)))
    lock = take_lock(file.parent)
    with pytest.raises(IndexFault, match="is in use by process"):
        await migrate_data(settings)
    lock.release()

    await migrate_data(settings)

    told = " ".join(capsys.readouterr().out.split())
    assert "answers 4" in told
    assert "counted there: 10 rows" in told
    assert "built again from the archive" in told
    assert "web.db" not in told


async def test_command_without_a_target_or_a_state(tmp_path: Path, database: URL) -> None:
    """Without a database that is set, or a file to move, it says so."""
    with pytest.raises(SettingsFault, match="set FOOTNOTE_DATABASE_URL"):
        await migrate_data(Settings(data=tmp_path))
    with pytest.raises(BotFault, match="nothing is to be moved"):
        await migrate_data(Settings(data=tmp_path, database_url=SecretStr(str(database))))
