"""Locks of a data folder: who holds it, who builds an index in it."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import IndexFault, cure

if TYPE_CHECKING:
    from filelock import FileLock

REBUILD = "rebuild"  # the lock of who builds another index


def take_lock(data: Path, name: str = "lock") -> "FileLock":
    """Make the folder where it is missing and lock it for this process.

    Raises IndexFault with who holds it, or why the folder can't be used.
    """
    from filelock import FileLock, Timeout

    holder = data / f"{name}.json"
    try:
        # What people asked is in it: nobody else on the machine need read that.
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(data / name, timeout=0, thread_local=False)
        lock.acquire()
        told = {"pid": os.getpid(), "command": " ".join(sys.argv[:2])[:200]}
        holder.write_text(json.dumps(told), encoding="utf-8")
    except Timeout:
        who = _holder(holder)
        if name == REBUILD:
            raise IndexFault(
                f"The index is being built anew already, by {who}: wait for that."
            ) from None
        raise IndexFault(
            f"The data folder {data} is in use by {who}. "
            f"Stop that process, or name another folder with --data."
        ) from None
    except OSError as error:
        raise IndexFault(
            f"The data folder {data} can't be used: {error.strerror or error}. {cure(error)}"
        ) from error
    return lock


def holder_of(data: Path) -> str | None:
    """Which process holds a folder, None where none does; nothing is made there."""
    from filelock import FileLock, Timeout

    if not (data / "lock").exists():
        return None
    try:
        with FileLock(data / "lock", timeout=0):
            return None
    except Timeout:
        return _holder(data / "lock.json")


def _holder(path: Path) -> str:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return f"process {value['pid']} ({value['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
