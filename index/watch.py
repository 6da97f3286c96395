"""Noticing that files of an archive came, changed or went."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import structlog

log = structlog.get_logger()

_SETTLE = 300  # milliseconds of quiet: a file that is being written is looked at when it is done


async def looks(
    roots: Sequence[Path], every: float, without: Path | None = None
) -> AsyncIterator[None]:
    """Yield when it is time to look: at once, and when something below `roots` changes.

    At the latest it is after `every` seconds, since not every file system tells. What lies in
    `without` isn't watched.
    """
    yield
    from watchfiles import Change, awatch

    def counts(_: Change, path: str) -> bool:
        return without is None or not Path(path).is_relative_to(without)

    while True:
        there = [root for root in roots if root.exists()]
        try:
            if there:
                async for _ in awatch(
                    *there,
                    watch_filter=counts,
                    step=_SETTLE,
                    rust_timeout=int(every * 1000),
                    yield_on_timeout=True,
                    recursive=True,
                    ignore_permission_denied=True,
                ):
                    yield
        except OSError as error:
            log.warning("not_watched", reason=str(error))
        # What can't be watched is looked at now and then.
        await asyncio.sleep(every)
        yield
