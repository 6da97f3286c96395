"""Being a user who may read a folder's files, and not write to them."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65_534


@contextmanager
def read_only(folder: Path, but: Collection[str] = ()) -> Iterator[None]:
    """Be somebody who may read a folder and its files, and write to no others than `but`."""
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o555 if each.is_dir() else 0o666 if each.name in but else 0o444)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        for each in folder.absolute().parents:
            if each.stat().st_mode & 0o005 != 0o005:
                each.chmod(0o755)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for each in (folder, *folder.rglob("*")):
            each.chmod(0o755 if each.is_dir() else 0o644)
