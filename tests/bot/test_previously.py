"""Earlier coverage of the sections of a digest."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.previously import Previously
from index.digest import Document
from index.store import Store
from index.stories.stories import Stories
from index.stories.values import Earlier


async def document(store: Store, file: str) -> Document:
    """The sample's digest of a file."""
    origin = next(each for each in await store.catalog.digests() if each.file == file)
    found = await store.catalog.document(origin.document)
    assert found
    return found


async def test_each_section_has_its_own(sample_store: Store) -> None:
    """A section has the digest that told its story before; the others have none."""
    digest = await document(sample_store, "latent-signals/2026-04-14.txt")

    told = await Previously(sample_store).of(digest)

    files = [[each.file for each in section] for section in told]
    assert files == [[], [], ["ai-daybook/2026-04-10.md"]]


async def test_round_asks_once(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """For all channels of a round it is found once; the next round looks anew."""
    asked: list[Sequence[str]] = []

    async def earlier(_self: Stories, passages: Sequence[str], _limit: int) -> list[Earlier]:
        asked.append(passages)
        return []

    monkeypatch.setattr(Stories, "earlier", earlier)
    digest = await document(sample_store, "latent-signals/2026-04-14.txt")
    previously = Previously(sample_store)

    first = [await previously.of(digest) for _ in range(3)]
    once = len(asked)
    previously.forget()
    await previously.of(digest)

    assert once == len(digest.digest.sections) == len(asked) / 2
    assert first == [((),) * once] * 3


async def test_slow_or_broken_search_costs_links_alone(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes too long or fails leaves a post without links, not without itself."""

    async def slow(*_: object) -> list[Earlier]:
        await asyncio.sleep(60)
        raise AssertionError

    async def broken(*_: object) -> list[Earlier]:
        raise OSError

    digest = await document(sample_store, "latent-signals/2026-04-14.txt")
    monkeypatch.setattr("bot.previously._PATIENCE", 0.05)
    for fault in (slow, broken):
        monkeypatch.setattr(Stories, "earlier", fault)
        assert await Previously(sample_store).of(digest) == ()
