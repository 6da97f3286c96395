"""Whether the archive has told what somebody writes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.coverage import Covered, covered
from index.indexer import Indexer
from index.search import Search
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.shelf import Shelf

ZEPHYR = "The makers of Zephyr released a model named Zephyr Nine for coding."
TEXTS = {
    "2026-04-01.md": f"{ZEPHYR} " + "In halls of Texas cells of Bloom Energy hum all day. " * 5,
    "2026-04-09.md": f"Today is Thursday. {ZEPHYR} " + "Rain fell on many a roof in Ulm. " * 5,
    "2026-04-20.md": "The makers of Boreas sell kettles, a spout of which drips.",
    **{
        f"2026-03-{n:02}.md": f"On day {n} no. {n * 7} went by, with {n * 3} more."
        for n in range(1, 29)
    },
}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Two digests that tell of Zephyr Nine among others that don't."""
    async with Store(tmp_path / "data", WordsEmbedder()) as opened:
        await Indexer(opened, [Shelf(dict(TEXTS))]).run()
        yield opened


async def look(store: Store, text: str, but: str | None = None) -> Covered:
    """What is found for a text."""
    return await covered(text, store, Search(store), but=but)


async def test_what_was_told_comes_newest_first(store: Store) -> None:
    """A sentence that passages hold among others is covered, in each of its digests."""
    found = await look(store, "Did you see? The makers of Zephyr released Zephyr Nine for coding!")

    assert [each.origin.file for each in found.told] == ["2026-04-09.md", "2026-04-01.md"]
    assert found.nearest == ()
    assert found.searched.documents == len(TEXTS)


async def test_a_digest_does_not_cover_itself(store: Store) -> None:
    """For the post of a digest only other digests count."""
    own = (await look(store, ZEPHYR)).told[0].origin.document

    found = await look(store, ZEPHYR, but=own)

    assert [each.origin.file for each in found.told] == ["2026-04-01.md"]


async def test_what_is_only_near_is_told_apart(store: Store) -> None:
    """Where half of it is told elsewhere it isn't covered, and that is what comes nearest."""
    found = await look(store, "kettles of bees: a spout drips on tortoises")

    assert found.told == ()
    assert found.nearest[0].origin.file == "2026-04-20.md"


@pytest.mark.parametrize("text", ["My tortoise prefers yellow dandelions.", "kettles", "?!", ""])
async def test_what_was_never_told(store: Store, text: str) -> None:
    """What the archive doesn't tell, or what says too little to know, isn't covered."""
    found = await look(store, text)

    assert (found.told, found.nearest) == ((), ())
