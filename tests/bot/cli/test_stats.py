"""Tests of bot/cli/stats.py: the facts, and how a person reads them."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.stats import _show, collect, collect_feedback, gaps
from bot.settings import load_settings
from bot.state import State
from index.intake import Skipped
from index.store import Store
from index.web.kept import Kept
from tests.bot.state.test_answers import record
from tests.index.embedders import WordsEmbedder
from tests.index.web.bench import Bench, make_bench
from tests.web_server import WebServer, page

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("documents", "undated", "sources", "passages", "pending"), 0),
    **{name: {} for name in ("pages", "publications", "tags")},
    **{name: [] for name in ("gaps", "dates_differ", "same_content", "skipped")},
    "first": None,
}


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


async def test_feedback_stands_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outcomes, votes and the questions that found nothing are told, where any are on record."""
    settings = load_settings(data=tmp_path)
    empty = await collect_feedback(settings)
    state = await State.open(settings.state)
    now = state.now()
    for n, outcome in enumerate(("answered", "abstained", "abstained")):
        await state.answers.add(
            record(n, outcome=outcome, question=f"What of [b]zebra {n}?", asked_at=now)
        )
    await state.rate(record(0).id, 7, "up")
    await state.close()

    facts = await collect_feedback(settings)
    _show(EMPTY | facts)

    told = " ".join(capsys.readouterr().out.split())
    assert empty == {"questions": {}, "feedback": {}, "found_nothing": []}
    assert facts["questions"] == {"abstained": 2, "answered": 1}
    assert facts["feedback"] == {"up": 1}
    assert "2 abstained, 1 answered" in told
    assert "1 useful, 0 not useful, 0 with a wrong source" in told
    assert "“What of [b]zebra 1?”, “What of [b]zebra 2?”" in told


def test_gaps_lie_between_days() -> None:
    """A gap is a run of days between two with a digest."""
    days = [dt.date(2026, 4, day) for day in (1, 2, 5, 7)]
    assert gaps(days) == [
        (dt.date(2026, 4, 3), dt.date(2026, 4, 4)),
        (dt.date(2026, 4, 6), dt.date(2026, 4, 6)),
    ]
    assert gaps([]) == gaps(days[:1]) == []
