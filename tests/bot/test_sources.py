"""Sources end to end: digests that cite pages, feeds, and what a person gets of them."""

import asyncio
import contextlib
import json
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.keeper import Keeper
from index.indexer import Report
from index.store import Store
from index.web.kept import Kept
from tests.bot.process import footnote
from tests.index.embedders import WordsEmbedder
from tests.index.making import write
from tests.index.web.bench import (
    CHIPS,
    LEASE,
    ONE,
    TWO,
    Bench,
    article,
    break_table,
    feed,
    make_bench,
)
from tests.web_server import WebServer, in_turn, page

LEASED = (
    "The CoreWeave lease of Meta runs to 2032 and covers twelve data centres in Texas and Ohio."
)
WAIT = 30.0  # seconds


@dataclass
class World:
    """A folder to work in, whose archive cites pages of a site that is running."""

    cwd: Path
    server: WebServer
    first: dict[str, Any]

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a person who wants sources."""
        port = self.server.port
        return {
            "FOOTNOTE_ARCHIVE": "archive",
            "FOOTNOTE_SOURCES": "fetch",
            "FOOTNOTE_FETCH_ALLOW": f"127.0.0.1:{port},localhost:{port}",
        }

    def run(self, *arguments: str, cwd: Path | None = None, **settings: str) -> str:
        """What `footnote` writes on standard output; it says nothing else and succeeds."""
        done = footnote(*arguments, cwd=cwd or self.cwd, **{**self.settings, **settings})
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def json(self, *arguments: str, cwd: Path | None = None, **settings: str) -> Any:
        """The same as JSON."""
        return json.loads(self.run(*arguments, "--json", cwd=cwd, **settings))


@contextlib.contextmanager
def _serving() -> Iterator[WebServer]:
    """The sites in a thread of their own, for as long as the block runs."""
    loop, server = asyncio.new_event_loop(), WebServer()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(WAIT)
    yield server
    asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(WAIT)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(WAIT)
    loop.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world that was indexed once; tests don't change its archive."""
    cwd = tmp_path_factory.mktemp("world")
    head = "<title>A lease</title><meta property='og:site_name' content='The News'>"
    with _serving() as server:
        body = article(LEASED, CHIPS, head=head).encode()
        lease = server.put("/lease", page(body), host="127.0.0.1")
        write(
            cwd / "archive" / "daily",
            {
                "2026-04-13.md": (
                    "# Compute\n\nMeta leases data centres from CoreWeave, "
                    f"[The News]({lease}?utm_source=daily#top) reports. It is its largest lease. "
                    f"An [older report]({server.url('/dead', 'localhost')}) told less."
                ),
                "2026-04-14.md": "# Routers\n\nA [router](http://10.0.0.1/admin) was left open.",
            },
        )
        made = World(cwd, server, {})
        made.first = made.json("index")
        yield made


def test_index_fetches_what_digests_cite(world: World) -> None:
    """`index` asks each site for its robots.txt and for what digests cite, once."""
    assert (world.first["documents"], world.first["sources"], world.first["added"]) == (3, 1, 3)
    assert world.first["pending"] == 0
    assert world.server.paths("127.0.0.1")[:2] == ["/robots.txt", "/lease"]
    assert world.server.paths("localhost")[:2] == ["/robots.txt", "/dead"]


def test_nothing_is_asked_for_again(world: World) -> None:
    """A second `index` asks for nothing: neither for the page nor for the dead link."""
    asked = len(world.server.asked)
    again = world.json("index")
    assert len(world.server.asked) == asked
    assert [again[name] for name in ("sources", "unchanged", "added", "embedded")] == [1, 3, 0, 0]


def test_search_finds_a_source(world: World) -> None:
    """`search --json` gives what a page says as evidence of a source, by its address."""
    found = world.json("search", "data centres in Ohio", "-k", "1")
    assert [(e["kind"], e["file"], e["publication"], e["title"]) for e in found] == [
        ("source", None, "The News", "A lease")
    ]
    assert found[0]["url"] == world.server.url("/lease", "127.0.0.1")


