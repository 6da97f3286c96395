"""Fetching: pages within limits, and a reason for each that can't be had."""

import asyncio
import time
import tracemalloc
import zlib
from itertools import pairwise

import pytest

from index.web.answer import FEEDS
from index.web.fetch import Fetcher, NotModified, Page
from tests.index.web.sites import QUICK, fault_of, fetcher
from tests.web_server import (
    HTML,
    Answer,
    Asked,
    Send,
    WebServer,
    bomb,
    drip,
    endless,
    fresh,
    head,
    in_turn,
    page,
    raw,
    redirect,
    zipped,
)

LONG = ("Content-Length", "10000000")
TYPED = ("Content-Type", HTML)


async def test_a_page_is_fetched(server: WebServer) -> None:
    """A page comes with its type, charset, stamps and age, asked for under our own name."""
    answer = page(
        "Grüße".encode(),
        "text/html; charset=UTF-8",
        etag='"1"',
        last_modified="yesterday",
        cache_control="public, max-age=60",
    )
    url = server.put("/a", answer)
    async with fetcher() as fetching:
        found = await fetching.get(f"{url}#part")
    body = "Grüße".encode()
    assert found == Page(url, "text/html", "utf-8", body, '"1"', "yesterday", 60)
    sent = server.asked[-1].headers
    assert sent["user-agent"] == "Footnote/0.0 (+test)"
    assert sent["host"] == f"site.test:{server.port}"
    assert sent["accept-encoding"] == "gzip, deflate"
    assert sent["connection"] == "close"
    assert "cookie" not in sent


async def test_what_is_known_is_not_sent_again(server: WebServer) -> None:
    """A page that is as it was is NotModified, by its ETag or its day."""
    url = server.put("/a", fresh(b"Hello", '"1"', "yesterday"))
    async with fetcher() as fetching:
        assert await fetching.get(url, '"1"') == NotModified(url)
        assert await fetching.get(url, None, "yesterday") == NotModified(url)
        assert isinstance(await fetching.get(url, '"2"', "today"), Page)


async def test_unchanged_without_being_asked_is_a_fault(server: WebServer) -> None:
    """A 304 to whoever has nothing is no page."""
    url = server.put("/a", raw(head(304)))
    async with fetcher() as fetching:
        fault = await fault_of(fetching, url)
    assert (fault.reason, fault.lasting) == ("the server answered 304 unasked", False)


async def test_cookies_are_not_kept(server: WebServer) -> None:
    """What a site wants remembered isn't."""
    url = server.put("/a", page(set_cookie="who=you; Path=/"))
    async with fetcher() as fetching:
        await fetching.get(url)
        await fetching.get(url)
    assert all("cookie" not in asked.headers for asked in server.asked)


# Redirects


async def test_redirects_are_followed(server: WebServer) -> None:
    """A page is found through redirects, relative ones and to other hosts too."""
    server.put("/a", redirect("../b?x=1", 301))
    server.put("/b?x=1", redirect(server.url("/c", "other.test"), 308))
    end = server.put("/c", page(), "other.test")
    async with fetcher() as fetching:
        found = await fetching.get(server.url("/a"))
    assert isinstance(found, Page)
    assert found.url == end


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://127.0.0.1/", "127.0.0.1 isn't a public address"),
        ("http://inside.test/", "inside.test leads to 127.0.0.1, which isn't a public address"),
        ("http://169.254.169.254/latest/", "169.254.169.254 isn't a public address"),
        ("http://[fd00:ec2::254]/", "fd00:ec2::254 isn't a public address"),
        ("http://[::1]/", "::1 isn't a public address"),
        ("http://[::ffff:127.0.0.1]/", "::ffff:7f00:1 isn't a public address"),
        ("http://2130706433/", "redirects to something that isn't a web address"),
        ("http://0x7f.1/", "redirects to something that isn't a web address"),
        ("file:///etc/passwd", "redirects to something that isn't a web address"),
        ("ftp://other.test/", "redirects to something that isn't a web address"),
        ("http://me:secret@other.test/", "redirects to something that isn't a web address"),
        ("http://[broken/", "redirects to something that isn't a web address"),
        ("//\\", "redirects to something that isn't a web address"),
    ],
)
async def test_redirects_lead_to_the_public_web_only(
    server: WebServer, to: str, reason: str
) -> None:
    """A redirect to a machine or a scheme that isn't ours to ask is a lasting refusal."""
    url = server.put("/a", redirect(to))
    async with fetcher() as fetching:
        fault = await fault_of(fetching, url)
    assert fault.reason.endswith(reason)
    assert fault.lasting
    assert server.paths() == ["/robots.txt", "/a"]


