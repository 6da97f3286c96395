"""The web as the indexer sees it: asked when something is due, never in the way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from index.errors import IndexFault
from index.intake import Skipped
from index.store import Store
from index.web.kept import Kept
from tests.index.embedders import WordsEmbedder
from tests.index.web.bench import ONE, TWO, Bench, break_table, feed, make_bench
from tests.web_server import WebServer, in_turn, page


@pytest.fixture
async def bench(server: WebServer, kept: Kept, tmp_path: Path) -> AsyncIterator[Bench]:
    """An empty index."""
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        yield make_bench(store, kept, server, tmp_path / "archive")


async def test_cited_pages_are_sources_after_one_run(bench: Bench) -> None:
    """One run fetches what digests cite, and indexes it."""
    bench.cite(d01="/1", d02="/2")
    report = await bench.run()
    assert (report.documents, report.sources, report.added) == (4, 2, 4)
    assert report.pending == 0
    assert await bench.sources() == ["/1", "/2"]


async def test_the_newest_digests_come_first(bench: Bench) -> None:
    """Where there is more than a round takes, the newest digests' pages are asked for."""
    bench.cite(d01="/1", d02="/2", d03="/3")
    await bench.run(most=2)
    assert sorted(bench.asked()) == ["/2", "/3"]
    await bench.run(most=2)
    assert sorted(bench.asked()) == ["/1", "/2", "/3"]


async def test_nothing_is_asked_twice(bench: Bench) -> None:
    """A page, or a link that is dead, isn't asked for again at the next run."""
    bench.cite(d01="/1", d02="/dead")
    await bench.run()
    asked = list(bench.server.asked)
    assert sorted(bench.asked()) == ["/1", "/dead"]
    report = await bench.run()
    assert bench.server.asked == asked
    assert (report.changed, report.sources) == (False, 1)


async def test_a_lost_catalog_is_made_again_without_asking(bench: Bench) -> None:
    """What was fetched comes back from what is kept, in one run."""
    bench.cite(d01="/1", d02="/2")
    await bench.run()
    ids = sorted(origin.document for origin in await bench.store.catalog.origins())
    asked = list(bench.server.asked)
    await bench.store.clear()
    report = await bench.run()
    assert bench.server.asked == asked
    assert (report.sources, report.added) == (2, 4)
    assert sorted(origin.document for origin in await bench.store.catalog.origins()) == ids


async def test_a_source_leaves_with_its_digest(bench: Bench) -> None:
    """One run takes out the digest that is gone and the page that it alone cited."""
    bench.cite(d01="/1", d02="/2")
    await bench.run()
    (bench.folder / "2026-04-02.md").unlink()
    report = await bench.run()
    assert (report.removed, await bench.sources()) == (2, ["/1"])


async def test_without_pages_none_is_asked_for(bench: Bench) -> None:
    """Where sources aren't to be fetched, nothing is, though a database of fetched pages is."""
    bench.cite(d01="/1")
    web = bench.web(crawling=False)
    report = await bench.indexer(web).run(crawl=True)
    assert (report.sources, bench.server.asked) == (0, [])


async def test_the_fetcher_is_entered_once(bench: Bench) -> None:
    """From the first need to the end one fetcher asks, and robots.txt is asked for once."""
    bench.cite(d01="/1")
    url = bench.server.put("/feed", in_turn(feed(ONE), feed(ONE, TWO)))
    web = bench.web(url)
    assert not bench.fetching.inside
    indexer = bench.indexer(web)
    await indexer.run(crawl=True)
    bench.clock.move(hours=1)
    bench.cite(d02="/2")
    await indexer.run(crawl=True)
    assert bench.asked().count("/feed") == 2
    assert bench.server.paths().count("/robots.txt") == 1
    assert (bench.fetching.entered, bench.fetching.inside) == (1, True)
    await web.close()
    assert not bench.fetching.inside
    await web.close()


async def test_a_site_that_wants_to_be_left_alone_is(bench: Bench) -> None:
    """A Retry-After is heeded in the next round, too."""
    bench.server.put("/1", page(status=429, retry_after="3600"))
    bench.cite(d01="/1")
    web = bench.web()
    indexer = bench.indexer(web)
    await indexer.run(crawl=True)
    bench.cite(d02="/2")
    await indexer.run(crawl=True)
    assert bench.asked() == ["/1"]
    assert await web.outcomes() == {"text": 0, "nothing": 0, "refused": 0, "failed": 2}
    await web.close()


async def test_rounds_at_the_same_time_share_the_fetcher(bench: Bench) -> None:
    """Polling and crawling at once enter the fetcher once."""
    bench.cite(d01="/1")
    url = bench.server.put("/feed", feed(ONE))
    await bench.indexer(bench.web(crawling=False)).level()
    web = bench.web(url)
    await asyncio.gather(web.poll(), web.crawl(bench.store.catalog))
    assert sorted(bench.asked()) == ["/1", "/feed"]
    assert bench.fetching.entered == 1
    await web.close()


