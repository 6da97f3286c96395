"""Bringing a backup back into a data folder: verified first, then put in its place by renames."""

import asyncio
import contextlib
import datetime as dt
import gzip
import hashlib
import os
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot.backup import databases, postgres
from bot.backup.manifest import NAME, Manifest, Saved, foreign, reason
from bot.faults import BotFault
from bot.state import State
from bot.state.migrate import newest
from index.errors import IndexFault
from index.lock import take_lock
from index.web.kept import Kept

_LARGEST = 1_000_000  # bytes of a manifest
_PART = 1 << 20
_LOGS = ("-wal", "-shm", "")  # what belongs to a database, the database itself last


async def restore(
    file: Path,
    data: Path,
    now: dt.datetime,
    *,
    replace: bool = False,
    database: SecretStr | None = None,
) -> tuple[Manifest, dict[str, Path]]:
    """Put a backup into a data folder, at the newest schema; a dump goes into the `database`.

    Returns what it held and, with `replace`, where the files now lie that were there before.
    Nothing is changed before all is verified. Raises BotFault where the file is no whole backup,
    something would be overwritten, or the disk can't take it; IndexFault where a process holds the
    folder.
    """
    lock = await asyncio.to_thread(take_lock, data)
    try:
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=data) as beside:
            folder = Path(beside)
            manifest = await asyncio.to_thread(_unpack, file, folder)
            names = [name for name in manifest.files if name != "state.dump"]
            present = [name for name in names if (data / name).exists()]
            if present and not replace:
                raise BotFault(
                    f"{data / present[0]} exists. Name an empty folder with --data, or keep the "
                    f"old one beside with --replace."
                )
            await _renew(file, folder, manifest)
            if "state.dump" in manifest.files:
                await asyncio.to_thread(_load, folder / "state.dump", database)
            return manifest, await asyncio.to_thread(_place, folder, data, names, now)
    except (OSError, sqlite3.Error) as error:
        raise BotFault(
            f"The data folder {data} can't be written ({reason(error)}). What was there before is "
            f"still there."
        ) from error
    finally:
        lock.release()


def _unpack(file: Path, folder: Path) -> Manifest:
    """Write the files of a backup into a folder; each is what the manifest says."""
    try:
        source = file.open("rb")
    except OSError as error:
        raise BotFault(f"{file} can't be read: {error.strerror}.") from error
    try:
        with source, tarfile.open(fileobj=source, mode="r:gz") as tar:
            manifest = _manifest(file, tar)
            for name, saved in manifest.files.items():
                _write(file, _member(file, tar, name), folder / name, saved)
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise foreign(file, reason(error)) from error
    return manifest


def _manifest(file: Path, tar: tarfile.TarFile) -> Manifest:
    entry = tar.next()
    if entry is None or entry.name != NAME or not entry.isfile() or entry.size > _LARGEST:
        raise foreign(file, "it has no manifest")
    read = tar.extractfile(entry)
    try:
        manifest = Manifest.model_validate_json(read.read() if read else b"")
    except ValidationError:
        raise foreign(file, "its manifest can't be read, or is of a newer Footnote") from None
    if (manifest.step or "") > newest():
        raise BotFault(
            f"{file} was made by Footnote {manifest.footnote}, which is newer than this one: "
            f"restore it with that version."
        )
    return manifest


def _member(file: Path, tar: tarfile.TarFile, name: str) -> IO[bytes]:
    entry = tar.next()
    found = tar.extractfile(entry) if entry and entry.name == name and entry.isfile() else None
    if found is None:
        raise foreign(file, f"{name} is missing")
    return found


def _write(file: Path, read: IO[bytes], target: Path, saved: Saved) -> None:
    hashed, size = hashlib.sha256(), 0
    with target.open("xb") as written:
        while size <= saved.size and (part := read.read(_PART)):
            hashed.update(part)
            size += len(part)
            written.write(part)
        written.flush()
        os.fsync(written.fileno())
    if size != saved.size or hashed.hexdigest() != saved.sha256:
        raise foreign(file, f"{target.name} is not what was saved")


async def _renew(file: Path, folder: Path, manifest: Manifest) -> None:
    """Hold the databases against the manifest, then bring them to the newest schema."""
    for name, saved in manifest.files.items():
        if name == "state.dump":
            continue
        try:
            await asyncio.to_thread(databases.check, folder / name)
            rows = await asyncio.to_thread(databases.rows_of, folder / name)
        except sqlite3.DatabaseError as error:
            raise foreign(file, f"{name} is damaged ({reason(error)})") from error
        if rows != saved.rows:
            raise foreign(file, f"{name} lacks rows")
        try:
            if name == "state.db":
                await (await State.open(folder / name)).close()
            else:
                await (await Kept.open(folder / name)).close()
        except (BotFault, IndexFault, SQLAlchemyError) as error:
            raise BotFault(
                f"{name} of {file} can't be brought to the newest schema "
                f"({reason(error.__cause__ or error)}). Nothing was changed."
            ) from error


def _load(dumped: Path, database: SecretStr | None) -> None:
    if database is None:
        raise BotFault(
            "This backup is of a state in PostgreSQL: set FOOTNOTE_DATABASE_URL to an empty "
            "database."
        )
    postgres.load(database, dumped)


def _place(folder: Path, data: Path, names: Sequence[str], now: dt.datetime) -> dict[str, Path]:
    """Move the files to their places, and what stands there aside under a name with the moment."""
    aside: dict[str, Path] = {}
    for name in names:
        # Where the old one can be read, its log goes into it first.
        with contextlib.suppress(sqlite3.Error):
            databases.settle(data / name)
        for log in _LOGS:
            old = data / f"{name}{log}"
            if old.exists():
                kept = data / f"{name}.{now:%Y%m%d-%H%M%S}{log}"
                old.rename(kept)
                aside[name] = kept
        (folder / name).rename(data / name)
    return aside
