"""Web sites on a real socket of this machine, that behave or misbehave as a test says.

They all answer at one port of 127.0.0.1 and are told apart by the Host header: a test gives its
own DNS, `here`.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import time
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, TypeAlias

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

LONGEST = 20.0  # seconds for one answer, however it misbehaves
MOST = 64_000_000  # bytes of one endless body
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """One request as it came: names of headers in lower case, `at` by the monotonic clock."""

    host: str
    path: str
    headers: Mapping[str, str]
    at: float = field(default_factory=time.monotonic)


Send: TypeAlias = Callable[[bytes], Awaitable[None]]
Answer: TypeAlias = Callable[[Asked, Send], Coroutine[None, None, None]]


async def here(host: str, port: int) -> list[str]:
    """DNS by which every name leads to the sites."""
    return ["127.0.0.1"]


def head(status: int = 200, *headers: tuple[str, str]) -> bytes:
    """A status line and headers, as they go over the wire."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


def raw(*pieces: bytes, pause: float = 0.0) -> Answer:
    """Exactly these bytes, with a pause in seconds before each piece; then the connection ends."""

    async def answer(_: Asked, send: Send) -> None:
        for piece in pieces:
            await asyncio.sleep(pause)
            await send(piece)

    return answer


def page(
    body: bytes = b"<html>Hello</html>",
    kind: str = HTML,
    status: int = 200,
    pause: float = 0.0,
    **headers: str,
) -> Answer:
    """A well-formed answer after a pause in seconds; `headers` are named with underscores."""
    more = [(name.replace("_", "-"), value) for name, value in headers.items()]
    told = [("Content-Type", kind)] if kind else []
    return raw(head(status, *told, ("Content-Length", str(len(body))), *more) + body, pause=pause)


def fresh(body: bytes, etag: str = "", last_modified: str = "") -> Answer:
    """A page that answers 304 to whoever has it already."""

    async def answer(asked: Asked, send: Send) -> None:
        same = etag and asked.headers.get("if-none-match") == etag
        old = last_modified and asked.headers.get("if-modified-since") == last_modified
        validators = [("ETag", etag)] if etag else []
        validators += [("Last-Modified", last_modified)] if last_modified else []
        if same or old:
            await send(head(304, *validators))
        else:
            length = ("Content-Length", str(len(body)))
            await send(head(200, ("Content-Type", HTML), length, *validators) + body)

    return answer


def redirect(to: str, status: int = 302) -> Answer:
    """The way to another address, which may be any text."""
    return raw(head(status, ("Location", to), ("Content-Length", "0")))


def endless(length: int | None = None) -> Answer:
    """A body without an end, whatever length it announces."""

    async def answer(_: Asked, send: Send) -> None:
        told = [("Content-Length", str(length))] if length is not None else []
        await send(head(200, ("Content-Type", HTML), *told))
        for _n in range(MOST // 65_536):
            await send(b"x" * 65_536)

    return answer


def drip(pause: float) -> Answer:
    """A body that comes a byte at a time, so many seconds apart."""
    start = head(200, ("Content-Type", HTML), ("Content-Length", "1000"))
    return raw(start, *(b"x" for _ in range(1000)), pause=pause)


def bomb(encoding: str = "gzip", megabytes: int = 1000) -> Answer:
    """Zeros that are a thousandth of their size on the wire; made once, sent in repeated pieces."""
    megabyte = bytes(1_000_000)
    bits = zlib.MAX_WBITS | 16 if encoding == "gzip" else zlib.MAX_WBITS
    packer = zlib.compressobj(9, wbits=bits)
    start = packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush every megabyte looks the same: no need to pack a thousand of them.
    more = packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH)

    async def answer(_: Asked, send: Send) -> None:
        await send(head(200, ("Content-Type", HTML), ("Content-Encoding", encoding)) + start)
        for _n in range(megabytes - 1):
            await send(more)

    return answer


def zipped(body: bytes) -> Answer:
    """A page as gzip."""
    return page(gzip.compress(body), content_encoding="gzip")


def in_turn(*answers: Answer) -> Answer:
    """The first answer to the first request, and so on; the last one to all others."""
    left = list(answers)

    async def answer(asked: Asked, send: Send) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(asked, send)

    return answer


class WebServer:
    """The sites, for the length of an `async with`.

    `asked` holds all requests in order, `sent` counts the bytes that went out, `at_once` the most
    requests that a host had at one time, and `hosts_at_once` the most hosts that had one.
    What nobody put there is a 404.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self.asked: list[Asked] = []
        self.sent = 0
        self.at_once: Counter[str] = Counter()
        self.hosts_at_once = 0
        self._tls = tls
        self._answers: dict[tuple[str, str], Answer] = {}
        self._open: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, path: str, answer: Answer, host: str = "site.test") -> str:
        """Let `host` answer so at `path`; gives the address."""
        self._answers[host, path] = answer
        return self.url(path, host)

    def url(self, path: str, host: str = "site.test") -> str:
        """The address of `path` on `host`."""
        return f"http{'s' if self._tls else ''}://{host}:{self.port}{path}"

    def paths(self, host: str = "site.test") -> list[str]:
        """What `host` was asked for, in order."""
        return [asked.path for asked in self.asked if asked.host == host]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            # Whoever hangs up, sends nonsense or waits too long is no one's concern here.
            with contextlib.suppress(OSError, EOFError, ValueError, asyncio.CancelledError):
                async with asyncio.timeout(LONGEST):
                    await self._serve(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = [line.partition(":") for line in lines[1:] if line]
        headers = {name.lower(): value.strip() for name, _, value in fields}
        host = headers["host"].partition(":")[0]
        asked = Asked(host, lines[0].split(" ")[1], headers)
        self.asked.append(asked)

        async def send(piece: bytes) -> None:
            writer.write(piece)
            await writer.drain()
            self.sent += len(piece)

        self._open[host] += 1
        self.at_once[host] = max(self.at_once[host], self._open[host])
        self.hosts_at_once = max(self.hosts_at_once, sum(n > 0 for n in self._open.values()))
        try:
            answer = self._answers.get((host, asked.path), page(b"Not here", status=404))
            await _while_heard(answer(asked, send), reader)
        finally:
            self._open[host] -= 1


async def _while_heard(
    answering: Coroutine[None, None, None], reader: asyncio.StreamReader
) -> None:
    """Answer, until the other side hangs up."""
    tasks = [asyncio.ensure_future(answering), asyncio.ensure_future(reader.read(1))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