async def test_a_circle_of_redirects_is_named(server: WebServer) -> None:
    """Redirects in a circle end at once, with the address they came back to."""
    server.put("/a", redirect("/b"))
    server.put("/b", redirect("/a"))
    async with fetcher() as fetching:
        fault = await fault_of(fetching, server.url("/a"))
    assert fault.reason == f"it redirects in a circle, back to {server.url('/a')}"
    assert fault.lasting


async def test_a_chain_of_redirects_is_bounded(server: WebServer) -> None:
    """Five redirects are followed, a sixth isn't."""
    for n in range(9):
        server.put(f"/{n}", redirect(f"/{n + 1}"))
    server.put("/9", page())
    async with fetcher() as fetching:
        assert isinstance(await fetching.get(server.url("/4")), Page)
        server.asked.clear()
        fault = await fault_of(fetching, server.url("/3"))
    assert (fault.reason, fault.lasting) == ("it redirects over 5 times", True)
    assert server.paths() == [f"/{n}" for n in range(3, 9)]


# What isn't a page


@pytest.mark.parametrize(
    ("answer", "reason", "lasting"),
    [
        (page(status=404), "the server answered 404", True),
        (page(status=410), "the server answered 410", True),
        (page(status=403), "the server answered 403", True),
        (page(status=204), "the server answered 204", True),
        (raw(head(302)), "the server answered 302", True),
        (page(status=500), "the server answered 500", False),
        (page(status=429), "the server answered 429", False),
        (page(kind="image/png"), "it is image/png, which isn't read", True),
        (page(kind="application/json"), "it is application/json, which isn't read", True),
        (page(b"\0\1\2", kind=""), "it is of no type, which isn't read", True),
        (page(content_encoding="br"), "it is encoded as 'br'", True),
        (page(content_encoding="gzip, gzip"), "it is encoded as 'gzip, gzip'", True),
        (page(content_encoding="gzip"), "its compression is broken", False),
        (raw(head(200, TYPED, LONG)), "it is longer than 100,000 bytes", True),
        (endless(), "it is longer than 100,000 bytes", True),
        (bomb(), "it is longer than 100,000 bytes", True),
        (bomb("deflate"), "it is longer than 100,000 bytes", True),
        (raw(head(200, TYPED, ("Content-Length", "9")) + b"short"), "a broken answer", False),
        (raw(), "a broken answer", False),
        (raw(b"<html>HTTP/0.9 knew no headers</html>"), "a broken answer", False),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000), "a broken answer", False),
        (raw(head(200, ("X", "y" * 200_000))), "a broken answer", False),
        (raw(head(200, ("Content-Length", "1"), ("Content-Length", "2"))), "a broken", False),
        (raw(head(200, ("Content-Length", "-1"))), "a broken answer", False),
    ],
)
async def test_what_is_not_a_page_is_told(
    server: WebServer, answer: Answer, reason: str, lasting: object
) -> None:
    """Errors, other types, bodies without measure and nonsense each have their reason."""
    url = server.put("/a", answer)
    async with fetcher(tries=1) as fetching:
        fault = await fault_of(fetching, url)
    assert fault.reason.startswith(reason)
    assert fault.lasting is lasting


@pytest.mark.parametrize(
    "url", ["", "about:blank", "http://me:secret@site.test/", "http://127.1/", "http://\ud800/"]
)
async def test_what_is_no_web_address_is_not_asked_for(url: str) -> None:
    """A text that isn't a web address is a lasting fault."""
    async with fetcher() as fetching:
        fault = await fault_of(fetching, url)
    assert (fault.reason, fault.lasting) == ("it isn't a web address", True)


