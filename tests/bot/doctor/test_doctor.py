"""The doctor finds what is wrong in each part, and tells the cure."""

import asyncio
import datetime as dt
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.doctor import archives, claude, clock, discord, folder, servers
from bot.doctor.finding import Finding
from bot.doctor.setting import check_settings
from bot.settings import load_settings
from bot.state import State
from index.archive import SAMPLE
from index.lock import take_lock
from tests.bot.conftest import EPOCH, MORNING
from tests.bot.process import footnote
from tests.bot.state.test_state import SETUP
from tests.index.making import ISSUES, write
from tests.messages_server import MODEL, MessagesServer, model_info

BERLIN = "Europe/Berlin"
TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"  # noqa: S105  (made up)


@pytest.fixture
def data(sample_data: Path, tmp_path: Path) -> Path:
    """A data folder with the sample's index."""
    return shutil.copytree(sample_data, tmp_path / "data")


def levels(findings: list[Finding]) -> set[str]:
    """How the findings are; each that isn't ok has its cure."""
    assert all((each.cure is None) == (each.level == "ok") for each in findings)
    return {each.level for each in findings}


def change(path: Path, statement: str) -> None:
    """Change a database."""
    with sqlite3.connect(path) as base:
        base.execute(statement)
    base.close()


def test_nothing_is_wrong_with_a_good_folder(data: Path) -> None:
    """Folder, disk, state, index, model and clock of a good folder are well."""
    now = dt.datetime.now(dt.UTC)
    found = [
        *folder.check_folder(data),
        folder.check_disk(data),
        folder.check_state(data),
        *folder.check_fetched(data),
        *archives.check_catalog(data),
        archives.check_model(),
        *clock.check_clock(data, now),
        *clock.check_standing(None),
    ]
    assert [each for each in found if each.level != "ok"] == []
    assert "16 digests, the newest of 21 April 2026" in " ".join(each.told for each in found)


@pytest.mark.parametrize(
    ("break_", "level", "told"),
    [
        (lambda data: (data / "catalog.db").write_bytes(b"x" * 5_000), "wrong", "can't be read"),
        (lambda data: (data / "catalog.db").unlink(), "warning", "none yet"),
        (
            lambda data: change(data / "catalog.db", "UPDATE meta SET value = '0 x'"),
            "warning",
            "of another version",
        ),
        (lambda data: change(data / "catalog.db", "DELETE FROM flat"), "wrong", "are missing"),
        (
            lambda data: change(
                data / "catalog.db",
                "INSERT INTO outbox (passage, change) SELECT id, 'embed' FROM passages LIMIT 1",
            ),
            "warning",
            "1 of ",
        ),
        (
            lambda data: change(
                data / "catalog.db", "UPDATE documents SET differs = 1 WHERE kind = 'digest'"
            ),
            "warning",
            "16 digests tell different dates",
        ),
        (lambda data: shutil.rmtree(data / "vectors"), "warning", "by words alone"),
        (
            lambda data: (data / "vectors" / "chroma.sqlite3").write_bytes(b"x" * 5_000),
            "wrong",
            "chroma.sqlite3 is damaged",
        ),
    ],
)
def test_broken_index_is_told(
    data: Path, break_: Callable[[Path], object], level: str, told: str
) -> None:
    """An index that is lost, old, behind or damaged is told as such."""
    break_(data)
    found = [*archives.check_catalog(data)]
    assert level in levels(found)
    assert any(each.level == level and told in each.told for each in found)


def test_broken_state_is_told(tmp_path: Path) -> None:
    """A state that is damaged or of a newer version is told as such, and stays as it is."""
    asyncio.run(_close(tmp_path))
    path = tmp_path / "state.db"
    assert folder.check_state(tmp_path).level == "ok"
    change(path, "UPDATE alembic_version SET version_num = '9999'")
    assert "9999" in folder.check_state(tmp_path).told
    assert not folder.is_current(tmp_path)
    path.write_bytes(path.read_bytes()[:9_000])
    found = folder.check_state(tmp_path)
    assert (found.level, "damaged" in found.told) == ("wrong", True)
    (tmp_path / "web.db").write_bytes(b"nothing of the kind" * 99)
    assert levels([*folder.check_fetched(tmp_path)]) == {"wrong"}


