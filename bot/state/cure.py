"""What stands between Footnote and its state, and what to do about it, in one line."""

import os
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from bot.faults import BotFault
from index.database import AWAY

# And schemas, locks that others hold, tables that are gone.
_AWAY = (*AWAY, "3F", "55P03", "42P01")
_GONE = ("3F", "42P01")
_FULL = ("SQLITE_FULL", "SQLITE_IOERR", "53100")
_DENIED = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "25006", "42501")
_HELD = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03")
_BACKUP = "Restore a backup of it (docs/backup.md)."
_SERVER = "See to the server, or to FOOTNOTE_DATABASE_URL."
_OWNER = (
    "Start Footnote as the user that owns it, or give it to this one (chown -R); a disk that is "
    "mounted for reading alone takes no state."
)
_CURES = (
    (_FULL, "Make room, or see to the disk; nothing of it is lost."),
    (_DENIED, _OWNER),
    (_HELD, "Another process holds it: wait for that one, or stop it."),
    (_AWAY, _SERVER),
)


class StateAway(BotFault):
    """The database can't be reached, at the start or by now; what was asked of it isn't known.

    Raised by all that reads or changes the state. Whoever posts leaves the rest to its next look.
    """


class Misfit(Exception):
    """The tables aren't those of the step of the schema that they tell; the message says why."""


class Newer(Exception):
    """A newer Footnote made the tables; the message says which step of the schema they are at."""


def name_of(url: URL) -> str:
    """A database as people know it, without a name or a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}/{url.database}"


def away(name: str, error: Exception) -> StateAway:
    """What people are told of a database that isn't to be had."""
    return StateAway(
        f"The state database {name} can't be used now ({reason(error)}). {cure(error)}"
    )


def unopened(url: URL, error: Exception) -> BotFault:
    """What people are told where it can't be opened: StateAway where a server isn't there."""
    if url.get_backend_name() == "postgresql" and is_away(error):
        return away(name_of(url), error)
    return BotFault(
        f"The state database {name_of(url)} can't be opened ({reason(error)}). {cure(error)}"
    )


def cure(error: Exception) -> str:
    """What mends it."""
    code = _code(error)
    if isinstance(error, Newer):
        return "Install that version, or restore a backup from before it."
    if is_gone(error):
        return f"Its tables are gone. {_BACKUP}"
    if isinstance(error, PermissionError):
        return _OWNER
    for codes, told in _CURES:
        if code.startswith(codes):
            return told
    return _SERVER if isinstance(error, OSError) else _BACKUP


def is_away(error: Exception) -> bool:
    """Whether an error tells that the database isn't to be had, rather than what was wrong."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError)
    away_now = (*_AWAY, *_FULL, *_DENIED, *_HELD)
    return error.connection_invalidated or _code(error).startswith(away_now) or is_gone(error)


def is_full(error: Exception) -> bool:
    """Whether an error tells that there is no room, or that the disk fails."""
    return _code(error).startswith((*_FULL, "53"))


def is_gone(error: Exception) -> bool:
    """Whether an error tells that a table isn't there."""
    return _code(error).startswith(_GONE) or reason(error).startswith("no such table")


def check_writable(path: Path) -> None:
    """Raise PermissionError where a file can't be written that is there: SQLite would only read."""
    acting = os.access in os.supports_effective_ids
    if path.exists():
        for each in (path, path.parent):
            if not os.access(each, os.W_OK, effective_ids=acting):
                raise PermissionError(f"{each.name} is user {each.stat().st_uid}'s, or read-only")


def reason(error: BaseException) -> str:
    """The first line of what the driver itself said."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig.__cause__ or error.orig
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def _code(error: Exception) -> str:
    """PostgreSQL's code of an error, or SQLite's name for it."""
    orig = getattr(error, "orig", None)
    return str(getattr(orig, "sqlstate", None) or getattr(orig, "sqlite_errorname", None) or "")
