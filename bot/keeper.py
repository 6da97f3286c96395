"""Keeps the index level with the archive while a bot or a chat runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from index.errors import IndexFault
from index.indexer import Indexer

log = structlog.get_logger()


@asynccontextmanager
async def keeping_level(indexer: Indexer, every: float) -> AsyncIterator[None]:
    """Keep the index level as long as the block runs.

    What the keeper does when the block ends is waited for, before the store closes under it.
    """
    keeper = asyncio.create_task(keep_level(indexer, every))
    try:
        yield
    finally:
        keeper.cancel()
        await asyncio.wait({keeper})


async def keep_level(indexer: Indexer, every: float) -> None:
    """Bring the index level, then again `every` seconds, until cancelled.

    A fault is logged and the next round tries again: what is indexed stays searchable.
    """
    while True:
        try:
            report = await indexer.run()
            if report.changed or report.embedded:
                log.info(
                    "index_level",
                    documents=report.documents,
                    added=report.added,
                    updated=report.updated,
                    removed=report.removed,
                    embedded=report.embedded,
                )
        except IndexFault as fault:
            log.warning("index_not_level", reason=str(fault))
        except Exception:
            log.exception("index_failed")
        await asyncio.sleep(every)
