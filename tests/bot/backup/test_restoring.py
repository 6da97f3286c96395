"""Restoring: everything is there again, and nothing that was there is lost."""

import asyncio
import gzip
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.backup.making import make
from bot.backup.restoring import restore
from bot.faults import BotFault
from bot.state.migrate import newest
from index.errors import IndexFault
from index.lock import take_lock
from tests.bot.backup.filled import NOW, everything


def test_everything_is_there_again(saved: Path, data: Path, tmp_path: Path) -> None:
    """In an empty folder every setting, post, thread, answer, vote, subscription and page is."""
    manifest, aside = asyncio.run(restore(saved, tmp_path / "new", NOW))

    before = asyncio.run(everything(data))
    assert all(before)
    assert asyncio.run(everything(tmp_path / "new")) == before
    assert (manifest.step, aside) == (newest(), {})
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        *("lock", "lock.json", "state.db", "web.db"),
    ]


def test_old_one_is_kept_beside(saved: Path, data: Path, tmp_path: Path) -> None:
    """Without --replace nothing is changed, with it the old one lies beside, log and all."""
    base = sqlite3.connect(data / "state.db")
    base.execute("PRAGMA wal_autocheckpoint = 0")
    base.execute("UPDATE facts SET value = 'later'")
    base.commit()
    # As a process leaves it that is killed.
    for log in ("", "-wal"):
        (tmp_path / f"copy{log}").write_bytes((data / f"state.db{log}").read_bytes())
    base.close()
    for log in ("", "-wal"):
        (tmp_path / f"copy{log}").rename(data / f"state.db{log}")

    with pytest.raises(BotFault, match="--replace"):
        asyncio.run(restore(saved, data, NOW))
    _, aside = asyncio.run(restore(saved, data, NOW, replace=True))

    with sqlite3.connect(aside["state.db"]) as old:
        assert old.execute("SELECT value FROM facts").fetchall() == [("later",)]
    assert asyncio.run(everything(data))[6] == "h"


def test_older_schema_is_brought_to_the_newest(data: Path, tmp_path: Path) -> None:
    """What an older version saved opens with this one."""
    with sqlite3.connect(data / "state.db") as base:
        base.execute("DROP TABLE subscriptions")
        base.execute("UPDATE alembic_version SET version_num = '0005'")
    manifest = make(data, tmp_path / "older", NOW)
    asyncio.run(restore(tmp_path / "older", tmp_path / "new", NOW))

    assert manifest.step == "0005"
    with sqlite3.connect(tmp_path / "new" / "state.db") as base:
        assert base.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest(),)]
        assert base.execute("SELECT count(*) FROM subscriptions").fetchone() == (0,)


def test_folder_of_a_running_bot_is_left_alone(saved: Path, tmp_path: Path) -> None:
    """Nothing is restored under a process that holds the folder."""
    lock = take_lock(tmp_path / "new")
    with pytest.raises(IndexFault, match="is in use by process"):
        asyncio.run(restore(saved, tmp_path / "new", NOW))
    lock.release()
    assert not (tmp_path / "new" / "state.db").exists()


def test_full_disk_changes_nothing(
    saved: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full in the middle leaves the old files, and no new ones."""
    before = {path: path.read_bytes() for path in data.glob("*.db")}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BotFault, match=r"can't be written \(No space left on device\)"):
        asyncio.run(restore(saved, data, NOW, replace=True))
    assert {path: path.read_bytes() for path in data.iterdir() if "lock" not in path.name} == before


def _changed(**changes: Any) -> Callable[[bytes], bytes]:
    def change(backup: bytes) -> bytes:
        return _packed({**_files(backup), **changes})

    return change


def _told(**changes: Any) -> Callable[[bytes], bytes]:
    def change(backup: bytes) -> bytes:
        files = _files(backup)
        told = json.loads(files["manifest.json"]) | changes
        return _packed({**files, "manifest.json": json.dumps(told).encode()})

    return change


def _files(backup: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(backup)) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]


def _packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _: b"", "is no whole backup"),
        (lambda _: b"hello", "is no whole backup"),
        (lambda _: gzip.compress(b"hello"), "is no whole backup"),
        (lambda backup: backup[:200], "is no whole backup"),
        (lambda backup: backup[:-2_000], "is no whole backup"),
        (lambda _: _packed({"../../state.db": b"x"}), "it has no manifest"),
        (lambda _: _packed({"manifest.json": b"{"}), "its manifest can't be read"),
        (_told(format=2), "or is of a newer Footnote"),
        (_told(files={"../x.db": {"size": 1, "sha256": "0" * 64, "rows": {}}}), "its manifest"),
        (_told(step="9999", footnote="9.0"), "made by Footnote 9.0, which is newer"),
        (_changed(**{"state.db": b"x"}), "state.db is not what was saved"),
        (_changed(**{"web.db": b""}), "web.db is not what was saved"),
    ],
)
def test_foreign_or_broken_file_is_one_line(
    saved: Path, tmp_path: Path, change: Callable[[bytes], bytes], told: str
) -> None:
    """A file that is no whole backup is told in one line, and nothing of it is left."""
    (tmp_path / "bad").write_bytes(change(saved.read_bytes()))

    with pytest.raises(BotFault) as raised:
        asyncio.run(restore(tmp_path / "bad", tmp_path / "new", NOW))
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"lock", "lock.json"}


def test_missing_file_is_one_line(tmp_path: Path) -> None:
    """A file that isn't there is told so."""
    with pytest.raises(BotFault, match="can't be read: No such file"):
        asyncio.run(restore(tmp_path / "none", tmp_path / "new", NOW))
