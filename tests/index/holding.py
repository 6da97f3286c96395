"""A process of its own that opens a store: to hold it, or to index until it is killed.

Called as: python -m tests.index.holding hold|index DATA [ARCHIVE]
"""

import asyncio
import sys
from pathlib import Path

from index.archive import open_archives
from index.indexer import Indexer
from index.store import Store
from tests.index.embedders import WordsEmbedder


async def _main(what: str, data: str, archive: str = "") -> None:
    async with Store(Path(data), WordsEmbedder(pause=0.02)) as store:
        sys.stdout.write("open\n")
        sys.stdout.flush()
        if what == "hold":
            await asyncio.to_thread(sys.stdin.readline)
        else:
            await Indexer(store, open_archives([archive])).run()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
