"""Tests of index/stories/stories.py."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.digest import Span
from index.indexer import Indexer
from index.store import Store
from index.stories.stories import Stories
from tests.index.embedders import WordsEmbedder
from tests.index.shelf import Shelf

TEXTS = {
    "2026-04-01.md": "The makers of Zephyr announced a model named Zephyr Nine for coding.",
    "2026-04-02.md": "Oracle orders fuel cells from Bloom Energy for its halls in Texas.",
    "2026-04-09.md": "The makers of Zephyr released a model named Zephyr Nine for coding today.",
    "2026-04-20.md": "In all halls the makers of Zephyr released a model named Zephyr Nine today.",
    "notes.md": "The makers of Zephyr told of a model named Zephyr Nine for coding.",
    **{
        f"2026-03-{n:02}.md": f"On day {n} no. {n * 7} went by, with {n * 3} more."
        for n in range(1, 29)
    },
}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty index."""
    async with Store(tmp_path / "data", WordsEmbedder()) as opened:
        yield opened


async def _filled(store: Store, texts: dict[str, str]) -> Shelf:
    shelf = Shelf(dict(texts))
    await Indexer(store, [shelf]).run()
    return shelf


async def _ids(store: Store, shelf: Shelf, name: str) -> list[str]:
    found = await store.catalog.passages_of(shelf.document_id(name))
    return [each.passage.id for each in found]


async def _earlier(store: Store, shelf: Shelf, name: str, limit: int = 5) -> list[str]:
    found = await Stories(store).earlier(await _ids(store, shelf, name), limit)
    return [each.evidence.origin.file for each in found]


async def test_earlier_coverage_comes_newest_first(store: Store) -> None:
    """What told the same story on days before is found, with the names that both tell."""
    shelf = await _filled(store, TEXTS)
    found = await Stories(store).earlier(await _ids(store, shelf, "2026-04-20.md"))
    assert [each.evidence.origin.file for each in found] == ["2026-04-09.md"]
    assert [each.origin.file for each in found[0].also] == ["2026-04-01.md"]
    assert found[0].names[0] == "Zephyr Nine"
    assert 0.5 < found[0].similarity <= 1.0


async def test_the_first_coverage_has_none_before(store: Store) -> None:
    """Neither later days nor the undated are earlier coverage, nor is another story."""
    shelf = await _filled(store, TEXTS)
    assert await _earlier(store, shelf, "2026-04-01.md") == []
    assert await _earlier(store, shelf, "2026-04-02.md") == []
    assert await Stories(store).earlier(["gone"]) == []
    assert await _earlier(store, shelf, "2026-04-09.md", 0) == []


async def test_links_follow_the_archive(store: Store) -> None:
    """A story that is removed or rewritten is earlier coverage no more; a late one is at once."""
    shelf = await _filled(store, {k: v for k, v in TEXTS.items() if k != "2026-04-01.md"})
    indexer = Indexer(store, [shelf])
    assert await _earlier(store, shelf, "2026-04-09.md") == []
    shelf.texts["2026-04-01.md"] = TEXTS["2026-04-01.md"]
    await indexer.run()
    assert await _earlier(store, shelf, "2026-04-09.md") == ["2026-04-01.md"]
    shelf.texts["2026-04-01.md"] = "Nothing of note was announced."
    await indexer.run()
    assert await _earlier(store, shelf, "2026-04-09.md") == []
    shelf.texts["2026-04-01.md"] = TEXTS["2026-04-01.md"]
    await indexer.run()
    del shelf.texts["2026-04-01.md"]
    await indexer.run()
    assert await _earlier(store, shelf, "2026-04-09.md") == []


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(["2026-04-01.md", "2026-04-09.md", "2026-04-20.md", "notes.md"]))
async def test_the_order_of_arrival_doesnt_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    """However the digests came, links and timeline are the same."""
    async with Store(tmp_path_factory.mktemp("order"), WordsEmbedder()) as store:
        shelf = await _filled(store, {k: v for k, v in TEXTS.items() if k not in order})
        for name in order:
            shelf.texts[name] = TEXTS[name]
            await Indexer(store, [shelf]).run()
        assert await _earlier(store, shelf, "2026-04-20.md") == ["2026-04-09.md"]
        timeline = await Stories(store).timeline("Zephyr Nine")
        files = [entry.evidence.origin.file for entry in timeline.entries]
        assert files == ["2026-04-01.md", "2026-04-20.md"]


async def test_passages_that_wait_for_their_vector_are_linked(store: Store) -> None:
    """What was read a moment ago has its earlier coverage before its own vector is made."""
    shelf = await _filled(store, {k: v for k, v in TEXTS.items() if k != "2026-04-20.md"})
    shelf.texts["2026-04-20.md"] = TEXTS["2026-04-20.md"]
    await Indexer(store, [shelf]).level()
    assert await store.catalog.outbox.pending() == 1
    assert await _earlier(store, shelf, "2026-04-20.md", 1) == ["2026-04-09.md"]


