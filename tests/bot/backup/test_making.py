"""Backups: consistent while others write, whole or not there."""

import asyncio
import sqlite3
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.backup.making import make
from bot.backup.restoring import restore
from bot.faults import BotFault
from tests.bot.backup.filled import NOW
from tests.bot.process import ROOT, footnote
from tests.index.test_full_disk import WITH_LITTLE_ROOM

CURE = "Name an empty folder with --data, or keep the old one beside with --replace."
# Two tables that agree after every transaction, and at no time between.
_WRITING = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("PRAGMA busy_timeout = 5000")
base.execute("PRAGMA synchronous = OFF")
print("begun", flush=True)
for n in range(1_000_000):
    base.execute("BEGIN IMMEDIATE")
    base.execute("INSERT INTO facts VALUES (?, ?)", (f"n{n}", "x" * 2_000))
    base.execute("INSERT INTO topics VALUES (-?, 1, 'digest', 'd', '2026-01-01 00:00:00')", (n,))
    base.execute("COMMIT")
"""


def test_what_is_written_meanwhile_is_in_it_as_a_whole_or_not(data: Path, tmp_path: Path) -> None:
    """A backup that is made while another process writes holds whole transactions."""
    database = data / "state.db"
    with subprocess.Popen(
        [sys.executable, "-c", _WRITING, str(database)], stdout=subprocess.PIPE
    ) as writing:
        try:
            assert writing.stdout
            assert writing.stdout.readline() == b"begun\n"
            made = [
                make(data, tmp_path / f"{n}.tar.gz", NOW).files["state.db"].rows for n in range(3)
            ]
        finally:
            writing.kill()

    # One of each was there before.
    assert all(rows["facts"] == rows["topics"] for rows in made)
    assert made[0]["facts"] < made[-1]["facts"]


def test_only_its_owner_may_read_it(data: Path, tmp_path: Path) -> None:
    """A backup holds people's words: nobody else may read the file, which names no user."""
    make(data, tmp_path / "b", NOW)

    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    with tarfile.open(tmp_path / "b") as tar:
        assert tar.getnames() == ["manifest.json", "state.db", "web.db"]
        assert {(each.uname, each.uid) for each in tar} == {("", 0)}


def test_full_disk_leaves_nothing(data: Path, tmp_path: Path) -> None:
    """On a full disk one line tells so, and nothing half done is left."""
    before = sorted(tmp_path.iterdir())
    for room in (20_000, 180_000):  # in the copy; in the file
        with sqlite3.connect(data / "state.db") as base:
            base.execute("UPDATE facts SET value = hex(randomblob(100000))")
        run = subprocess.run(
            [
                *(sys.executable, "-c", WITH_LITTLE_ROOM),
                *(str(room), "backup", str(tmp_path / "b"), "--data", str(data)),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        (line,) = run.stderr.splitlines()
        assert (run.returncode, sorted(tmp_path.iterdir())) == (1, before)
        assert line.startswith(f"footnote: The backup {tmp_path / 'b'} can't be written (")


def test_nothing_is_overwritten(data: Path, tmp_path: Path) -> None:
    """A file that exists stays as it is, and so it does where there is nothing to save."""
    (tmp_path / "b").write_text("mine")
    with pytest.raises(BotFault, match="exists: name another file"):
        make(data, tmp_path / "b", NOW)
    with pytest.raises(BotFault, match="nothing to save"):
        make(tmp_path / "none", tmp_path / "c", NOW)

    assert (tmp_path / "b").read_text() == "mine"
    assert not (tmp_path / "c").exists()


def test_damaged_database_is_not_saved(data: Path, tmp_path: Path) -> None:
    """A database that is damaged makes no backup that looks like one."""
    database = data / "state.db"
    content = bytearray(database.read_bytes())
    content[8_192:12_288] = b"\xff" * 4_096
    database.write_bytes(content)

    with pytest.raises(BotFault, match="is damaged"):
        make(data, tmp_path / "b", NOW)
    assert not (tmp_path / "b").exists()


def test_command_there_and_back(data: Path, tmp_path: Path) -> None:
    """`footnote backup` names a file by the time, `restore` takes it; both tell what it holds."""
    made = footnote("backup", cwd=tmp_path)
    (file,) = tmp_path.glob("footnote-*.tar.gz")
    back = footnote("restore", file.name, "--data", "other", cwd=tmp_path)
    again = footnote("restore", file.name, cwd=tmp_path)

    rows = "1 answers, 1 facts, 1 guilds, 1 posts, 1 ratings, 1 subscriptions, 1 topics, 1 pages"
    assert (made.stdout, made.stderr) == (f"{file.name}: {rows}\n", "")
    assert back.stdout.startswith("Restored into other, as of ")
    assert back.stdout.endswith(f": {rows}\n")
    assert (again.returncode, again.stderr) == (
        1,
        f"footnote: data/state.db exists. {CURE}\n",
    )
    assert data.exists()


def test_postgres_is_saved_by_its_own_tools(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pg_dump writes the state and pg_restore reads it, and no process list shows the password."""
    tools = tmp_path / "tools"
    tools.mkdir()
    told = tmp_path / "told"
    for name in ("pg_dump", "pg_restore"):
        script = f'#!/bin/sh\necho "$0 $*" "$PGPASSWORD" >> {told}\n'
        script += 'for a; do case $a in --file=*) echo rows > "${a#--file=}";; esac; done\n'
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    url = SecretStr("postgresql+asyncpg://me:hush@127.0.0.1:1/footnote?sslmode=prefer")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BotFault, match="there is no pg_dump here: install"):
        make(data, tmp_path / "b", NOW, url)
    monkeypatch.setenv("PATH", f"{tools}:/bin")
    make(data, tmp_path / "b", NOW, url)
    apart = "postgresql://me@127.0.0.1:1/footnote?sslmode=prefer&password=hush"
    make(data, tmp_path / "c", NOW, SecretStr(apart))
    with pytest.raises(BotFault, match="FOOTNOTE_DATABASE_URL"):
        asyncio.run(restore(tmp_path / "b", tmp_path / "new", NOW))
    asyncio.run(restore(tmp_path / "b", tmp_path / "new", NOW, database=url))

    dumped, again, loaded = told.read_text().splitlines()
    for line, tool in ((dumped, "pg_dump"), (again, "pg_dump"), (loaded, "pg_restore")):
        shown, _, hidden = line.rpartition(" ")
        assert shown.startswith(
            f"{tools / tool} --dbname=postgresql://me@127.0.0.1:1/footnote?sslmode=prefer "
        )
        assert ("hush" in shown, hidden) == (False, "hush")
