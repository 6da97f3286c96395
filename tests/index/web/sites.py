"""Fetchers for the web sites of the tests: quick, and allowed to reach this machine by names."""

import ssl
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from index.web.address import Resolver
from index.web.answer import Unfetched
from index.web.fetch import Fetcher, Limits
from tests.web_server import here

HOSTS = frozenset({"site.test", "other.test", "third.test"})
QUICK = Limits(seconds=10.0, silence=5.0, body=100_000, pause=0.0, backoff=0.01)


@cache
def trust() -> ssl.SSLContext:
    """The system's trust, loaded once: that takes its time."""
    return ssl.create_default_context()


def fetcher(
    *, resolver: Resolver = here, verify: ssl.SSLContext | None = None, **limits: Any
) -> Fetcher:
    """A fetcher for HOSTS; `limits` are those of QUICK that differ."""
    return Fetcher(
        "Footnote/0.0 (+test)",
        replace(QUICK, **limits),
        allowed=HOSTS,
        resolver=resolver,
        verify=verify or trust(),
    )


async def fault_of(fetching: Fetcher, url: str, *stamps: str) -> Unfetched:
    """The fault with which the page can't be had."""
    with pytest.raises(Unfetched) as caught:
        await fetching.get(url, *stamps)
    return caught.value
