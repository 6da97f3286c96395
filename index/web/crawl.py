"""Every page that is due is asked for once, and what became of it is kept."""

import asyncio
import datetime as dt
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, cast
from urllib.parse import urlsplit

import structlog

from index.web.address import normalised
from index.web.answer import Page, Unfetched
from index.web.aside import aside
from index.web.fetch import Fetcher
from index.web.kept import Kept, KeptPage, Outcome, hash_of, wait

Extract: TypeAlias = Callable[[Page], tuple[str, str] | None]

_log = structlog.get_logger()
_EXTRACTING = 2  # threads; more would only take the interpreter from each other
_EXTRACTION = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """How many pages were due, and what came of them.

    `text` are new or changed; `unchanged` are as they were; `nothing` hold no text; `refused`
    can't be had for long, `failed` may be had later. `passed_over` aren't web addresses.
    """

    due: int
    text: int = 0
    unchanged: int = 0
    nothing: int = 0
    refused: int = 0
    failed: int = 0
    passed_over: int = 0


async def crawl(
    urls: Sequence[str],
    fetcher: Fetcher,
    kept: Kept,
    extract: Extract,
    now: Callable[[], dt.datetime],
    *,
    progress: Callable[[int, int], None] | None = None,
    seconds: float = _EXTRACTION,
) -> CrawlReport:
    """Ask once for each of `urls` that is due, and keep what `extract` finds in it.

    `extract` gives a title and a body in JSON, or None; it runs in a thread and has `seconds`.
    `progress` is told how many pages of how many are done. Whatever ends it, each page is kept
    whole or as it was.
    """
    keys = [key for url in urls if (key := normalised(url))]
    due = await kept.due(keys, _epoch(now))
    hosts: dict[str, deque[str]] = {}
    for url in due:
        hosts.setdefault(urlsplit(url).hostname or "", deque()).append(url)
    ready = deque(hosts)
    counts: Counter[str] = Counter()
    crawler = _Crawler(fetcher, kept, extract, now, seconds, asyncio.Semaphore(_EXTRACTING))

    async def work() -> None:
        # One page of a host, then the next host's: a slow one waits behind all others.
        while ready:
            host = ready.popleft()
            counts[await crawler.visit(hosts[host].popleft())] += 1
            if progress is not None:
                progress(counts.total(), len(due))
            if hosts[host]:
                ready.append(host)

    async with asyncio.TaskGroup() as workers:
        for _ in range(min(fetcher.limits.at_once, len(hosts))):
            workers.create_task(work())
    report = CrawlReport(len(due), passed_over=len(urls) - len(keys), **counts)
    _log.info("crawled", due=report.due, **counts)
    return report


@dataclass(frozen=True, slots=True)
class _Crawler:
    """One page after the other, from what is known of it to what is kept."""

    fetcher: Fetcher
    kept: Kept
    extract: Extract
    now: Callable[[], dt.datetime]
    seconds: float
    slots: asyncio.Semaphore

    async def visit(self, url: str) -> str:
        """Ask for the page and keep what came of it; tells which field of the report counts it."""
        before = await self.kept.page(url)
        # A page without text is asked for anew: it may be the extractor that has changed.
        known = before if before is not None and before.outcome == "text" else None
        try:
            stamps = (known.etag, known.last_modified) if known is not None else ()
            found = await self.fetcher.get(url, *stamps)
        except Unfetched as fault:
            failures = 1 + (before.failures if before is not None else 0)
            page = self._missed(url, fault, failures)
        else:
            # Only what is known is asked for in such a way that it may be unchanged.
            same = cast("KeptPage", known)
            page = await self._read(url, found) if isinstance(found, Page) else self._still(same)
        verdict: str = page.outcome
        if known is not None and page.content_hash == known.content_hash:
            verdict = "unchanged"
        elif known is not None and page.outcome != "text":
            page = replace(
                known,
                reason=page.reason or "there is no text in it any more",
                status=page.status,
                failures=page.failures,
                fetched_at=page.fetched_at,
                due_at=page.due_at,
            )
        await self.kept.put_page(page)
        return verdict

    def _missed(self, url: str, fault: Unfetched, failures: int) -> KeptPage:
        at = _epoch(self.now)
        outcome: Outcome = "refused" if fault.lasting else "failed"
        due_at = at + wait(outcome, failures, fault.retry_after)
        return KeptPage(
            url, outcome, at, due_at, reason=fault.reason, status=fault.status, failures=failures
        )

    def _still(self, known: KeptPage) -> KeptPage:
        at = _epoch(self.now)
        due_at = at + wait("text")
        return replace(known, reason=None, status=304, failures=0, fetched_at=at, due_at=due_at)

    async def _read(self, url: str, found: Page) -> KeptPage:
        outcome: Outcome = "nothing"
        extracted = reason = None
        try:
            async with self.slots:
                extracted = await aside(lambda: self.extract(found), self.seconds)
        except TimeoutError:
            outcome, reason = "failed", f"its text wasn't found within {self.seconds:g} seconds"
        except Exception as error:  # noqa: BLE001 -- pages break extractors in every way
            _log.warning("not extracted", url=url, exc_info=True)
            outcome, reason = "failed", f"its text can't be had: {type(error).__name__}: {error}"
        title = body = stamp = None
        if extracted is not None:
            outcome, (title, body) = "text", extracted
            stamp = hash_of(title, body)
        at = _epoch(self.now)
        return KeptPage(
            url,
            outcome,
            at,
            at + wait(outcome, lasting=True),
            reason=reason and reason[:500],
            status=200,
            final_url=found.url,
            media_type=found.media_type,
            etag=found.etag,
            last_modified=found.last_modified,
            failures=int(outcome == "failed"),
            title=title,
            body=body,
            content_hash=stamp,
        )


def _epoch(now: Callable[[], dt.datetime]) -> int:
    return int(now().timestamp())
