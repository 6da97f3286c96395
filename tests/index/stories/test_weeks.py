"""Tests of index/stories/weeks.py: mentions a week of an archive."""

import datetime as dt
from pathlib import Path

from index.digest import Span
from index.indexer import Indexer
from index.store import Store
from index.stories.stories import Stories
from index.stories.values import Mentions
from tests.index.embedders import WordsEmbedder
from tests.index.shelf import Shelf

TEXTS = {
    "2026-04-01.md": "We hear that Zephyr came.",
    "2026-04-02.md": "We hear nothing.|Nor do they.",
    "2026-04-20.md": "We hear that Z-1 went.|All say that Zephyr is gone.",
    "2026-04-21.md": "We hear that Boreas came.|All say so, of Boreas as well.",
    "notes.md": "We hear that Zephyr came on no day.",
}


def test_share_and_peak() -> None:
    """A share is of the week's passages; a week without any has none, and is never the peak."""
    weeks = tuple(dt.date(2026, 4, day) for day in (6, 13, 20))
    mentions = Mentions(("A", "B"), weeks, ((2, 0, 4), (0, 0, 0)), (4, 0, 80))

    assert mentions.shares(0) == (50.0, None, 5.0)
    assert (mentions.peak(0), mentions.peak(1)) == (0, None)


async def test_weeks_of_an_archive(tmp_path: Path) -> None:
    """Other names count together, the undated in no week, and the peak has its digest."""
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        await Indexer(store, [Shelf(TEXTS)]).run()
        stories = Stories(store)
        terms = [["Zephyr", "Z-1"], ["Boreas"], ["Notos"]]
        all_ = await stories.mentions(terms)
        peaks = [await stories.peak(term, all_) for term in terms]
        first = await stories.mentions(terms, Span(None, dt.date(2026, 4, 1)))
        late = await stories.mentions([["Zephyr"]], Span(dt.date(2026, 4, 21)))
        nothing = await stories.peak(["Zephyr"], late)

    assert all_.weeks == tuple(dt.date(2026, 3, 30) + dt.timedelta(7 * n) for n in range(4))
    assert all_.counts == ((1, 0, 0, 2), (0, 0, 0, 2), (0, 0, 0, 0))
    assert all_.passages == (3, 0, 0, 4)
    assert all_.span == Span(dt.date(2026, 4, 1), dt.date(2026, 4, 21))
    files = [peak.origin.file if peak else None for peak in peaks]
    assert files == ["2026-04-20.md", "2026-04-21.md", None]
    assert (first.passages, first.counts[0]) == ((1,), (1,))
    assert (late.passages, nothing) == ((2,), None)
