"""Databases of SQLite as files: copied while others write, checked, counted. All of it blocks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_PATIENCE = 60.0  # seconds that another process may hold the database


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database in a file that is there."""
    # Read-only a log that isn't there couldn't be made; 'rw' makes no database.
    address = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
        yield connection


def copy(source: Path, target: Path) -> None:
    """Copy a database as it stands at one moment, whoever writes to it meanwhile."""
    with opened(source) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
        # One file, without a log beside it.
        written.execute("PRAGMA journal_mode = DELETE")


def settle(path: Path) -> None:
    """Take a database's log into it. Raises sqlite3.Error where it isn't there or can't be read."""
    with opened(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def check(path: Path) -> None:
    """Raise sqlite3.DatabaseError where a database is damaged."""
    with opened(path) as connection:
        (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if told != "ok":
            raise sqlite3.DatabaseError(str(told))
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.DatabaseError("a row belongs to one that is not there")


def rows_of(path: Path) -> dict[str, int]:
    """How many rows each table has, by name; what only describes the database is left out."""
    with opened(path) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT IN ('alembic_version', 'meta') ORDER BY name"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM "{_quoted(name)}"').fetchone()[0]  # noqa: S608
            for (name,) in names
        }


def step_of(path: Path) -> str | None:
    """The step of the schema that a state database is at, None where it tells none."""
    with opened(path) as connection:
        there = "SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'"
        if not connection.execute(there).fetchone():
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])


def _quoted(name: str) -> str:
    return name.replace('"', '""')
