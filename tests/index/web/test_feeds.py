"""Polling feeds: what they told is kept, whatever they do next."""

import datetime as dt
import json
from dataclasses import dataclass, field

import pytest

from index.web.feeds import ParsedFeed, PollReport, poll
from index.web.fetch import Fetcher
from index.web.kept import Kept
from tests.index.web.sites import fetcher
from tests.web_server import Answer, WebServer, fresh, in_turn, page, redirect

HOUR = 3_600
START = 1_775_000_000


def parse(body: bytes, url: str) -> ParsedFeed:
    """A feed in the way of the tests: [[guid, text], …] in JSON; its title is its address."""
    entries = json.loads(body)
    return ParsedFeed(url, tuple((guid, json.dumps(text)) for guid, text in entries))


def feed(*entries: tuple[str, str], **headers: str) -> Answer:
    """An answer with these entries."""
    return page(json.dumps(entries).encode(), "application/rss+xml", 200, 0.0, **headers)


@dataclass
class Poller:
    """Polls at a time that a test moves on, in seconds since START."""

    fetching: Fetcher
    kept: Kept
    seconds: int = 0
    bodies: list[str] = field(default_factory=list)

    async def __call__(self, url: str, every: float = HOUR) -> PollReport:
        """Poll now; `bodies` are what is kept after it."""
        report = await poll(url, self.fetching, self.kept, parse, self._now, every=every)
        self.bodies = [json.loads(entry.body) for entry in await self.kept.entries(url)]
        return report

    def _now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(START + self.seconds, dt.UTC)


async def test_entries_are_kept(server: WebServer, kept: Kept) -> None:
    """New entries are added and changed ones replaced; those that were dropped stay."""
    first = feed(("1", "one"), ("2", "two"))
    url = server.put("/feed", in_turn(first, feed(("2", "two!"), ("3", "three"))))
    async with fetcher() as fetching:
        poller = Poller(fetching, kept)
        assert await poller(url) == PollReport("read", START + HOUR, added=2)
        poller.seconds = HOUR
        assert await poller(url) == PollReport("read", START + 2 * HOUR, added=1, changed=1)
    assert poller.bodies == ["one", "two!", "three"]
    found = await kept.feed(url)
    assert found is not None
    assert found.title == url


async def test_a_feed_is_asked_when_it_is_due(server: WebServer, kept: Kept) -> None:
    """Before its time nothing is asked."""
    url = server.put("/feed", feed(("1", "one")))
    async with fetcher() as fetching:
        poller = Poller(fetching, kept)
        await poller(url, every=1.0)
        poller.seconds = 59
        assert await poller(url, every=1.0) == PollReport("waiting", START + 60)
        poller.seconds = 60
        assert (await poller(url, every=1.0)).outcome == "read"
    assert server.paths().count("/feed") == 2


async def test_an_unchanged_feed_is_not_sent_again(server: WebServer, kept: Kept) -> None:
    """A feed is asked whether it has changed, and what it told stays."""
    url = server.put("/feed", fresh(b'[["1", "one"]]', '"1"'))
    async with fetcher() as fetching:
        poller = Poller(fetching, kept)
        await poller(url)
        poller.seconds = HOUR
        assert await poller(url) == PollReport("unchanged", START + 2 * HOUR)
    assert poller.bodies == ["one"]
    assert server.asked[-1].headers["if-none-match"] == '"1"'


async def test_the_first_of_equal_entries_counts(server: WebServer, kept: Kept) -> None:
    """A feed that tells an entry twice has told the first."""
    url = server.put("/feed", feed(("1", "one"), ("1", "uno"), ("2", "two")))
    async with fetcher() as fetching:
        poller = Poller(fetching, kept)
        assert (await poller(url)).added == 2
    assert poller.bodies == ["one", "two"]


async def test_an_endless_feed_is_cut(server: WebServer, kept: Kept) -> None:
    """Of one answer two thousand entries are kept."""
    url = server.put("/feed", feed(*((str(n), "x") for n in range(2_100))))
    async with fetcher() as fetching:
        assert (await Poller(fetching, kept)(url)).added == 2_000


@pytest.mark.parametrize(
    ("max_age", "seconds"), [("600", HOUR), ("7200", 2 * HOUR), ("99999999", 24 * HOUR)]
)
async def test_a_server_may_want_to_be_polled_less(
    server: WebServer, kept: Kept, max_age: str, seconds: int
) -> None:
    """A longer max-age is heeded, up to a day."""
    url = server.put("/feed", feed(("1", "one"), cache_control=f"max-age={max_age}"))
    async with fetcher() as fetching:
        assert (await Poller(fetching, kept)(url)).due_at == START + seconds


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (page(status=500), "the server answered 500"),
        (page(status=404), "the server answered 404"),
        (redirect("http://127.0.0.1/"), "127.0.0.1 isn't a public address"),
        (page(kind="image/png"), "it is image/png, which isn't read"),
        (page(b"no feed", "text/xml"), "it can't be read: JSONDecodeError"),
        (page(b"[1, 2]", "text/xml"), "it can't be read: TypeError"),
    ],
)
async def test_a_fault_keeps_everything(
    server: WebServer, kept: Kept, fault: Answer, reason: str
) -> None:
    """After a fault the entries are as they were, and the next poll is later each time."""
    good = feed(("1", "one"), etag='"1"')
    url = server.put("/feed", in_turn(good, fault, fault, good))
    async with fetcher(tries=1) as fetching:
        poller = Poller(fetching, kept)
        seen = []
        for _ in range(4):
            report = await poller(url)
            assert poller.bodies == ["one"]
            seen.append((report.outcome, (report.due_at - START - poller.seconds) // HOUR))
            if report.outcome == "failed":
                assert (report.reason or "").startswith(reason)
            poller.seconds = report.due_at - START
    assert seen == [("read", 1), ("failed", 2), ("failed", 4), ("read", 1)]
    assert server.asked[-1].headers["if-none-match"] == '"1"'


async def test_a_feed_needs_an_address(kept: Kept) -> None:
    """What isn't a web address can't be polled."""
    async with fetcher() as fetching:
        with pytest.raises(ValueError, match="isn't a web address"):
            await Poller(fetching, kept)("file:///feed.xml")
