"""The data folder: its place, its disk, who holds it, the databases to keep."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.backup import databases
from bot.doctor.finding import Finding, in_short, ok, warning, wrong
from bot.state.migrate import newest
from index.lock import holder_of

_NAME = "data folder"
_LEAST = 200_000_000  # bytes without which an index can't be built
_MB = 1_000_000


def check_folder(data: Path) -> Iterator[Finding]:
    """Whether it is there, can be written, and is this user's."""
    if not data.exists():
        there = next(each for each in data.absolute().parents if each.exists())
        if _may(there, os.W_OK):
            yield ok(_NAME, f"{data} isn't there yet: it is made at the first start")
        else:
            yield wrong(_NAME, f"{data} can't be made", f"Make {there} writable, or set --data.")
        return
    if not data.is_dir():
        yield wrong(_NAME, f"{data} is a file", "Name a folder with --data or FOOTNOTE_DATA.")
        return
    owner = data.stat().st_uid
    if not _may(data, os.R_OK | os.W_OK | os.X_OK):
        yield wrong(
            _NAME,
            f"{data} is user {owner}'s and can't be written",
            "Start Footnote as that user, or give the folder to this one (chown -R); a disk that "
            "is mounted for reading alone can't be used.",
        )
        return
    strange = [each.name for each in data.iterdir() if not _may(each, os.R_OK | os.W_OK)]
    if strange:
        cure = "Give the files to the user that runs Footnote (chown -R)."
        yield wrong(_NAME, f"{strange[0]} in {data} can't be written", cure)
    elif hasattr(os, "geteuid") and owner != os.geteuid():
        cure = "Let the bot and the commands run as one user."
        yield warning(_NAME, f"{data} is user {owner}'s, this is {os.geteuid()}", cure)
    else:
        yield ok(_NAME, f"{data}, writable")
    try:
        held = holder_of(data)
    except OSError as error:
        cure = "Give the files to the user that runs Footnote (chown -R)."
        yield wrong("lock", f"it can't be opened ({in_short(error)})", cure)
        return
    yield ok("lock", f"held by {held}" if held else "free: no bot runs on this folder")


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def check_disk(data: Path) -> Finding:
    """Whether the index could be built once more beside itself."""
    there = next(each for each in (data.absolute(), *data.absolute().parents) if each.exists())
    free, size = shutil.disk_usage(there).free, _size(data)
    told = f"{free // _MB:,} MB free; the data folder takes {size // _MB:,} MB"
    if free < _LEAST:
        return wrong("disk", told, "Make room: indexing and backups stop on a full disk.")
    if free < size:
        return warning("disk", told, "A rebuild or a backup may not fit: make room before.")
    return ok("disk", told)


def check_state(data: Path) -> Finding:
    """Whether the state opens, is whole, and is of a version that this one knows."""
    path = data / "state.db"
    if not path.exists():
        return ok("state", "none yet: nothing was set up, nothing is recorded")
    fault = _damage("state", path)
    if fault:
        return fault
    step, last = databases.step_of(path), newest()
    if step is None or step > last:
        cure = "Start the version that wrote it, or restore a backup."
        return wrong("state", f"schema step {step or 'unknown'}, this version knows {last}", cure)
    later = "" if step == last else f", brought to {last} at the next start"
    return ok("state", f"whole, schema step {step}{later}")


def is_current(data: Path) -> bool:
    """Whether there is a state that opens without being changed."""
    return check_state(data).level == "ok" and _step(data / "state.db") == newest()


def _step(path: Path) -> str | None:
    return databases.step_of(path) if path.exists() else None


def check_fetched(data: Path) -> Iterator[Finding]:
    """Whether what was fetched is whole, where anything was."""
    path = data / "web.db"
    if path.exists():
        yield _damage("fetched", path) or ok("fetched", "whole")


def _damage(name: str, path: Path) -> Finding | None:
    try:
        databases.check(path)
    except sqlite3.OperationalError as error:
        cure = "See who owns or locks it, and whether its disk is full."
        return wrong(name, f"{path} can't be opened ({error})", cure)
    except sqlite3.DatabaseError as error:
        cure = "Restore the last backup: footnote restore FILE --replace."
        return wrong(name, f"{path} is damaged ({in_short(error)})", cure)
    return None


def _size(data: Path) -> int:
    size = 0
    for each in data.rglob("*"):
        with contextlib.suppress(OSError):  # it went meanwhile
            size += each.stat().st_size
    return size
