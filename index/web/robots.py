"""What robots.txt allows (RFC 9309), kept for each site."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from protego import Protego

MOST = 500_000  # bytes of a robots.txt that count
_DAY = 86_400.0
_FAULT = 600.0  # seconds until a robots.txt that couldn't be read is asked for again
_SITES = 500
_AGENTS = ("user-agent", "useragent", "user agent")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows to the agent named `token`; by default everything.

    `fault` tells why nothing is known now, and nothing is to be asked until it is.
    """

    token: str = ""
    delay: float | None = None
    fault: str | None = None
    parsed: "Protego | None" = None

    @classmethod
    def read(cls, body: bytes, token: str) -> Self:
        """The rules of a robots.txt; lines that aren't rules are passed over."""
        from protego import Protego

        text = body[:MOST].decode("utf-8-sig", "replace")
        parsed = Protego.parse("\n".join(_ours(line, token) for line in text.splitlines()))
        return cls(token, parsed.crawl_delay(token), None, parsed)

    async def allow(self, url: str) -> bool:
        """Whether `url` may be asked for."""
        if self.parsed is None:
            return self.fault is None
        return await asyncio.to_thread(self.parsed.can_fetch, url, self.token)


def _ours(line: str, token: str) -> str:
    # The parser keeps every rule once for each agent that it is for: a thousand agents with a
    # thousand rules would be a million. Those that aren't ours are one.
    rule = line.partition("#")[0].strip().lower()
    name = next((name for name in _AGENTS if rule.startswith(name)), None)
    if name is None:
        return line
    agent = rule.removeprefix(name).strip(" \t:").partition("/")[0].strip()
    return f"User-agent: {agent if agent in {'*', token} else '-'}"


@dataclass(slots=True)
class _Site:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Rules | None = None
    until: float = 0.0


class Robots:
    """The rules of the sites that were asked lately, each asked for once a day at most.

    `ask` gives the rules at the address of a robots.txt.
    """

    def __init__(
        self, ask: Callable[[str], Awaitable[Rules]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    async def rules(self, url: str) -> Rules:
        """The rules of the site to which `url` belongs; what `ask` raises goes through."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        site = self._sites.setdefault(origin, _Site())
        self._sites.move_to_end(origin)
        while len(self._sites) > _SITES:
            self._sites.popitem(last=False)
        async with site.lock:
            if site.rules is None or self._clock() >= site.until:
                site.rules = await self._ask(f"{origin}/robots.txt")
                site.until = self._clock() + (_FAULT if site.rules.fault else _DAY)
            return site.rules
