"""Pages over HTTP: asked for politely, from public machines only, within limits."""

import asyncio
import ssl
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from index.web import answer
from index.web.address import Refused, Resolver, requestable, resolve
from index.web.answer import PAGES, Moved, NotModified, Page, Unfetched
from index.web.body import ENCODINGS
from index.web.robots import MOST, Robots, Rules

if TYPE_CHECKING:
    import httpx

__all__ = ["PAGES", "Fetcher", "Limits", "NotModified", "Page", "Unfetched"]

_HOSTS = 2_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetcher goes; times in seconds, sizes in bytes.

    `seconds` bounds the work for one page, all its hops and tries, and for one robots.txt; waiting
    for a host's turn isn't work. `pause` lies between two requests to one host, and a site's
    Crawl-delay counts up to `longest_pause`. `backoff` comes before the second try and doubles
    with the next; a Retry-After beyond `patience` is left to the caller.
    """

    seconds: float = 30.0
    silence: float = 15.0
    body: int = 8_000_000
    redirects: int = 5
    pause: float = 1.0
    longest_pause: float = 10.0
    at_once: int = 8
    tries: int = 3
    backoff: float = 1.0
    patience: float = 20.0


@dataclass(slots=True)
class _Host:
    """One host's turn, the pause between its requests, and until when it wants none."""

    pause: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    ready_at: float = 0.0
    closed_until: float = 0.0


@dataclass(slots=True)
class _Work:
    """What one page is asked for with, and the seconds that are left for it."""

    headers: Mapping[str, str]
    left: float
    most: int
    types: frozenset[str] | None  # None takes everything, and cuts what is too long