async def test_a_private_address_is_not_asked_for(server: WebServer) -> None:
    """A machine that isn't public is refused, as is a name of it that isn't allowed."""
    async with fetcher() as fetching:
        for host in ("127.0.0.1", "[::1]", "localhost.test"):
            fault = await fault_of(fetching, server.url("/", host))
            assert fault.reason.endswith("isn't a public address")
            assert fault.lasting
    assert server.asked == []


async def test_nobody_there_is_a_passing_fault(server: WebServer) -> None:
    """A port where nobody listens, or a name that nobody has, may be there later."""

    async def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    async with fetcher() as fetching, fetcher(resolver=unknown) as lost:
        for asking, url in ((fetching, "http://site.test:9/"), (lost, "http://site.test/")):
            fault = await fault_of(asking, url)
            assert "no connection" in fault.reason
            assert not fault.lasting


# What is odd, but a page


@pytest.mark.parametrize(
    ("answer", "media_type", "body"),
    [
        (page(b""), "text/html", b""),
        (page(b"# Notes", "text/markdown"), "text/markdown", b"# Notes"),
        (page(b"%PDF-1.7", "Application/PDF"), "application/pdf", b"%PDF-1.7"),
        (page(b"%PDF-1.7", ""), "application/pdf", b"%PDF-1.7"),
        (page(b"\n <!DOCTYPE HTML>", ""), "text/html", b"\n <!DOCTYPE HTML>"),
        (zipped(b"Hello"), "text/html", b"Hello"),
        (page(zlib.compress(b"Hello"), content_encoding="deflate"), "text/html", b"Hello"),
        (page(zlib.compress(b"Hello")[2:-4], content_encoding="Deflate"), "text/html", b"Hello"),
        (page(b"", content_encoding="gzip"), "text/html", b""),
        (raw(head(200, TYPED, ("Content-Length", "2")) + b"Hello"), "text/html", b"He"),
        (raw(head(200, TYPED, ("Content-Type", "image/png")) + b"Hello"), "text/html", b"Hello"),
        (raw(head(200, TYPED) + b"to the ", b"end"), "text/html", b"to the end"),
    ],
)
async def test_odd_pages_are_read(
    server: WebServer, answer: Answer, media_type: str, body: bytes
) -> None:
    """Encodings, sloppy headers and missing types are read as browsers do."""
    url = server.put("/a", answer)
    async with fetcher() as fetching:
        found = await fetching.get(url)
    assert isinstance(found, Page)
    assert (found.media_type, found.body) == (media_type, body)


async def test_odd_headers_are_no_fault(server: WebServer) -> None:
    """A charset that doesn't exist is handed on; a stamp that can't be sent back is dropped."""
    kind = "text/html; charset=klingon"
    url = server.put("/a", page(kind=kind, etag="grün", cache_control="max-age=soon"))
    async with fetcher() as fetching:
        found = await fetching.get(url)
    assert isinstance(found, Page)
    assert (found.charset, found.etag, found.max_age) == ("klingon", None, None)


async def test_feeds_are_taken_where_they_are_accepted(server: WebServer) -> None:
    """XML is no page, but it is a feed."""
    url = server.put("/feed", page(b"<?xml?>", "application/rss+xml"))
    bare = server.put("/bare", page(b"<?xml?>", ""))
    async with fetcher() as fetching:
        assert (await fault_of(fetching, url)).lasting
        for each in (url, bare):
            assert isinstance(await fetching.get(each, accept=FEEDS), Page)


# Limits


