"""An index that was built anew beside the one that serves, and how it takes that one's place.

It is built in a folder of its own within the data folder. When it is whole and was checked, that
folder is renamed: from then on whoever opens the store first moves it in. Whatever is broken off
in between is done again, so that there is always the former index or the new one.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

BUILDING = "rebuilding"  # the folder to build in, within the data folder
_BUILT = "rebuilt"


def begin(data: Path) -> None:
    """Empty the folder to build in of what a rebuild left there that was broken off."""
    shutil.rmtree(data / BUILDING, ignore_errors=True)


def finish(data: Path) -> None:
    """Let the index that was built, and is closed, be the next one."""
    building, built = data / BUILDING, data / _BUILT
    with closing(sqlite3.connect(building / "catalog.db")) as catalog:
        catalog.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    shutil.rmtree(built, ignore_errors=True)
    building.rename(built)


def adopt(data: Path) -> None:
    """Move an index that was built anew into the place of the former one, where there is one.

    The caller holds the folder's lock. Broken off anywhere, it goes on the next time.
    """
    built = data / _BUILT
    if not built.is_dir():
        return
    if (built / "catalog.db").exists():
        for log in ("", "-wal", "-shm"):
            (data / f"catalog.db{log}").unlink(missing_ok=True)
        (built / "catalog.db").rename(data / "catalog.db")
    if (built / "vectors").exists():
        if (data / "vectors").exists():
            shutil.rmtree(data / "vectors")
        (built / "vectors").rename(data / "vectors")
    shutil.rmtree(built)
