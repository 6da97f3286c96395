"""Making a backup: copies of the databases, checked, in one file beside a manifest."""

import datetime as dt
import hashlib
import io
import os
import sqlite3
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

from pydantic import SecretStr

from bot.backup import databases, postgres
from bot.backup.manifest import NAME, Manifest, Name, Saved, reason
from bot.faults import BotFault

_FETCHED: tuple[Name, ...] = ("web.db",)
_DATABASES: tuple[Name, ...] = ("state.db", *_FETCHED)


def make(data: Path, target: Path, now: dt.datetime, database: SecretStr | None = None) -> Manifest:
    """Save what a data folder holds besides the index, and the state in a PostgreSQL `database`.

    The file is there as a whole or not at all. Blocks. Raises BotFault where there is nothing to
    save, the target exists or can't be written, or a database is damaged.
    """
    if target.exists():
        raise BotFault(f"{target} exists: name another file.")
    wanted = _DATABASES if database is None else _FETCHED
    here = [name for name in wanted if (data / name).exists()]
    if database is None and not here:
        raise BotFault(f"There is nothing to save in {data}. Name the data folder with --data.")
    try:
        with tempfile.TemporaryDirectory(prefix=".footnote-", dir=target.parent) as beside:
            folder = Path(beside)
            for name in here:
                _copy(data / name, folder / name)
            if database is not None:
                postgres.dump(database, folder / "state.dump")
                here.append("state.dump")
            manifest = Manifest(
                format=1,
                footnote=version("footnote"),
                made=now,
                step=databases.step_of(folder / "state.db") if "state.db" in here else None,
                files={name: _saved(folder / name) for name in here},
            )
            _pack(folder, manifest).rename(target)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise BotFault(
            f"The backup {target} can't be written ({reason(error)}). Nothing of it was left."
        ) from error
    return manifest


def _copy(source: Path, target: Path) -> None:
    try:
        databases.step_of(source)
    except sqlite3.OperationalError as error:
        raise BotFault(
            f"{source} can't be read ({reason(error)}). Take the backup as the user that runs "
            f"Footnote; on a full disk make room first."
        ) from error
    except sqlite3.DatabaseError:
        pass  # damaged: the copy finds more
    try:
        databases.copy(source, target)
        databases.check(target)
    except sqlite3.OperationalError:
        raise  # the disk's fault, or another process's
    except sqlite3.DatabaseError as error:
        raise BotFault(
            f"{source} is damaged ({reason(error)}), and a backup of it would be: restore an older "
            f"backup."
        ) from error


def _saved(path: Path) -> Saved:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    rows = databases.rows_of(path) if path.suffix == ".db" else {}
    return Saved(size=path.stat().st_size, sha256=sha256, rows=rows)


def _pack(folder: Path, manifest: Manifest) -> Path:
    """The files of a folder as one, on the disk when this returns; only its owner may read it."""
    packed = folder / "packed"
    with packed.open("xb") as raw:
        packed.chmod(0o600)
        with tarfile.open(fileobj=raw, mode="w:gz") as tar:
            told = manifest.model_dump_json(indent=1).encode()
            tar.addfile(_entry(NAME, len(told), manifest), io.BytesIO(told))
            for name, saved in manifest.files.items():
                with (folder / name).open("rb") as file:
                    tar.addfile(_entry(name, saved.size, manifest), file)
        raw.flush()
        os.fsync(raw.fileno())
    return packed


def _entry(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, manifest.made.timestamp()
    return entry
