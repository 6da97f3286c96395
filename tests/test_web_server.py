"""The web sites of the tests do what they say, the bad things too."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator

import pytest

from tests.web_server import (
    Asked,
    Send,
    WebServer,
    bomb,
    drip,
    endless,
    fresh,
    in_turn,
    page,
    raw,
    redirect,
    zipped,
)


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    """The sites, running."""
    async with WebServer() as running:
        yield running


async def ask(server: WebServer, path: str, *headers: str, most: int = 1_000_000) -> bytes:
    """What comes over the wire for a plain request: all of it, or the first `most` bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        lines = [f"GET {path} HTTP/1.1", "Host: site.test", *headers, "", ""]
        writer.write("\r\n".join(lines).encode())
        found = b""
        while len(found) < most and (piece := await reader.read(65_536)):
            found += piece
        return found
    finally:
        writer.close()


async def test_a_page_is_sent_and_noted(server: WebServer) -> None:
    """A page comes with its headers, and the request is noted."""
    server.put("/a", page(b"Hello", etag='"1"'))
    found = await ask(server, "/a", "X-Odd: yes")
    assert found.startswith(b"HTTP/1.1 200 ")
    assert b'etag: "1"\r\n' in found
    assert found.endswith(b"\r\n\r\nHello")
    assert server.asked[0].headers["x-odd"] == "yes"


async def test_what_nobody_put_there_is_missing(server: WebServer) -> None:
    """An unknown path is a 404."""
    assert (await ask(server, "/nowhere")).startswith(b"HTTP/1.1 404 ")


async def test_a_known_page_is_not_sent_again(server: WebServer) -> None:
    """A page with an ETag or a day answers 304 to whoever names it."""
    server.put("/a", fresh(b"Hello", etag='"1"', last_modified="yesterday"))
    assert (await ask(server, "/a")).endswith(b"Hello")
    for header in ('If-None-Match: "1"', "If-Modified-Since: yesterday"):
        assert (await ask(server, "/a", header)).startswith(b"HTTP/1.1 304 ")


async def test_answers_come_in_turn(server: WebServer) -> None:
    """Each request takes the next answer, and the last one stays."""
    server.put("/a", in_turn(page(status=503), redirect("/b"), raw(b"nonsense")))
    found = [await ask(server, "/a") for _ in range(4)]
    assert [piece[:12] for piece in found[:2]] == [b"HTTP/1.1 503", b"HTTP/1.1 302"]
    assert found[2:] == [b"nonsense", b"nonsense"]


async def test_an_endless_body_goes_on(server: WebServer) -> None:
    """An endless body sends more than it announced, until the other side hangs up."""
    server.put("/a", endless(length=10))
    assert len(await ask(server, "/a", most=3_000_000)) >= 3_000_000


async def test_a_bomb_is_a_thousandth_of_itself(server: WebServer) -> None:
    """A bomb expands to what it says."""
    server.put("/a", bomb(megabytes=5))
    packed = (await ask(server, "/a")).partition(b"\r\n\r\n")[2]
    assert len(packed) < 10_000
    with pytest.raises(EOFError):
        gzip.decompress(packed)
    server.put("/b", zipped(b"Hello"))
    assert gzip.decompress((await ask(server, "/b")).partition(b"\r\n\r\n")[2]) == b"Hello"


async def test_a_drip_takes_its_time(server: WebServer) -> None:
    """A drip sends a byte at a time."""
    server.put("/a", drip(0.01))
    started = time.monotonic()
    found = await ask(server, "/a", most=120)
    assert found.endswith(b"\r\n\r\n" + b"x" * (len(found) - found.index(b"\r\n\r\n") - 4))
    assert time.monotonic() - started > 0.05


async def test_requests_at_one_time_are_counted(server: WebServer) -> None:
    """The most requests that a host had at once are known."""
    server.put("/a", page(pause=0.1))
    await asyncio.gather(ask(server, "/a"), ask(server, "/a"))
    await ask(server, "/a")
    assert (server.at_once["site.test"], server.hosts_at_once) == (2, 1)


async def test_stopping_ends_every_answer() -> None:
    """Leaving the context ends answers that would go on."""
    begun = asyncio.Event()

    async def stall(_: Asked, send: Send) -> None:
        begun.set()
        await asyncio.sleep(60)

    async with WebServer() as server:
        server.put("/a", stall)
        asking = asyncio.create_task(ask(server, "/a"))
        await asyncio.wait_for(begun.wait(), 5)
    assert await asyncio.wait_for(asking, 5) == b""
