"""Crawling: every due page once, every outcome kept."""

import asyncio
import datetime as dt
import json
import threading
import time
from dataclasses import replace

import pytest
from blockbuster import BlockBuster, BlockingError

from index.web.crawl import CrawlReport, crawl
from index.web.fetch import Page
from index.web.kept import Kept
from tests.index.web.sites import fetcher
from tests.web_server import WebServer, drip, fresh, in_turn, page, redirect

DAY = 86_400
START = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


class Clock:
    """A clock that stands still until it is moved on, in days."""

    def __init__(self) -> None:
        self.days = 0.0

    def __call__(self) -> dt.datetime:
        """The time it shows."""
        return START + dt.timedelta(days=self.days)

    @property
    def epoch(self) -> int:
        """The time it shows in seconds since 1970."""
        return int(self().timestamp())


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


def extract(found: Page) -> tuple[str, str] | None:
    """The first word as the title, all as the body; nothing in an empty page."""
    text = found.body.decode()
    if text.startswith("broken"):
        raise ValueError("this page is broken")
    return (text.split()[0], json.dumps({"text": text})) if text else None


async def test_every_outcome_is_kept(server: WebServer, kept: Kept, clock: Clock) -> None:
    """Text, nothing, refusals and faults are kept, each with its reason and its time."""
    server.put("/robots.txt", page(b"User-agent: *\nDisallow: /private"))
    text = server.put("/text", redirect("/end"))
    end = server.put("/end", page(b"Hello you", etag='"1"', last_modified="yesterday"))
    urls = {
        "text": text,
        "empty": server.put("/empty", page(b"")),
        "broken": server.put("/broken", page(b"broken")),
        "missing": server.url("/missing"),
        "private": server.url("/private"),
        "later": server.put("/later", page(status=503, retry_after="7200")),
    }
    told: list[tuple[int, int]] = []
    async with fetcher() as fetching:
        report = await crawl(
            [*urls.values(), text + "?utm_source=x", "mailto:me"],
            fetching,
            kept,
            extract,
            clock,
            progress=lambda done, all_: told.append((done, all_)),
        )
    assert report == CrawlReport(due=6, text=1, nothing=1, refused=2, failed=2, passed_over=1)
    assert told == [(n, 6) for n in range(1, 7)]
    found = {name: await kept.page(url) for name, url in urls.items()}
    due = {name: (each.due_at - clock.epoch) / DAY for name, each in found.items() if each}
    assert due == {
        "text": 30,
        "empty": 30,
        "broken": 14,
        "missing": 14,
        "private": 14,
        "later": 1 / 12,
    }
    reasons = {name: each.reason for name, each in found.items() if each}
    assert reasons == {
        "text": None,
        "empty": None,
        "broken": "its text can't be had: ValueError: this page is broken",
        "missing": "the server answered 404",
        "private": "robots.txt of site.test forbids it",
        "later": "the server answered 503",
    }
    whole = found["text"]
    assert whole is not None
    assert (whole.outcome, whole.title, whole.body) == ("text", "Hello", '{"text": "Hello you"}')
    assert (whole.final_url, whole.media_type, whole.status) == (end, "text/html", 200)
    assert (whole.etag, whole.last_modified, whole.failures) == ('"1"', "yesterday", 0)
    assert whole.fetched_at == clock.epoch


async def test_pages_are_asked_for_when_they_are_due(
    server: WebServer, kept: Kept, clock: Clock
) -> None:
    """Before its time a page isn't asked for; then only whether it has changed."""
    url = server.put("/a", fresh(b"Hello", '"1"'))
    reports = []
    async with fetcher() as fetching:
        for clock.days in (0, 29, 30, 60):
            if clock.days == 60:
                server.put("/a", fresh(b"Changed", '"2"'))
            reports.append(await crawl([url], fetching, kept, extract, clock))
    found = await kept.page(url)
    assert found is not None
    assert [(each.due, each.text, each.unchanged) for each in reports] == [
        (1, 1, 0),
        (0, 0, 0),
        (1, 0, 1),
        (1, 1, 0),
    ]
    assert (found.title, found.etag, found.due_at) == ("Changed", '"2"', clock.epoch + 30 * DAY)
    assert server.paths().count("/a") == 3


