"""Keeps the index level with the archive while a bot or a chat runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from bot.modes import Mode, Modes
from index.errors import IndexFault
from index.indexer import Indexer, Progress, Report
from index.watch import looks

log = structlog.get_logger()

_FEW = 0.1  # of all passages: a new digest without vectors is none that search lacks
_WEB = 60.0  # seconds between two looks at what is due on the web
_BESIDE = 1.0  # seconds between two looks whether an index was built beside
Told = Callable[[Report], None]


@asynccontextmanager
async def keeping_level(
    indexer: Indexer, every: float, modes: Modes | None = None, *, told: Told | None = None
) -> AsyncIterator[None]:
    """Keep the index level as long as the block runs; `told` gets the report of each look.

    Vectors are left to indexers that make them: this process has people to answer.
    What the keeper does when the block ends is waited for, before the store closes under it.
    """
    keeper = asyncio.create_task(Keeper(indexer, every, told, modes=modes, behind=True).run())
    try:
        yield
    finally:
        keeper.cancel()
        await asyncio.wait({keeper})


class Keeper:
    """Brings the index level at once and as the archive changes, until it is cancelled.

    Words of what is new can be searched while vectors of what came before are still being made. An
    index that was built beside takes over, while questions that are under way keep the former one.
    `told` gets the report of each look. A fault is logged and the next round tries again: what is
    indexed stays searchable. `modes` are told how it stands. One that is `behind` makes vectors
    while no other process does.
    """

    def __init__(
        self,
        indexer: Indexer,
        every: float,
        told: Told | None = None,
        progress: Progress | None = None,
        *,
        modes: Modes | None = None,
        behind: bool = False,
    ) -> None:
        self._indexer = indexer
        self._every = every
        self._told = told
        self._progress = progress
        self._modes = modes or Modes(quiet=True)
        self._behind = behind
        self._more = asyncio.Event()  # there are vectors to make, or to take out
        self._more.set()  # as many as the last run left

    async def run(self) -> None:
        """Keep the index level."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_files())
            group.create_task(self._make_vectors())
            group.create_task(self._take_over())
            if self._indexer.web is not None:
                group.create_task(self._ask_the_web())

    async def _watch_files(self) -> None:
        async for _ in looks(self._indexer.roots, self._every, self._indexer.data):
            level = await _tried(self._level)
            self._modes.tell(Mode.INDEX, degraded=not level)

    async def _take_over(self) -> None:
        while True:
            await asyncio.sleep(_BESIDE)
            if not await _tried(self._look_beside):
                await asyncio.sleep(self._every)

    async def _look_beside(self) -> None:
        if await self._indexer.take_over():
            self._more.set()
            # What changed in the meantime may have reached the former one alone.
            await self._level()

    async def _ask_the_web(self) -> None:
        while True:
            await _tried(self._fetch)
            await asyncio.sleep(_WEB)

    async def _fetch(self) -> None:
        if await self._indexer.fetch():
            await self._level()

    async def _level(self) -> None:
        report = await self._indexer.level()
        if report.pending or report.changed:  # vectors of what went are to go as well
            self._more.set()
        tell_vectors(self._modes, report)
        if self._told:
            self._told(report)
        if report.changed:
            log.info(
                "index_level",
                documents=report.documents,
                added=report.added,
                updated=report.updated,
                removed=report.removed,
            )

    async def _make_vectors(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            if await _tried(lambda: self._indexer.embed(self._progress, behind=self._behind)):
                self._modes.tell(Mode.VECTORS, degraded=False)
            else:
                self._more.set()
                await asyncio.sleep(self._every)


def tell_vectors(modes: Modes, report: Report) -> None:
    """Note where vectors of more than a few passages are still to be made."""
    if report.pending > report.passages * _FEW:
        modes.tell(Mode.VECTORS, degraded=True)


async def _tried(work: Callable[[], Awaitable[object]]) -> bool:
    """Do some work; whether it went well. What went wrong is logged."""
    try:
        await work()
    except IndexFault as fault:
        log.warning("index_not_level", reason=str(fault))
    except Exception:
        log.exception("index_failed")
    else:
        return True
    return False
