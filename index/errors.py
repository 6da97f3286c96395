"""The errors of the index that a person gets to see, one line each."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FULL = (
    *("disk is full", "disk I/O error", "No space left", "os error 28", "File too large"),
    "Failed to apply logs",  # all that Chroma tells where it can't write
)
_DENIED = ("readonly database", "unable to open database file", "ermission denied")
_OWNER = "Start Footnote as the user that owns it, or give it to this one (chown -R)"


class IndexFault(Exception):
    """Something outside the program stands in the way; the message is one line for a person.

    Raised by the archive, the store and the model. The command line prints it and exits with 1.
    """


class DatabaseAway(IndexFault):
    """The database of the catalog can't be reached just now, or doesn't answer."""


def is_full(error: BaseException) -> bool:
    """Whether an error of SQLite's or Chroma's tells of a disk that can't be written."""
    return any(words in str(error) for words in _FULL)


@contextmanager
def told_when_full(data: Path) -> Iterator[None]:
    """Turn what SQLite and Chroma make of a full disk into an IndexFault that says what to do.

    So is a file of another user's.
    """
    try:
        yield
    except IndexFault:
        raise
    except Exception as error:
        if is_denied(error):
            raise IndexFault(
                f"Files in the data folder {data} can't be written by this user. {_OWNER}; nothing "
                f"is lost."
            ) from error
        if not is_full(error):
            raise
        raise IndexFault(
            f"The data folder {data} can't be written: the disk is full, or fails. Make room and "
            f"index again; nothing is lost."
        ) from error


def is_denied(error: Exception) -> bool:
    """Whether this user may not do what was tried with a file."""
    return any(words in str(error) for words in _DENIED)


def cure(error: OSError) -> str:
    """What to do about a folder that can't be used."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{_OWNER}, or name another one with --data."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Make room, or name another one with --data."
    return "Name another one with --data."


class Unreadable(Exception):
    """One file can't become a document; the message is the reason.

    Raised by the readers, caught by the indexer, which lists the file as skipped and goes on.
    `passing` tells that it is the disk's fault, not the file's: what it said before stays.
    """

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.passing = passing
