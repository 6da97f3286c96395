"""What can be browsed: a request in, its pages out, the same ones at each turn of a page."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.asking import refusal
from bot.render.archive import archive_pages, newest_month, none_such
from bot.render.cited import cited_pages
from bot.render.evidence import evidence_pages
from bot.render.full import full_pages
from bot.render.timeline import timeline_pages, untold
from bot.render.topics import silent, topic_pages, unread
from bot.services import Services
from bot.words import say
from index.digest import Scope, Span
from index.search import Query
from index.stories.stories import Stories
from index.terms import readable
from index.timeframe import read_timeframe

MONTH_AND_TAG = "|"  # parts the words of a request for digests
_ENTRIES = 24  # of a timeline
_FOUND = 20  # passages of a search
_WEEK = dt.timedelta(days=6)  # before the last day of one
_NEAR = 3  # names that may have been meant


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to see: of which book, by which words, asked on which day.

    The day tells what 'last week' means, also when a page is turned later.
    """

    book: str
    words: str
    day: dt.date


Book = Callable[[Services, Request, Mapping[str, str]], Awaitable[tuple[str, ...]]]


async def pages_of(
    services: Services, request: Request, posts: Mapping[str, str]
) -> tuple[str, ...]:
    """The pages of a request, one or more; `posts` are addresses that digests may be linked by."""
    return await BOOKS[request.book](services, request, posts)


def kept(words: str) -> str:
    """Words as they are searched, on one line, so that a button can carry them."""
    return " ".join(readable(words).split())


async def _timeline(
    services: Services, request: Request, posts: Mapping[str, str]
) -> tuple[str, ...]:
    stories = Stories(services.store)
    timeline = await stories.timeline(request.words, limit=_ENTRIES)
    if not timeline.entries:
        return (untold(request.words, await stories.nearest_names(request.words, _NEAR)),)
    return timeline_pages(timeline, posts)


async def _topics(
    services: Services, request: Request, _posts: Mapping[str, str]
) -> tuple[str, ...]:
    coverage = await services.store.catalog.coverage()
    last = min(filter(None, (coverage.last, request.day)), default=None)
    span = Span(last - _WEEK, last) if last else Span()
    if request.words:
        span = (await services.search.timeframe(request.words, request.day)).span
        if not span:
            return (unread(request.words),)
    topics = await Stories(services.store).topics(span)
    return topic_pages(topics) if topics.most else (silent(topics.span, coverage),)


async def _archive(
    services: Services, request: Request, posts: Mapping[str, str]
) -> tuple[str, ...]:
    month, _, tag = request.words.partition(MONTH_AND_TAG)
    catalog = services.store.catalog
    span = read_timeframe(month, request.day).span
    if month and not span:
        return (unread(month),)
    if not month and not tag:
        span = newest_month(await catalog.digests(), request.day)
    found = await catalog.digests(Scope(span, tags=(tag,) if tag else ()))
    if not found:
        return (none_such(span, tag, await catalog.coverage()),)
    # Of thousands of digests a thread makes pages: the loop must not stand still meanwhile.
    return await asyncio.to_thread(archive_pages, found, span, tag, posts)


async def _search(
    services: Services, request: Request, posts: Mapping[str, str]
) -> tuple[str, ...]:
    if refused := refusal(request.words):
        return (refused,)
    found = await services.search.look(Query(request.words, k=_FOUND), request.day)
    return evidence_pages(request.words, found, posts)


async def _digest(
    services: Services, request: Request, _posts: Mapping[str, str]
) -> tuple[str, ...]:
    document = await services.store.catalog.document(request.words)
    return await asyncio.to_thread(full_pages, document) if document else (say("post-gone"),)


async def _sources(
    services: Services, request: Request, _posts: Mapping[str, str]
) -> tuple[str, ...]:
    document = await services.store.catalog.document(request.words)
    return await asyncio.to_thread(cited_pages, document) if document else (say("post-gone"),)


BOOKS: Mapping[str, Book] = {
    "timeline": _timeline,
    "topics": _topics,
    "archive": _archive,
    "search": _search,
    "digest": _digest,
    "sources": _sources,
}