async def test_without_vectors_nothing_is_linked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where vectors can't be asked, there is no earlier coverage, and no error."""
    shelf = await _filled(store, TEXTS)

    async def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(store.vectors, "nearest", fail)
    assert await _earlier(store, shelf, "2026-04-20.md") == []


async def test_what_people_say_may_have_been_covered(store: Store) -> None:
    """A text of anybody's finds where it was told; one of something else finds nothing."""
    await _filled(store, TEXTS)
    stories = Stories(store)
    (found,) = await stories.covered("Oracle orders fuel cells from Bloom Energy for its halls.")
    assert found.evidence.origin.file == "2026-04-02.md"
    assert await stories.covered("My cat sleeps on the sofa all day.") == []
    assert await stories.covered("\0 \ud800") == []


async def test_timeline_of_a_name_within_days(store: Store) -> None:
    """A timeline names its story as the archive does, and keeps to the days asked for."""
    await _filled(store, TEXTS)
    stories = Stories(store)
    timeline = await stories.timeline("zephyr nine")
    assert (timeline.name, timeline.found) == ("Zephyr Nine", 4)
    first, last = timeline.entries
    assert first.quote == TEXTS["2026-04-01.md"]
    assert [each.origin.file for each in first.also] == ["2026-04-09.md", "notes.md"]
    assert last.quote == TEXTS["2026-04-20.md"]
    within = await stories.timeline("Zephyr Nine", Span(dt.date(2026, 4, 10), dt.date(2026, 4, 30)))
    assert [each.evidence.origin.file for each in within.entries] == ["2026-04-20.md"]


async def test_timeline_of_words(store: Store) -> None:
    """Words that are no name are told where all of them stand, in any form."""
    await _filled(store, TEXTS)
    (entry,) = (await Stories(store).timeline("Oracle ordering halls")).entries
    assert entry.evidence.origin.file == "2026-04-02.md"
    assert (await Stories(store).timeline("Oracle Zephyr")).entries == ()


@pytest.mark.parametrize(
    "words", ["", " \0", '" OR * NEAR ( -', "🤖", "(" * 9000, "\ud800", "Nobody"]
)
async def test_hostile_words_have_no_timeline(store: Store, words: str) -> None:
    """What is no name finds nothing, and is no error."""
    await _filled(store, TEXTS)
    stories = Stories(store)
    assert (await stories.timeline(words)).entries == ()
    assert sum((await stories.mentions([[words]])).counts[0]) == 0
    assert isinstance(await stories.names(words), list)
    assert isinstance(await stories.nearest_names(words), list)


async def test_mentions_a_week(store: Store) -> None:
    """Each week has a number, weeks without any 0; other names of a term count with it."""
    await _filled(store, TEXTS)
    span = Span(dt.date(2026, 3, 30), dt.date(2026, 4, 30))
    found = await Stories(store).mentions([["Zephyr"], ["Oracle", "zephyr"], ["Nobody"]], span)
    assert [week.isoformat() for week in found.weeks] == [
        "2026-03-30",
        "2026-04-06",
        "2026-04-13",
        "2026-04-20",
    ]
    assert found.terms == ("Zephyr", "Oracle", "Nobody")
    assert found.counts == ((1, 1, 0, 1), (2, 1, 0, 1), (0, 0, 0, 0))


async def test_mentions_without_weeks(store: Store) -> None:
    """An archive without days, or a span without any, has no weeks; a passage counts once."""
    stories = Stories(store)
    assert (await stories.mentions([["X"]])).weeks == ()
    await _filled(store, TEXTS)
    late = await stories.mentions([["X"], []], Span(dt.date(2027, 1, 1)))
    assert (late.terms, late.weeks, late.counts) == (("X",), (), ((),))
    twice = await stories.mentions([["Oracle", "Bloom Energy"]])
    assert sum(twice.counts[0]) == 1


async def test_names_are_suggested_by_what_the_archive_tells(store: Store) -> None:
    """Suggestions are names of the archive that begin so, and follow it."""
    shelf = await _filled(store, TEXTS)
    stories = Stories(store)
    assert await stories.names("ze") == ["Zephyr", "Zephyr Nine"]
    assert await stories.names("n", 1) == ["Zephyr Nine"]
    assert await stories.nearest_names("zefyr nine", 1) == ["Zephyr Nine"]
    shelf.texts = {"2026-04-02.md": TEXTS["2026-04-02.md"]}
    await Indexer(store, [shelf]).run()
    assert await stories.names("ze") == []
