"""What Footnote takes from the web: feeds when they are due, and pages that digests cite."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

import structlog

from index.catalog import Catalog
from index.web.crawl import crawl
from index.web.faults import in_one_line, line
from index.web.feed import FeedArchive, parse
from index.web.feeds import poll
from index.web.fetch import Fetcher
from index.web.kept import Kept, Outcome
from index.web.pages import Pages, extract

log = structlog.get_logger()

_OUTCOMES: tuple[Outcome, ...] = ("text", "nothing", "refused", "failed")


class Web:
    """Asks the web, and keeps what it says; the indexer reads what is kept. Close it at the end.

    `fetcher` is entered when something is due for the first time, and stays: what sites allow and
    when they want to be left alone is known from round to round. `most` pages are asked for in
    one round, those that the newest digests cite first; without `pages` none are.
    """

    def __init__(
        self,
        kept: Kept,
        fetcher: Fetcher,
        *,
        feeds: Sequence[FeedArchive] = (),
        every: float = 1800.0,
        pages: Pages | None = None,
        most: int = 500,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._kept = kept
        self._fetcher = fetcher
        self._feeds = feeds
        self._every = every
        self._pages = pages
        self._most = most
        self._now = now
        self._opening = asyncio.Lock()
        self._open: AsyncExitStack | None = None

    async def close(self) -> None:
        """Let go of the fetcher, where it was entered."""
        opened, self._open = self._open, None
        if opened is not None:
            await opened.aclose()

    async def poll(self) -> list[tuple[str, str]]:
        """Ask for the feeds that are due. Returns (feed, reason) of those that failed last."""
        reasons = await asyncio.gather(*map(self._poll, self._feeds))
        return [
            (feed.given, reason)
            for feed, reason in zip(self._feeds, reasons, strict=True)
            if reason is not None
        ]

    async def _poll(self, feed: FeedArchive) -> str | None:
        """Ask for a feed where it is due; why it failed last. Never raises: others go on."""
        try:
            kept = await self._kept.feed(feed.url)
            if kept is not None and kept.due_at > self._now().timestamp():
                return kept.reason
            fetcher = await self._entered()
            report = await poll(feed.url, fetcher, self._kept, parse, self._now, every=self._every)
        except Exception as error:
            log.debug("not_polled", feed=feed.given, exc_info=True)
            return f"it can't be polled: {line(error)}"
        log.info("polled", feed=feed.given, outcome=report.outcome, added=report.added)
        return report.reason

    async def crawl(
        self, catalog: Catalog, progress: Callable[[int, int], None] | None = None
    ) -> bool:
        """Ask for pages that digests cite and that are due.

        True where the catalog isn't level with what is kept. Raises IndexFault, one line, where
        nothing can be kept.
        """
        if self._pages is None:
            return False
        now = int(self._now().timestamp())
        with in_one_line():
            due = (await self._kept.due(await catalog.cited_pages(), now))[: self._most]
            if due:
                fetcher = await self._entered()
                await crawl(due, fetcher, self._kept, extract, self._now, progress=progress)
            return await self._pages.differs()

    async def outcomes(self) -> dict[str, int]:
        """How many of the pages that were ever asked for gave text, and how the others ended."""
        counts = Counter(note.outcome for note in await self._kept.pages())
        return {outcome: counts[outcome] for outcome in _OUTCOMES}

    async def _entered(self) -> Fetcher:
        async with self._opening:
            if self._open is None:
                async with AsyncExitStack() as stack:
                    await stack.enter_async_context(self._fetcher)
                    self._open = stack.pop_all()
        return self._fetcher