def test_ask_quotes_the_source_behind_the_digest(world: World) -> None:
    """An answer has the digest's own words first, then those of the source, named as such."""
    answer = world.json("ask", "Which data centres does Meta lease from CoreWeave?")
    digest, source = answer["citations"]
    assert (digest["kind"], digest["file"]) == ("digest", "daily/2026-04-13.md")
    assert (source["kind"], source["file"]) == ("source", None)
    assert source["url"] == world.server.url("/lease", "127.0.0.1")
    first, second = answer["answer"].splitlines()
    assert first.startswith("- 13 April 2026: Meta leases data centres")
    assert second == f"- Undated, the source The News: {LEASED} [2]"


def test_stats_tell_what_became_of_pages(world: World) -> None:
    """`stats` counts pages that gave text and those that were refused: dead, or not public."""
    facts = world.json("stats")
    assert (facts["documents"], facts["sources"], facts["skipped"]) == (3, 1, [])
    assert facts["pages"] == {"text": 1, "nothing": 0, "refused": 2, "failed": 0}


def test_a_lost_catalog_comes_back_without_a_request(world: World, tmp_path: Path) -> None:
    """Without catalog and vectors, sources come back from what was fetched."""
    data = shutil.copytree(world.cwd / "data", tmp_path / "data")
    for lost in data.glob("catalog.db*"):
        lost.unlink()
    shutil.rmtree(data / "vectors")
    asked = len(world.server.asked)
    again = world.json("index", "--data", str(data))
    assert len(world.server.asked) == asked
    assert [again[name] for name in ("documents", "sources", "added")] == [3, 1, 3]


def test_a_feed_is_an_archive(world: World, tmp_path: Path) -> None:
    """`--archive` takes a feed's address; its entries are searched like digests."""
    url = world.server.put("/feed", feed(ONE, TWO), host="127.0.0.1")
    data = ("--data", str(tmp_path / "data"), "--archive", url)
    answer = world.json("ask", "Which model leads the benchmark?", *data, FOOTNOTE_SOURCES="local")
    assert (answer["citations"][0]["file"], answer["citations"][0]["date"]) == (None, "2026-04-14")
    assert answer["coverage"]["documents"] == 2


# While a bot runs


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """An index whose digests cite pages of a site, with a clock that is moved."""
    kept = await Kept.open(tmp_path / "web.db")
    async with WebServer() as server, Store(tmp_path / "data", WordsEmbedder()) as store:
        yield make_bench(store, kept, server, tmp_path / "archive")
    await kept.close()


class Told:
    """Reports as they come, to wait for one."""

    def __init__(self) -> None:
        self._reports: asyncio.Queue[Report] = asyncio.Queue()

    def __call__(self, report: Report) -> None:
        """Take a report."""
        self._reports.put_nowait(report)

    async def until(self, documents: int) -> None:
        """Wait until there are so many documents."""
        async with asyncio.timeout(WAIT):
            while (await self._reports.get()).documents != documents:
                pass


async def test_a_keeper_polls_and_crawls(bench: Bench) -> None:
    """While a bot runs its feeds are polled when they are due, and what digests cite is fetched."""
    bench.cite(d01="/1")
    url = bench.server.put("/feed", in_turn(feed(ONE), feed(ONE, TWO)))
    bench.server.put("/lease", page(article(f"Lease: {LEASE}", CHIPS).encode()))
    web = bench.web(url)
    indexer, told = bench.indexer(web), Told()
    await indexer.level()
    keeper = asyncio.create_task(Keeper(indexer, 0.2, told).run())
    await told.until(documents=4)
    assert await bench.sources() == ["/1", "/lease"]
    bench.clock.move(hours=1)
    await told.until(documents=5)
    assert bench.asked().count("/feed") == 2
    keeper.cancel()
    await asyncio.wait({keeper})
    await web.close()


@pytest.mark.parametrize("table", ["entries", "pages", "feeds"])
async def test_a_keeper_outlives_a_broken_database(bench: Bench, table: str) -> None:
    """Whatever breaks what was fetched, the keeper goes on and no trace is shown."""
    bench.cite(d01="/1")
    url = bench.server.put("/feed", feed(ONE))
    web = bench.web(url)
    await break_table(bench.kept, table)
    with capture_logs() as logs:
        keeper = asyncio.create_task(Keeper(bench.indexer(web), 0.2).run())
        await asyncio.sleep(1.0)
        assert not keeper.done()
        keeper.cancel()
        await asyncio.wait({keeper})
    await web.close()
    loud = [entry for entry in logs if entry["log_level"] in {"warning", "error"}]
    assert [entry for entry in loud if entry.get("exc_info")] == []