async def _close(data: Path) -> None:
    state = await State.open(data / "state.db", lambda: EPOCH)
    await state.close()


def test_data_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is no folder, can't be made or written, or is held is told as such."""
    (tmp_path / "file").write_text("x")
    assert levels([*folder.check_folder(tmp_path / "file")]) == {"wrong"}
    assert levels([*folder.check_folder(tmp_path / "new")]) == {"ok"}
    lock = take_lock(tmp_path / "held")
    assert f"held by process {os.getpid()}" in [*folder.check_folder(tmp_path / "held")][1].told
    lock.release()
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: 4_711)
        assert levels([*folder.check_folder(tmp_path)]) == {"warning", "ok"}
    with monkeypatch.context() as patch:
        patch.setattr(folder, "_may", lambda path, _: Path(path) == tmp_path)
        (found,) = [each for each in folder.check_folder(tmp_path) if each.name == "data folder"]
        assert (found.level, "can't be written" in found.told) == ("wrong", True)
    monkeypatch.setattr(folder, "_may", lambda *_: False)
    assert levels([*folder.check_folder(tmp_path)]) == {"wrong"}
    assert levels([*folder.check_folder(tmp_path / "new")]) == {"wrong"}


@pytest.mark.parametrize(
    ("free", "level"), [(10**12, "ok"), (300_000_000, "warning"), (10**6, "wrong")]
)
def test_disk_is_held_against_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    """A disk that is nearly full is wrong, one that can't take the index twice a warning."""
    with (tmp_path / "catalog.db").open("wb") as file:
        file.truncate(10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, free))
    assert folder.check_disk(tmp_path).level == level


def test_archive_is_told(tmp_path: Path) -> None:
    """The sample, an empty folder and a missing one are told; one with digests is well."""
    write(tmp_path / "good", ISSUES)
    (tmp_path / "empty").mkdir()
    roots = (str(SAMPLE), *(str(tmp_path / name) for name in ("good", "empty", "none")))
    found = [*archives.check_archives(load_settings(archive=roots, data=tmp_path / "data"))]
    assert [each.level for each in found] == ["warning", "ok", "wrong", "wrong"]
    assert "4 files" in found[1].told


def test_missing_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that isn't the known one is wrong."""
    monkeypatch.setattr("index.embedding._MODEL_SHA256", "0" * 64)
    assert "not the known one" in archives.check_model().told


def test_unknown_settings_are_told(tmp_path: Path) -> None:
    """A misspelt setting is told with the one that is near, and so is a file that others read."""
    (tmp_path / ".env").write_text("FOOTNOTE_ARCHIV=/x\nDISCORD_TOKEN=hush\n")
    (tmp_path / ".env").chmod(0o644)
    found = [*check_settings(tmp_path, {"FOOTNOTE_DATA": "/d", "FOOTNOTE_XYZZY_PLUGH": "1"})]
    assert [each.level for each in found] == ["ok", "warning", "warning", "warning"]
    assert found[1].cure == "Did you mean FOOTNOTE_ARCHIVE?"
    assert "hush" not in str(found)


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ({}, "ok"),
        ({"writer": "claude"}, "wrong"),
        ({"anthropic_api_key": "sk-ant-x"}, "ok"),
        ({"anthropic_api_key": "hush"}, "warning"),
        ({"anthropic_api_key": "sk-ant-a b"}, "wrong"),
        ({"anthropic_api_key": "sk-ant-x", "writer": "extractive"}, "warning"),
        ({"anthropic_api_key": "sk-ant-x", "model": "gpt"}, "warning"),
        ({"anthropic_api_key": "x", "anthropic_base_url": "http://a", "model": "m"}, "ok"),
    ],
)
def test_key_is_told_by_its_form(given: dict[str, str], level: str) -> None:
    """A key that is none, misplaced or malformed is told, and never shown."""
    found = [*claude.check_key(load_settings(**given))]
    assert level in levels(found) <= {level, "ok"}
    assert "hush" not in str(found)