async def test_a_bomb_never_expands(server: WebServer) -> None:
    """A gigabyte of zeros takes the memory of the limit, and little of it is read."""
    url = server.put("/a", bomb(megabytes=1000))
    async with fetcher() as fetching:
        await fault_of(fetching, server.url("/warm-up"))
        tracemalloc.start()
        fault = await fault_of(fetching, url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert fault.reason == "it is longer than 100,000 bytes"
    assert peak < 5_000_000


async def test_an_endless_body_is_left_early(server: WebServer) -> None:
    """Of a body without an end little more than the limit is read."""
    url = server.put("/a", endless())
    async with fetcher() as fetching:
        await fault_of(fetching, url)
    assert server.sent < 20_000_000  # what the sockets hold; the body would be three times that


async def test_a_slow_page_ends_in_time(server: WebServer) -> None:
    """A page that drips, and would take half a minute, is given up."""
    url = server.put("/a", drip(0.03))
    started = time.monotonic()
    async with fetcher(seconds=0.3) as fetching:
        fault = await fault_of(fetching, url)
    assert (fault.reason, fault.lasting) == ("it took longer than 0.3 seconds", False)
    assert time.monotonic() - started < 5


async def test_a_silent_server_is_given_up(server: WebServer) -> None:
    """A server that says nothing is a passing fault, tried anew while there is time."""
    url = server.put("/a", page(pause=15))
    async with fetcher(silence=0.1) as fetching:
        fault = await fault_of(fetching, url)
    assert (fault.reason, fault.lasting) == ("the server kept silent", False)
    assert server.paths().count("/a") == 3


async def test_redirects_and_tries_share_the_time(server: WebServer) -> None:
    """The time limit is for all hops and tries of a page, not for each."""
    for n in range(5):
        server.put(f"/{n}", in_turn(page(pause=0.2, status=503), redirect(f"/{n + 1}")))
    started = time.monotonic()
    async with fetcher(seconds=0.3, tries=9) as fetching:
        fault = await fault_of(fetching, server.url("/0"))
    assert not fault.lasting
    assert time.monotonic() - started < 5
    assert len(server.paths()) < 6


# Trying again


async def test_passing_faults_are_tried_again(server: WebServer) -> None:
    """A page that is there at the third try is fetched; a lasting fault isn't tried twice."""
    url = server.put("/a", in_turn(page(status=503), raw(), page(b"Hello")))
    async with fetcher() as fetching:
        found = await fetching.get(url)
        await fault_of(fetching, server.url("/missing"))
    assert isinstance(found, Page)
    assert found.body == b"Hello"
    assert server.paths() == ["/robots.txt", "/a", "/a", "/a", "/missing"]


async def test_three_tries_are_enough(server: WebServer) -> None:
    """After the third fault the page is given up, with what the server answered."""
    url = server.put("/a", page(status=502))
    async with fetcher() as fetching:
        fault = await fault_of(fetching, url)
    assert (fault.status, fault.lasting, fault.retry_after) == (502, False, None)
    assert server.paths() == ["/robots.txt", "/a", "/a", "/a"]


async def test_a_short_retry_after_is_waited_for(server: WebServer) -> None:
    """A server that wants a second has it before the next try."""
    url = server.put("/a", in_turn(page(status=429, retry_after="1"), page()))
    async with fetcher() as fetching:
        assert isinstance(await fetching.get(url), Page)
    first, second = (asked.at for asked in server.asked if asked.path == "/a")
    assert second - first > 0.9


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("3600", 3600, 3600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 604_800, 604_800),
        ("999999999", 604_800, 604_800),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 604_800, 604_800),
        ("99999999999999", 0, 0),
        ("Thu, 99 Foo 2020", 0, 0),
        ("soon", 0, 0),
        ("-5", 0, 0),
    ],
)
async def test_a_long_retry_after_is_left_to_the_caller(
    server: WebServer, value: str, least: float, most: float
) -> None:
    """A server that wants to be left alone for long is told of, a week at most; nonsense isn't."""
    url = server.put("/a", page(status=503, retry_after=value))
    async with fetcher(tries=1) as fetching:
        fault = await fault_of(fetching, url)
    assert least <= (fault.retry_after or 0) <= most


