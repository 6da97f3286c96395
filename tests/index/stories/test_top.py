"""Tests of index/stories/top.py: which insights an archive's days give."""

import datetime as dt
from pathlib import Path

import pytest

from index.digest import Span
from index.indexer import Indexer
from index.store import Store
from index.stories.stories import Stories
from index.stories.top import days_up_to
from index.stories.values import Insight
from tests.index.embedders import WordsEmbedder
from tests.index.shelf import Shelf
from tests.lag import LIMIT, smallest_lag

WEEK = Span(dt.date(2026, 4, 13), dt.date(2026, 4, 19))


async def top_of(
    tmp_path: Path, texts: dict[str, str], span: Span = WEEK, limit: int = 5
) -> list[Insight]:
    """The insights of an archive of some texts; asked twice, they are the same."""
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        await Indexer(store, [Shelf(texts)]).run()
        found = await Stories(store).top(span, limit)
        assert await Stories(store).top(span, limit) == found
    return list(found)


BEFORE = {
    f"2026-04-{day:02}.md": "All of them say that Oracle builds another large data center in Ohio."
    for day in (6, 7, 8)
}


async def test_risen_before_what_is_always_told(tmp_path: Path) -> None:
    """What several digests tell that nobody told before comes first, with its other places."""
    texts = {
        **BEFORE,
        "2026-04-13.md": "The people at Zephyr release weights of their largest model under MIT.",
        "2026-04-14.md": "Analysts doubt that Zephyr earns enough to train another large model.",
        "2026-04-15.md": "Investors hear that Oracle rents one more data center near Dallas.",
    }
    first, *others = await top_of(tmp_path, texts)

    assert (first.subject, first.digests) == ("Zephyr", 2)
    assert first.quote == texts["2026-04-13.md"]
    assert [each.origin.file for each in first.also] == ["2026-04-14.md"]
    assert len({each.evidence.passage.id for each in (first, *others)}) == 1 + len(others)


async def test_one_subject_is_told_once(tmp_path: Path) -> None:
    """Two names of one story are one insight, however much is told of them."""
    texts = {
        **BEFORE,
        "2026-04-13.md": "Yesterday Notos and Zephyr agreed to merge their chip labs in Reno.",
        "2026-04-14.md": "Many say that Zephyr and Notos will merge all their chip labs by May.",
        "2026-04-15.md": "Shareholders of Zephyr approve its merger with Notos by a large margin.",
    }
    found = await top_of(tmp_path, texts)

    assert [each.subject for each in found if "Zephyr" in each.quote] in (["Zephyr"], ["Notos"])


@pytest.mark.parametrize(
    "told",
    [
        "Is Zephyr about to release the weights of its largest model this week?",
        "Zephyr!",
        "It is what Zephyr promised to release with all of its largest weights.",
        "releases: Zephyr, Boreas, Notos and the weights of several others",
    ],
)
async def test_what_says_nothing_by_itself(tmp_path: Path, told: str) -> None:
    """Questions, cries, what points back, and fragments give way to a sentence that tells."""
    texts = {
        **BEFORE,
        "2026-04-13.md": told,
        "2026-04-14.md": "Now Zephyr has released the weights of its largest model for everyone.",
    }
    found = await top_of(tmp_path, texts, limit=1)

    assert [each.quote for each in found] == [texts["2026-04-14.md"]]


async def test_archive_that_names_nothing(tmp_path: Path) -> None:
    """Where nothing is named, what the digests begin with stands in, without a subject."""
    texts = {
        "2026-04-13.md": "all quiet",
        "2026-04-14.md": "Farmers harvest more wheat than in any of the last twenty years.",
    }
    found = await top_of(tmp_path, texts)

    assert [(each.subject, each.quote) for each in found] == [("", texts["2026-04-14.md"])]


async def test_days_without_digests(tmp_path: Path) -> None:
    """Days that the archive doesn't have give nothing."""
    assert await top_of(tmp_path, BEFORE, Span(dt.date(2020, 1, 1), dt.date(2020, 1, 7))) == []


def test_days_end_with_the_newest() -> None:
    """Days are counted back from the newest digest, and don't go before the first of all."""
    assert days_up_to(dt.date(2026, 4, 21), 7) == Span(dt.date(2026, 4, 15), dt.date(2026, 4, 21))
    assert days_up_to(dt.date.min, 90) == Span(dt.date.min, dt.date.min)
    assert days_up_to(None, 7) == Span()


async def test_event_loop_stays_free(tmp_path: Path) -> None:
    """Choosing among many long passages doesn't hold up the event loop."""
    names = [f"{letter}orax" for letter in "BCDFGHKLMN"]
    texts = {
        f"2026-04-{day}.md": "|".join(
            f"On day {day} we hear that {name} sells {day} new machines. " * 12 for name in names
        )
        for day in range(13, 16)
    }
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        await Indexer(store, [Shelf(texts)]).run()
        stories = Stories(store)
        await stories.names()  # what is kept for all that ask isn't measured here
        lag = await smallest_lag(lambda: stories.top(WEEK))

    assert lag < LIMIT
