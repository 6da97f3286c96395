"""Keeps the index level with the archive while a bot or a chat runs."""

import asyncio

import structlog

from index.errors import IndexFault
from index.indexer import Indexer

log = structlog.get_logger()


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
