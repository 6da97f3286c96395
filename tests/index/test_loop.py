"""The event loop goes on while the index works."""

import asyncio
import shutil
import time
from pathlib import Path

import pytest
from blockbuster import BlockBuster, BlockingError

from index.archive import SAMPLE, open_archives
from index.digest import Scope
from index.embedding import MiniLM
from index.indexer import Indexer
from index.search import Query, Search
from index.store import Store
from tests.lag import LIMIT, smallest_lag


async def test_the_ticker_feels_a_blocked_loop() -> None:
    """Work that blocks the loop is felt: the measure can fail."""

    async def block() -> None:
        time.sleep(LIMIT * 1.5)  # noqa: ASYNC251 -- to be felt

    assert await smallest_lag(block) > LIMIT


async def test_searching_does_not_block(sample_store: Store) -> None:
    """Ten searches at once leave the loop free."""
    search = Search(sample_store)
    await search.find(Query("warm up"))

    async def work() -> None:
        questions = [f"What did Meta lease in the round {n}?" for n in range(10)]
        await asyncio.gather(*(search.find(Query(question)) for question in questions))

    assert await smallest_lag(work) < LIMIT


async def test_indexing_and_searching_do_not_block(
    sample_store: Store, embedder: MiniLM, tmp_path: Path
) -> None:
    """Indexing with the real model, and searching meanwhile, leaves the loop free."""
    archive = tmp_path / "sample"
    shutil.copytree(SAMPLE, archive)
    indexer = Indexer(sample_store, open_archives([str(archive)]))
    search = Search(sample_store)
    await search.find(Query("warm up"))
    await indexer.run()
    rounds = 0

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        for path in sorted(archive.glob("latent-signals/*.txt"))[:2]:
            path.write_text(f"{path.read_text('utf-8')}\n\nRound {rounds}.", encoding="utf-8")
        notes = archive / "field-notes" / "2026-04-18-reading-a-compute-contract.md"
        notes.write_text(notes.read_text("utf-8").replace("title: ", f"title: {rounds}"), "utf-8")
        task = asyncio.create_task(indexer.run())
        while not task.done():
            await search.find(Query("Meta leases capacity", scope=Scope()))
        assert (await task).updated > 0

    assert await smallest_lag(work) < LIMIT


async def test_nothing_blocking_is_called_on_the_loop(sample_store: Store, tmp_path: Path) -> None:
    """Indexing and searching call nothing on the loop that waits for a disk, a lock or a socket."""
    archive = tmp_path / "sample"
    shutil.copytree(SAMPLE, archive)
    archives = open_archives([str(archive)])
    search = Search(sample_store)
    await search.find(Query("warm up"))
    detector = BlockBuster()
    detector.activate()
    try:
        report = await Indexer(sample_store, archives).run()
        found = await search.find(Query("Meta leases capacity"))
        with pytest.raises(BlockingError):
            archive.stat()
    finally:
        detector.deactivate()
    assert (report.documents, len(found)) == (16, 10)


async def test_opening_does_not_block(sample_data: Path, embedder: MiniLM, tmp_path: Path) -> None:
    """Opening and closing a store leaves the loop free."""
    folder = tmp_path / "data"
    shutil.copytree(sample_data, folder)

    async def work() -> None:
        async with Store(folder, embedder) as store:
            await store.catalog.coverage()

    await work()
    assert await smallest_lag(work) < LIMIT