class Fetcher:
    """Fetches pages for the length of an `async with`.

    Asks one thing at a time of a host and `limits.at_once` hosts at a time; obeys robots.txt;
    never reaches a machine that isn't public, except those in `allowed` ('host' or 'host:port').
    `agent` names the program and a contact, 'Name/1.0 (+contact)'. `resolver` stands in for DNS,
    `verify` for the certificates that are trusted.
    """

    def __init__(
        self,
        agent: str,
        limits: Limits | None = None,
        *,
        allowed: frozenset[str] = frozenset(),
        resolver: Resolver | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._agent = agent
        self._token = agent.partition("/")[0].strip().lower()
        self._allowed = allowed
        self._resolver = resolver
        self._verify = verify
        self._transport: httpx.AsyncBaseTransport | None = None
        self._robots = Robots(self._ask_rules)
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._slots = asyncio.Semaphore(self.limits.at_once)

    async def __aenter__(self) -> Self:
        def open_() -> "httpx.AsyncBaseTransport":
            from index.web.transport import open_transport

            return open_transport(self._resolve, self._verify)

        self._transport = await asyncio.to_thread(open_)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    async def get(
        self,
        url: str,
        etag: str | None = None,
        last_modified: str | None = None,
        *,
        accept: frozenset[str] = PAGES,
    ) -> Page | NotModified:
        """The page at `url`, of a media type in `accept`; Unfetched where there is none.

        With the `etag` or `last_modified` of an earlier time it may be NotModified since.
        """
        headers = {"Accept": ", ".join(sorted(accept))}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        work = _Work(headers, self.limits.seconds, self.limits.body, accept)
        found = await self._persist(url, work)
        if isinstance(found, NotModified) and not etag and not last_modified:
            raise Unfetched("the server answered 304 unasked", lasting=False, status=304)
        return found

    async def _resolve(self, host: str, port: int) -> list[str]:
        return await resolve(host, port, self._allowed, self._resolver)

    async def _ask_rules(self, url: str) -> Rules:
        work = _Work({"Accept": "text/plain, */*"}, self.limits.seconds, MOST, None)
        try:
            found = await self._persist(url, work)
        except Unfetched as fault:
            if isinstance(fault.__cause__, Refused):
                raise
            # None that can be had is one that allows everything; one that can't be read isn't.
            return Rules() if fault.lasting and fault.status != 200 else Rules(fault=str(fault))
        body = found.body if isinstance(found, Page) else b""
        return await asyncio.to_thread(Rules.read, body, self._token)

    async def _persist(self, url: str, work: _Work) -> Page | NotModified:
        """Follow `url`, and again where the fault may pass soon and time is left."""
        import tenacity

        def again(error: BaseException) -> bool:
            return (
                isinstance(error, Unfetched)
                and error.asked
                and not error.lasting
                and work.left > 0
                and (error.retry_after or 0.0) <= self.limits.patience
            )

        backoff = self.limits.backoff
        trying = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(self.limits.tries),
            retry=tenacity.retry_if_exception(again),
            wait=tenacity.wait_exponential(backoff) + tenacity.wait_random(0, backoff),
            reraise=True,
        )
        return await trying(self._follow, url, work)

    async def _follow(self, url: str, work: _Work) -> Page | NotModified:
        """Ask for `url` and for what it redirects to, each as if it were the first."""
        seen: list[str] = []
        while True:
            target = _spelled(url)
            if target is None:
                before = f"{seen[-1]} redirects to something that" if seen else "it"
                raise Unfetched(f"{before} isn't a web address", lasting=True)
            if target in seen:
                raise Unfetched(f"it redirects in a circle, back to {target}", lasting=True)
            if len(seen) > self.limits.redirects:
                raise Unfetched(f"it redirects over {self.limits.redirects} times", lasting=True)
            seen.append(target)
            if work.types is not None:
                await self._heed_rules(target)
            found = await self._ask(target, work)
            if not isinstance(found, Moved):
                return found
            try:
                url = urljoin(target, found.location)
            except ValueError:
                url = ""

    async def _heed_rules(self, url: str) -> None:
        rules = await self._robots.rules(url)
        name = urlsplit(url).hostname or ""
        if rules.fault is not None:
            raise Unfetched(
                f"robots.txt of {name} can't be read: {rules.fault}", lasting=False, asked=False
            )
        if not await rules.allow(url):
            raise Unfetched(f"robots.txt of {name} forbids it", lasting=True)
        host = self._host(name)
        host.pause = max(self.limits.pause, min(rules.delay or 0.0, self.limits.longest_pause))

    async def _ask(self, url: str, work: _Work) -> Page | NotModified | Moved:
        """One request; every way in which it fails is Unfetched."""
        name = urlsplit(url).hostname or ""
        async with self._turn(name) as host:
            started = time.monotonic()
            try:
                async with asyncio.timeout(work.left):
                    return await self._exchange(url, work)
            except TimeoutError:
                reason = f"it took longer than {self.limits.seconds:g} seconds"
                raise Unfetched(reason, lasting=False) from None
            except Unfetched as fault:
                host.closed_until = time.monotonic() + (fault.retry_after or 0.0)
                raise
            finally:
                work.left -= time.monotonic() - started

    async def _exchange(self, url: str, work: _Work) -> Page | NotModified | Moved:
        import httpx

        if self._transport is None:
            raise RuntimeError("the fetcher isn't open")
        silence = httpx.Timeout(self.limits.silence).as_dict()
        headers = {
            "User-Agent": self._agent,
            "Accept-Encoding": ENCODINGS,
            "Connection": "close",
            **work.headers,
        }
        try:
            request = httpx.Request("GET", url, headers=headers, extensions={"timeout": silence})
            response = await self._transport.handle_async_request(request)
            try:
                return await answer.read(url, response, work.types, work.most)
            finally:
                await response.aclose()
        except Refused as refusal:
            raise Unfetched(str(refusal), lasting=True) from refusal
        except httpx.TimeoutException:
            raise Unfetched("the server kept silent", lasting=False) from None
        except (httpx.ConnectError, OSError) as error:
            raise Unfetched(f"no connection: {str(error)[:200]}", lasting=False) from None
        except httpx.HTTPError as error:
            raise Unfetched(f"a broken answer: {str(error)[:200]}", lasting=False) from None

    # Turns

    def _host(self, name: str) -> _Host:
        host = self._hosts.setdefault(name, _Host(self.limits.pause))
        self._hosts.move_to_end(name)
        if len(self._hosts) > _HOSTS:
            idle = next((n for n, h in self._hosts.items() if not h.users and n != name), None)
            self._hosts.pop(idle or "", None)
        return host

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[_Host]:
        """Wait until `name` may be asked, and let no one else ask it meanwhile."""
        host = self._host(name)
        host.users += 1
        try:
            async with host.lock:
                closed = host.closed_until - time.monotonic()
                if closed > self.limits.patience:
                    reason = f"{name} wants to be left alone"
                    raise Unfetched(reason, lasting=False, retry_after=closed, asked=False)
                await asyncio.sleep(max(closed, host.ready_at - time.monotonic()))
                async with self._slots:
                    try:
                        yield host
                    finally:
                        host.ready_at = time.monotonic() + host.pause
        finally:
            host.users -= 1


def _spelled(url: str) -> str | None:
    """The address as it goes out, so that robots.txt is asked about the very same."""
    import httpx

    found = requestable(url)
    try:
        return found and str(httpx.URL(found))
    except httpx.InvalidURL:
        return None