async def test_text_is_kept_when_its_page_is_gone(
    server: WebServer, kept: Kept, clock: Clock
) -> None:
    """A page that once gave text keeps it through faults, with the reason, until it is back."""
    answers = [page(b"Hello"), page(b""), page(b"broken"), page(status=404), page(b"Hello")]
    url = server.put("/a", in_turn(*answers))
    seen = []
    async with fetcher(tries=1) as fetching:
        for _ in answers:
            await crawl([url], fetching, kept, extract, clock)
            found = await kept.page(url)
            assert found is not None
            assert (found.outcome, found.title) == ("text", "Hello")
            seen.append((found.reason, (found.due_at - clock.epoch) // DAY))
            clock.days += 30
    assert seen == [
        (None, 30),
        ("there is no text in it any more", 30),
        ("its text can't be had: ValueError: this page is broken", 14),
        ("the server answered 404", 14),
        (None, 30),
    ]


async def test_faults_in_a_row_are_counted(server: WebServer, kept: Kept, clock: Clock) -> None:
    """Each fault in a row doubles the time until the next try; a page ends the row."""
    url = server.put("/a", in_turn(*[page(status=500)] * 3, page(b"Hello")))
    seen = []
    async with fetcher(tries=1) as fetching:
        for _ in range(4):
            await crawl([url], fetching, kept, extract, clock)
            found = await kept.page(url)
            assert found is not None
            seen.append((found.failures, (found.due_at - clock.epoch) // 3_600))
            clock.days += 1
    assert seen == [(1, 2), (2, 4), (3, 8), (0, 720)]


async def test_a_page_without_text_is_asked_for_anew(
    server: WebServer, kept: Kept, clock: Clock
) -> None:
    """A page that gave nothing isn't asked whether it changed: the extractor may have."""
    url = server.put("/a", fresh(b"Hello", '"1"'))
    async with fetcher() as fetching:
        first = await crawl([url], fetching, kept, lambda _: None, clock)
        clock.days = 30
        second = await crawl([url], fetching, kept, extract, clock)
    assert (first.nothing, second.text) == (1, 1)


async def test_a_slow_host_holds_up_no_other(server: WebServer, kept: Kept, clock: Clock) -> None:
    """While one host drips the pages of another come one by one."""
    slow = [server.put(f"/{n}", drip(0.05), "other.test") for n in range(3)]
    quick = [server.put(f"/{n}", page(b"Hello")) for n in range(10)]
    order: list[str] = []

    def noting(found: Page) -> tuple[str, str] | None:
        order.append(found.url)
        return extract(found)

    async with fetcher(seconds=0.5, at_once=2, pause=0.02) as fetching:
        report = await crawl([*slow, *quick], fetching, kept, noting, clock)
    assert (report.text, report.failed) == (10, 3)
    assert order == quick
    assert server.at_once == {"site.test": 1, "other.test": 1}
    assert server.hosts_at_once == 2
    last_quick = max(asked.at for asked in server.asked if asked.host == "site.test")
    last_slow = max(asked.at for asked in server.asked if asked.host == "other.test")
    assert last_quick < last_slow


async def test_extraction_that_never_ends_is_left(
    server: WebServer, kept: Kept, clock: Clock
) -> None:
    """An extractor that hangs fails its page in time; the others have their turn."""
    urls = [server.put(f"/{n}", page(b"hang" if n < 3 else b"Hello")) for n in range(5)]
    release = threading.Event()

    def hanging(found: Page) -> tuple[str, str] | None:
        if found.body == b"hang":
            release.wait(20)
        return extract(found)

    started = time.monotonic()
    async with fetcher() as fetching:
        report = await crawl(urls, fetching, kept, hanging, clock, seconds=0.2)
    release.set()
    assert (report.failed, report.text) == (3, 2)
    assert time.monotonic() - started < 10
    found = await kept.page(urls[0])
    assert found is not None
    assert found.reason == "its text wasn't found within 0.2 seconds"
    assert found.due_at == clock.epoch + 14 * DAY


async def test_nothing_due_asks_nobody(server: WebServer, kept: Kept, clock: Clock) -> None:
    """Without pages there is nothing to do."""
    async with fetcher() as fetching:
        assert await crawl([], fetching, kept, extract, clock) == CrawlReport(due=0)
    assert server.asked == []


async def test_nothing_blocking_is_called_on_the_loop(
    server: WebServer, kept: Kept, clock: Clock
) -> None:
    """Crawling calls nothing on the loop that waits for a disk, a lock or a socket."""
    warm_up, url = (server.put(path, page(b"Hello")) for path in ("/warm-up", "/a"))
    detector = BlockBuster()
    async with fetcher() as fetching:
        await crawl([warm_up], fetching, kept, extract, clock)
        detector.activate()
        try:
            report = await crawl([url], fetching, kept, extract, clock)
            with pytest.raises(BlockingError):
                time.sleep(0.001)  # noqa: ASYNC251 -- to be felt
        finally:
            detector.deactivate()
    assert report.text == 1


@pytest.mark.parametrize("after", [0.0, 0.005, 0.02, 0.05, 0.1, 0.2])
async def test_a_cancelled_crawl_leaves_whole_pages(
    server: WebServer, kept: Kept, clock: Clock, after: float
) -> None:
    """Ended at any point, a crawl has kept pages whole or not at all, and the next one goes on."""
    hosts = ("site.test", "other.test", "third.test")
    urls = [server.put(f"/{n}", page(b"Hello"), host) for host in hosts for n in range(8)]
    async with fetcher() as fetching:
        crawling = asyncio.create_task(crawl(urls, fetching, kept, extract, clock))
        await asyncio.sleep(after)
        crawling.cancel()
        await asyncio.gather(crawling, return_exceptions=True)
        before = [await kept.page(note.url) for note in await kept.pages()]
        report = await crawl(urls, fetching, kept, extract, clock)
    assert report == CrawlReport(due=24 - len(before), text=24 - len(before))
    whole = await kept.page(urls[0])
    assert whole is not None
    for found in before:
        assert found is not None
        same = replace(found, url=whole.url, final_url=whole.final_url)
        assert same == whole
