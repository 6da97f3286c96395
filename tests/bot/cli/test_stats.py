"""Tests of bot/cli/stats.py: the facts, and how a person reads them."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.stats import _show, collect, gaps
from index.intake import Skipped
from index.store import Store
from index.web.kept import Kept
from tests.index.embedders import WordsEmbedder
from tests.index.web.bench import Bench, make_bench
from tests.web_server import WebServer, page


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """An index whose digests cite pages of a site."""
    kept = await Kept.open(tmp_path / "web.db")
    async with WebServer() as server, Store(tmp_path / "data", WordsEmbedder()) as store:
        yield make_bench(store, kept, server, tmp_path / "archive")
    await kept.close()


async def test_pages_are_counted_by_what_became_of_them(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    """The facts count pages that gave text and those that couldn't be had; people read them."""
    bench.server.put("/busy", page(status=503))
    bench.cite(d01="/1", d02="/2", d03="/dead", d04="/busy")
    web = bench.web()
    await bench.indexer(web).run(crawl=True)
    facts = await collect(bench.store, (), web)
    assert (facts["documents"], facts["sources"]) == (6, 2)
    assert facts["pages"] == {"text": 2, "nothing": 0, "refused": 1, "failed": 1}
    _show(facts)
    assert "2 text, 1 refused, 1 failed" in capsys.readouterr().out
    await web.close()


async def test_without_the_web_there_are_no_pages(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing may be asked, nothing is told of pages."""
    bench.cite(d01="/1")
    await bench.indexer(bench.web(crawling=False)).run()
    facts = await collect(bench.store, [Skipped("https://a.test/feed", "the server answered 404")])
    assert facts["pages"] == {}
    _show(facts)
    told = capsys.readouterr().out
    assert "pages" not in told
    assert "https://a.test/feed: the server answered 404" in " ".join(told.split())


async def test_sources_are_no_digests(bench: Bench) -> None:
    """Publications, days and the undated are those of digests alone."""
    bench.cite(d01="/1", d03="/2")
    await bench.run()
    facts = await collect(bench.store, ())
    assert (facts["undated"], facts["sources"], facts["documents"]) == (0, 2, 4)
    assert sum(facts["publications"].values()) == 2
    assert facts["gaps"] == [{"from": "2026-04-02", "to": "2026-04-02", "days": 1}]


def test_gaps_lie_between_days() -> None:
    """A gap is a run of days between two with a digest."""
    days = [dt.date(2026, 4, day) for day in (1, 2, 5, 7)]
    assert gaps(days) == [
        (dt.date(2026, 4, 3), dt.date(2026, 4, 4)),
        (dt.date(2026, 4, 6), dt.date(2026, 4, 6)),
    ]
    assert gaps([]) == gaps(days[:1]) == []
