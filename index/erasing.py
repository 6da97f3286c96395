"""What was taken out of the catalog leaves its file, too.

Rows are overwritten as they go (`secure_delete`). The full-text index only notes that words went,
until the parts in which they stand are merged; and the write-ahead log keeps both for a while.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

_PATIENCE = 60.0  # seconds that another writer may hold the catalog
_PAGES = 500  # of a step: of 21,500 passages none holds writers up for longer than 0.3 seconds
_NOTHING_LEFT = 2  # changes of a step, below which it found nothing to merge


def erase(path: Path) -> None:
    """Merge the full-text index of a catalog into one part and empty its log. Blocks.

    In steps, so that whoever writes comes in between; those who read aren't held up.
    """
    with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as catalog:
        catalog.execute("PRAGMA secure_delete = ON")
        pages, made = -_PAGES, _NOTHING_LEFT  # the first step names everything as to be merged
        while made >= _NOTHING_LEFT:
            before = catalog.total_changes
            catalog.execute("INSERT INTO words(words, rank) VALUES ('merge', ?)", (pages,))
            pages, made = _PAGES, catalog.total_changes - before
        catalog.execute("PRAGMA wal_checkpoint(TRUNCATE)")
