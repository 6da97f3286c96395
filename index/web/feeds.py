"""Polling feeds: what stands in them is kept, also when the feed drops it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import structlog

from index.web.address import normalised
from index.web.answer import FEEDS, Page, Unfetched
from index.web.aside import aside
from index.web.fetch import Fetcher
from index.web.kept import Kept, KeptFeed, wait

_log = structlog.get_logger()
_SHORTEST = 60.0  # seconds between two polls
_LONGEST = 86_400  # seconds that a server's max-age counts
_PARSING = 30.0  # seconds
_MOST = 2_000  # entries taken from one answer


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed's title and its entries as (guid, body in JSON), in its own order."""

    title: str
    entries: tuple[tuple[str, str], ...]


Parse: TypeAlias = Callable[[bytes, str], ParsedFeed]


@dataclass(frozen=True, slots=True)
class PollReport:
    """What became of a poll, and when the next one is due (seconds since 1970, UTC).

    'waiting' means that nothing was asked because it wasn't time yet.
    """

    outcome: Literal["waiting", "unchanged", "read", "failed"]
    due_at: int
    added: int = 0
    changed: int = 0
    reason: str | None = None


async def poll(
    feed_url: str,
    fetcher: Fetcher,
    kept: Kept,
    parse: Parse,
    now: Callable[[], dt.datetime],
    *,
    every: float,
) -> PollReport:
    """Ask for the feed if it is due, and keep its entries; ValueError if it has no web address.

    `parse` is given the body and the address it came from, in a thread. `every` is the interval
    in seconds, a minute at least; a server that wants a longer one gets it, up to a day. After
    a fault everything stays as it is, and the next poll is later the more faults there were.
    """
    url = normalised(feed_url)
    if url is None:
        raise ValueError(f"{feed_url[:200]!r} isn't a web address")
    at = int(now().timestamp())
    before = await kept.feed(url) or KeptFeed(url, fetched_at=0, due_at=0)
    if before.due_at > at:
        return PollReport("waiting", before.due_at)
    interval = int(max(every, _SHORTEST))
    try:
        found = await fetcher.get(url, before.etag, before.last_modified, accept=FEEDS)
        parsed = await _parsed(found, parse) if isinstance(found, Page) else None
    except Unfetched as fault:
        failures, reason = before.failures + 1, fault.reason[:500]
        due_at = at + max(interval, wait("failed", failures, fault.retry_after))
        await kept.put_feed(
            replace(before, fetched_at=at, due_at=due_at, failures=failures, reason=reason)
        )
        return PollReport("failed", due_at, reason=reason)
    due_at = at + max(interval, min(found.max_age or 0, _LONGEST))
    after = replace(before, fetched_at=at, due_at=due_at, failures=0, reason=None)
    if parsed is None or not isinstance(found, Page):
        await kept.put_feed(after)
        return PollReport("unchanged", due_at)
    after = replace(after, title=parsed.title, etag=found.etag, last_modified=found.last_modified)
    entries: dict[str, str] = {}
    for guid, content in parsed.entries[:_MOST]:
        entries.setdefault(guid, content)
    added, changed = await kept.put_feed(after, tuple(entries.items()))
    return PollReport("read", due_at, added, changed)


async def _parsed(found: Page, parse: Parse) -> ParsedFeed:
    try:
        return await aside(lambda: parse(found.body, found.url), _PARSING)
    except Exception as error:
        _log.warning("feed not read", url=found.url, exc_info=True)
        raise Unfetched(f"it can't be read: {error!r}", lasting=True) from error
