"""What Footnote makes of archives: documents, days, and every file that it passes over, with why.

python -m tests.benchmarks.archives [ARCHIVE …]

Without archives those of the folder with real data are read. No vectors are made.
"""

import argparse
import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index.archive import open_archives
from index.indexer import Indexer
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.shared import SHARED

_ARCHIVES = ("ainews", "hn-digest", "jimmuji-ai-daily-digest")


async def look(root: str) -> Table:
    """What the index holds of an archive, as a table."""
    table = Table("what", "how many", title=Path(root).name, show_header=False)
    with tempfile.TemporaryDirectory() as data:
        async with Store(Path(data), WordsEmbedder()) as store:
            report = await Indexer(store, open_archives([root])).level()
            catalog = store.catalog
            digests, days = await catalog.digests(), await catalog.days()
            held = [await catalog.document(origin.document) for origin in digests]
            differing, twins = await catalog.differing(), await catalog.twins()
            repeated = await catalog.intake.repetitions()
    digests_read = [document.digest for document in held if document]
    table.add_row("digests", f"{len(digests):,}")
    table.add_row("of them undated", f"{sum(origin.date is None for origin in digests):,}")
    if days:
        table.add_row("days with a digest", f"{len(days):,}, {min(days)} to {max(days)}")
    table.add_row("most digests of one day", f"{max(map(len, days.values()), default=0)}")
    by_path = sum(digest.dating.path is not None for digest in digests_read)
    table.add_row("dated by their path", f"{by_path:,}")
    table.add_row("whose dates differ", f"{len(differing):,}")
    table.add_row("equal to another", f"{len(twins):,}")
    items = sum(bool(section.file) for digest in digests_read for section in digest.sections)
    table.add_row("items", f"{items:,}")
    table.add_row("sources", f"{report.sources:,}")
    table.add_row("passages", f"{report.passages:,}")
    shapes = {name: len(found.shapes) for name, found in repeated.items() if found.shapes}
    table.add_row("sentences repeated", str(shapes or "none"))
    table.add_row("seconds", f"{report.seconds:.1f}")
    for reason, count in Counter(entry.reason for entry in report.skipped).most_common():
        table.add_row(f"skipped: {reason}", f"{count:,}")
    return table


def main() -> None:
    """Print a table for each archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archives", nargs="*")
    roots = parser.parse_args().archives or [
        str(path) for name in _ARCHIVES if (path := SHARED / "archives" / name).exists()
    ]
    console = Console()
    for root in roots:
        console.print(asyncio.run(look(root)))
    if not roots:
        console.print("No archive was named, and the folder with real data is missing.")


if __name__ == "__main__":
    main()