async def test_nothing_is_entered_without_need(bench: Bench) -> None:
    """Where nothing is due, the fetcher isn't entered."""
    bench.cite(d01="/1")
    url = bench.server.put("/feed", feed(ONE))
    await bench.run(url)
    before = bench.fetching.entered
    await bench.run(url)
    assert bench.fetching.entered == before


async def test_outcomes_are_counted(bench: Bench) -> None:
    """It can be told how many pages gave text, and how the others ended."""
    bench.server.put("/empty", page(b"<html><body></body></html>"))
    bench.server.put("/busy", page(status=503))
    bench.cite(d01="/1", d02="/2", d03="/dead", d04="/empty", d05="/busy")
    web = bench.web()
    await bench.indexer(web).run(crawl=True)
    assert await web.outcomes() == {"text": 2, "nothing": 1, "refused": 1, "failed": 1}
    await web.close()


async def test_progress_is_told(bench: Bench) -> None:
    """Whoever looks on is told how many pages are fetched of how many."""
    bench.cite(d01="/1", d02="/2")
    web = bench.web()
    told: list[tuple[str, int, int]] = []
    await bench.indexer(web).run(lambda *step: told.append(step), crawl=True)
    assert [step[1:] for step in told if step[0] == "fetching"] == [(1, 2), (2, 2)]
    await web.close()


async def test_feeds_are_polled_side_by_side(bench: Bench) -> None:
    """A feed that is slow or dead holds up no other."""
    slow = bench.server.put("/feed", page(status=503, pause=1.5), host="other.test")
    dead = bench.server.put("/feed", page(status=500, pause=1.5), host="third.test")
    quick = bench.server.put("/feed", feed(ONE))
    async with asyncio.timeout(20):
        failed = await bench.web(slow, quick, dead).poll()
    assert failed == [(slow, "the server answered 503"), (dead, "the server answered 500")]
    assert bench.server.hosts_at_once > 1


async def test_a_broken_database_is_told_for_its_feed(bench: Bench) -> None:
    """Where a feed's answer can't be kept, polling tells why in one line and raises nothing."""
    url = bench.server.put("/feed", feed(ONE))
    await break_table(bench.kept, "entries")
    web = bench.web(url)
    with capture_logs():
        ((given, reason),) = await web.poll()
    assert given == url
    assert reason.startswith("it can't be polled: ")
    assert len(reason.splitlines()) == 1
    await web.close()


async def test_a_broken_database_is_one_line(bench: Bench) -> None:
    """Where pages can't be kept, crawling is a fault of one line."""
    bench.cite(d01="/1")
    web = bench.web()
    indexer = bench.indexer(web)
    await indexer.run()
    await break_table(bench.kept, "pages")
    with capture_logs(), pytest.raises(IndexFault, match=r"no such table: pages\)") as caught:
        await indexer.fetch()
    assert len(str(caught.value).splitlines()) == 1
    await web.close()


async def test_errors_of_many_are_one_line(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that comes out of several fetches at once is told by its first."""

    async def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    bench.cite(d01="/1", d02="/2")
    bench.server.put("/2", page(b"<p>x"), host="other.test")
    web = bench.web()
    indexer = bench.indexer(web)
    await indexer.run()
    monkeypatch.setattr(bench.kept, "put_page", full)
    with (
        capture_logs(),
        pytest.raises(IndexFault, match=r"\(\[Errno 28\] No space left on device\)"),
    ):
        await indexer.fetch()
    await web.close()


async def test_what_an_older_program_kept_is_skipped(bench: Bench) -> None:
    """A page or an entry that can't be read any more is told, and the rest is indexed."""
    bench.cite(d01="/1", d02="/2")
    url = bench.server.put("/feed", feed(ONE, TWO))
    await bench.run(url)
    async with bench.kept._engine.begin() as connection:
        bad = "SET body = '[]', content_hash = 'x' WHERE"
        await connection.execute(text(f"UPDATE pages {bad} url LIKE '%/1'"))
        await connection.execute(text(f"UPDATE entries {bad} guid = '1'"))
    report = await bench.run(url)
    assert (report.documents, report.removed, report.sources) == (4, 2, 1)
    assert {entry.reason for entry in report.skipped} == {"kept in a way that isn't known"}


async def test_a_feed_that_cant_be_had_holds_up_no_archive(bench: Bench) -> None:
    """A folder beside a dead feed is indexed; the feed is told."""
    bench.cite(d01="/1")
    url = bench.server.put("/feed", page(status=500))
    report = await bench.run(url)
    assert (report.documents, report.sources) == (2, 1)
    assert report.skipped == (Skipped(url, "the server answered 500"),)