@pytest.mark.parametrize(
    ("token", "level"),
    [(None, "ok"), (TOKEN, "ok"), ("123", "wrong"), (f"Bot {TOKEN}", "wrong"), ("x", "warning")],
)
def test_token_is_told_by_its_form(token: str | None, level: str) -> None:
    """An id, a prefix and what has no three parts are told; the token isn't shown."""
    found = discord.check_token(load_settings(discord_token=token))
    assert levels([found]) == {level}
    assert TOKEN not in str(found)


async def test_api_is_asked() -> None:
    """A refused key, an unknown model, one that goes and an address in no reach are told."""

    async def asked(url: str, key: str = "test-key", model: str = MODEL) -> list[Finding]:
        settings = load_settings(
            anthropic_api_key=key, anthropic_base_url=url, model=model, timeout=5
        )
        return [each async for each in claude.ask_claude(settings)]

    async with MessagesServer() as server:
        assert levels(await asked(server.url)) == {"ok"}
        refused = await asked(server.url, key="wrong-key")
        unknown = await asked(server.url, model="claude-none")
        server.models[MODEL] = model_info(MODEL, lifecycle="retired")
        retired = await asked(server.url)
    assert [each.level for each in (*refused, *unknown)] == ["wrong", "wrong"]
    assert (retired[1].level, retired[1].cure) == ("warning", "Set another as FOOTNOTE_MODEL.")
    assert levels(await asked("http://127.0.0.1:9")) == {"warning"}
    assert "wrong-key" not in str(refused)


def test_clock_is_told(tmp_path: Path) -> None:
    """A clock that is behind what was written, and one that stands, are told."""
    (tmp_path / "state.db").write_text("x")
    now = dt.datetime.now(dt.UTC)
    assert next(iter(clock.check_clock(tmp_path, now - dt.timedelta(days=2)))).level == "wrong"
    assert levels([*clock.check_standing(now)]) == {"warning"}


async def test_next_post_is_told_in_words(data: Path) -> None:
    """Each server's hour, zone and next post are told, and what keeps it from coming."""
    state = await State.open(data / "state.db", lambda: EPOCH)
    for n, (paused, zone) in enumerate(
        ((None, BERLIN), ("no channel", BERLIN), (None, "Moon/Base"))
    ):
        await state.set_guild(
            replace(SETUP, guild_id=n, channel_id=n, since=MORNING, paused=paused, timezone=zone)
        )
    await state.close()
    night = dt.datetime(2026, 4, 21, 3, 0, tzinfo=dt.UTC)
    found = [each async for each in servers.check_servers(data, night)]
    assert [each.level for each in found] == ["ok", "warning", "wrong"]
    assert "at 8:00, Europe/Berlin; next is “" in found[0].told
    assert "” on 21 April 2026 at 08:00" in found[0].told


def test_command_tells_all_of_it(data: Path, tmp_path: Path) -> None:
    """`footnote doctor --json` ends with 1 where something is wrong, and shows no secret."""
    settings = {"DISCORD_TOKEN": "1234567890", "ANTHROPIC_API_KEY": "sk-ant-hush"}
    done = footnote("doctor", "--json", "--data", str(data), cwd=tmp_path, **settings)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr, told["ok"]) == (1, "", False)
    wrong = [each["name"] for each in told["checks"] if each["level"] == "wrong"]
    assert wrong == ["Discord token"]
    assert not any(value in done.stdout for value in settings.values())
    fault = footnote("doctor", cwd=tmp_path, FOOTNOTE_EVIDENCE="many")
    assert fault.stdout.startswith("wrong    settings: The setting FOOTNOTE_EVIDENCE")
    assert fault.returncode == 1
