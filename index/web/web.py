"""What Footnote takes from the web: feeds when they are due, and pages that digests cite."""

import datetime as dt
from collections.abc import Callable, Sequence

import structlog

from index.catalog import Catalog
from index.web.crawl import crawl
from index.web.feed import FeedArchive, parse
from index.web.feeds import poll
from index.web.fetch import Fetcher
from index.web.kept import Kept
from index.web.pages import extract

log = structlog.get_logger()


class Web:
    """Asks the web, and keeps what it says; the indexer reads what is kept.

    `most` pages are asked for in one round, those that the newest digests cite first.
    """

    def __init__(
        self,
        kept: Kept,
        fetcher: Callable[[], Fetcher],
        *,
        feeds: Sequence[FeedArchive] = (),
        every: float = 1800.0,
        pages: bool = False,
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

    async def poll(self) -> list[tuple[str, str]]:
        """Ask for the feeds that are due. Returns (feed, reason) of those that failed last."""
        now = self._now().timestamp()
        due = [
            feed
            for feed in self._feeds
            if (kept := await self._kept.feed(feed.url)) is None or kept.due_at <= now
        ]
        if due:
            async with self._fetcher() as fetcher:
                for feed in due:
                    report = await poll(
                        feed.url, fetcher, self._kept, parse, self._now, every=self._every
                    )
                    log.info("polled", feed=feed.given, outcome=report.outcome, added=report.added)
        kept_feeds = [(feed.given, await self._kept.feed(feed.url)) for feed in self._feeds]
        return [(given, kept.reason) for given, kept in kept_feeds if kept and kept.reason]

    async def crawl(
        self, catalog: Catalog, progress: Callable[[int, int], None] | None = None
    ) -> bool:
        """Ask for pages that digests cite and that are due; True where there is new text."""
        if not self._pages:
            return False
        now = int(self._now().timestamp())
        due = (await self._kept.due(await catalog.cited_pages(), now))[: self._most]
        if not due:
            return False
        async with self._fetcher() as fetcher:
            report = await crawl(due, fetcher, self._kept, extract, self._now, progress=progress)
        return report.text > 0