async def test_a_host_that_wants_to_be_left_alone_is(server: WebServer) -> None:
    """After a long Retry-After no page of the host is asked for; other hosts are."""
    url = server.put("/a", page(status=429, retry_after="3600"))
    async with fetcher() as fetching:
        first = await fault_of(fetching, url)
        second = await fault_of(fetching, server.url("/b"))
        elsewhere = await fault_of(fetching, server.url("/b", "other.test"))
    assert (first.status, first.retry_after) == (429, 3600)
    assert second.reason == "site.test wants to be left alone"
    assert not second.lasting
    assert 3500 < (second.retry_after or 0) <= 3600
    assert elsewhere.status == 404
    assert server.paths() == ["/robots.txt", "/a"]


# Turns


async def test_a_host_is_asked_one_thing_at_a_time(server: WebServer) -> None:
    """Several hosts are asked at once, each for one page at a time."""
    hosts = ("site.test", "other.test", "third.test")
    urls = [server.put(f"/{n}", page(pause=0.1), host) for host in hosts for n in range(3)]
    async with fetcher() as fetching:
        await asyncio.gather(*map(fetching.get, urls))
    assert dict(server.at_once) == dict.fromkeys(hosts, 1)
    assert server.hosts_at_once > 1


async def test_so_many_hosts_are_asked_at_once(server: WebServer) -> None:
    """No more hosts are asked at a time than the limit says."""
    hosts = ("site.test", "other.test", "third.test")
    urls = [server.put("/", page(pause=0.1), host) for host in hosts]
    async with fetcher(at_once=2) as fetching:
        await asyncio.gather(*map(fetching.get, urls))
    assert server.hosts_at_once == 2


async def test_hosts_that_redirect_to_each_other_do_not_lock(server: WebServer) -> None:
    """Two hosts that redirect to each other at one time are both fetched."""
    one = server.put("/a", redirect(server.url("/b", "other.test")))
    two = server.put("/a", redirect(server.url("/b")), "other.test")
    server.put("/b", page())
    server.put("/b", page(), "other.test")
    async with fetcher() as fetching, asyncio.timeout(10):
        found = await asyncio.gather(fetching.get(one), fetching.get(two))
    assert all(isinstance(each, Page) for each in found)


async def test_a_pause_lies_between_requests(server: WebServer) -> None:
    """One host has its pause after each answer, robots.txt included; other hosts don't wait."""
    urls = [server.put(path, page()) for path in ("/a", "/b")]
    async with fetcher(pause=0.3) as fetching:
        await asyncio.gather(*map(fetching.get, urls))
    times = [asked.at for asked in server.asked]
    assert len(times) == 3
    assert all(later - earlier > 0.28 for earlier, later in pairwise(times))


async def test_cancelling_frees_the_host(server: WebServer) -> None:
    """Whoever gives up waiting leaves the host, and no connection, to others."""
    begun, ended = asyncio.Event(), asyncio.Event()

    async def stall(_: Asked, send: Send) -> None:
        begun.set()
        try:
            while True:
                await send(head(200, TYPED) if not ended.is_set() else b"")
                await asyncio.sleep(0.01)
        finally:
            ended.set()

    slow, quick = server.put("/slow", stall), server.put("/quick", page())
    async with fetcher() as fetching:
        asking = asyncio.create_task(fetching.get(slow))
        await asyncio.wait_for(begun.wait(), 5)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert isinstance(await asyncio.wait_for(fetching.get(quick), 5), Page)
        await asyncio.wait_for(ended.wait(), 5)


async def test_a_fetcher_is_to_be_opened() -> None:
    """Outside of its `async with` a fetcher asks nobody."""
    fetching = Fetcher("Footnote/0.0", QUICK, allowed=frozenset({"127.0.0.1"}))
    with pytest.raises(RuntimeError, match="isn't open"):
        await fetching.get("http://127.0.0.1/")


async def test_many_hosts_are_not_remembered_for_ever() -> None:
    """What is known of hosts is bounded, and nobody's turn is lost by it."""
    async with fetcher() as fetching:
        async with fetching._turn("first.test"):
            for n in range(3_000):
                fetching._host(f"{n}.test")
            assert "first.test" in fetching._hosts
        assert len(fetching._hosts) <= 2_001
