"""The index is kept level while a bot runs."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.keeper import Keeper, keeping_level
from index.archive import Bundle, Contents, Listing, open_archives
from index.digest import Scope
from index.embedding import Vectors
from index.errors import IndexFault
from index.indexer import Indexer, Report
from index.search import Query, Search
from index.store import Store
from index.words import Match
from tests.index.embedders import WordsEmbedder
from tests.index.making import ISSUES, write
from tests.index.shelf import Shelf

NEVER = 600.0  # seconds; longer than any test: only a change makes it look


@asynccontextmanager
async def _opened(tmp_path: Path, embedder: WordsEmbedder | None = None) -> AsyncIterator[Store]:
    async with Store(tmp_path / "data", embedder or WordsEmbedder()) as store:
        yield store


async def _soon(true: Callable[[], Awaitable[bool]], within: float = 3.0) -> bool:
    """Whether something becomes true within some seconds."""
    until = time.monotonic() + within
    while not await true():
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.05)
    return True


def _knows(store: Store, word: str) -> Callable[[], Awaitable[bool]]:
    async def known() -> bool:
        return bool(await store.catalog.find_words(Match(f'"{word}"'), Scope(), 1))

    return known


async def _level(store: Store) -> bool:
    waiting = await store.catalog.outbox.pending()
    return not waiting and await store.vectors.count() == await store.catalog.passage_count() > 0


async def test_words_are_found_while_vectors_are_made(tmp_path: Path) -> None:
    """What comes, changes and goes is searchable by words in seconds, vectors or not."""
    root = write(tmp_path / "archive", ISSUES | {f"{n}.md": f"Number {n}." for n in range(90)})
    async with _opened(tmp_path, WordsEmbedder(pause=2.0)) as store:
        async with keeping_level(Indexer(store, open_archives([str(root)])), NEVER):
            assert await _soon(_knows(store, "zephyr"))
            write(root, {"2026-05-01.md": "Quokkas came to town."})
            assert await _soon(_knows(store, "quokkas"))
            write(root, {"2026-05-01.md": "Wombats came to town."})
            assert await _soon(_knows(store, "wombats"))
            assert not await _knows(store, "quokkas")()
            (root / "2026-05-01.md").unlink()

            async def gone() -> bool:
                return not await _knows(store, "wombats")()

            assert await _soon(gone)
            # The first batch of vectors is still on its way.
            assert await store.catalog.outbox.pending() == await store.catalog.passage_count()
            started = time.monotonic()
        assert time.monotonic() - started < 3


async def test_vectors_follow(tmp_path: Path) -> None:
    """Vectors of what is new are made, those of what is gone leave."""
    root = write(tmp_path / "archive", ISSUES)
    async with (
        _opened(tmp_path) as store,
        keeping_level(Indexer(store, open_archives([str(root)])), NEVER),
    ):
        assert await _soon(lambda: _level(store), 10)
        write(root, {"2026-05-01.md": "Quokkas came to town."})
        assert await _soon(_knows(store, "quokkas"))
        assert await _soon(lambda: _level(store))
        found = await Search(store).find(Query("quokkas came", k=1))
        assert [each.origin.file for each in found] == ["2026-05-01.md"]
        before = await store.vectors.count()
        (root / "2026-05-01.md").unlink()

        async def fewer() -> bool:
            return await store.vectors.count() < before

        assert await _soon(fewer)
        assert await _level(store)


async def test_vectors_that_an_earlier_run_left_are_made(tmp_path: Path) -> None:
    """What waited for its vector when the last run ended gets it, though the archive is missing."""
    root = write(tmp_path / "archive", ISSUES)
    async with _opened(tmp_path) as store:
        await Indexer(store, open_archives([str(root)])).level()
    root.rename(tmp_path / "away")
    async with (
        _opened(tmp_path) as store,
        keeping_level(Indexer(store, open_archives([str(root)])), NEVER),
    ):
        assert await _soon(lambda: _level(store), 10)


async def test_an_archive_that_was_missing(tmp_path: Path) -> None:
    """An archive that is missing at first, and goes later, is indexed when it is there."""
    root = tmp_path / "archive"
    async with (
        _opened(tmp_path) as store,
        keeping_level(Indexer(store, open_archives([str(root)])), NEVER),
    ):
        await asyncio.sleep(0.3)
        write(root, ISSUES)
        assert await _soon(_knows(store, "zephyr"), 5)
        root.rename(tmp_path / "away")
        await asyncio.sleep(1.0)
        assert await _knows(store, "zephyr")()
        write(root, ISSUES | {"2026-05-01.md": "Quokkas came to town."})
        assert await _soon(_knows(store, "quokkas"), 5)


class _Troubled(Shelf):
    """A shelf that fails the first times it is looked at."""

    def __init__(self, faults: Sequence[Exception]) -> None:
        super().__init__({"2026-04-01.md": "Zephyr leads."})
        self.faults = list(faults)

    async def look(self, without: Path | None = None) -> Listing:
        if self.faults:
            raise self.faults.pop(0)
        return await super().look(without)


async def test_faults_are_outlived(tmp_path: Path) -> None:
    """A fault, and an error that nobody thought of, end a round, not the keeper."""
    shelf = _Troubled([IndexFault("not now"), LookupError("unthought"), OSError(5, "I/O")])
    async with _opened(tmp_path) as store, keeping_level(Indexer(store, [shelf]), 0.1):
        assert await _soon(_knows(store, "zephyr"), 5)
        assert shelf.faults == []


class _Forgetful(WordsEmbedder):
    """An embedder that fails the first times it is asked."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Fail, or one row for each text."""
        self.times -= 1
        if self.times >= 0:
            raise IndexFault("The model isn't there just now.")
        return super().embed(texts)


async def test_an_embedder_that_fails_is_asked_again(tmp_path: Path) -> None:
    """Where vectors can't be made they are tried again later; words are found meanwhile."""
    shelf = Shelf({"2026-04-01.md": "Zephyr leads."})
    embedder = _Forgetful(2)
    async with _opened(tmp_path, embedder) as store, keeping_level(Indexer(store, [shelf]), 0.1):
        assert await _soon(_knows(store, "zephyr"))
        assert await _soon(lambda: _level(store), 10)
        assert embedder.times < 0


async def test_each_look_is_told(tmp_path: Path) -> None:
    """Whoever wants it gets the report of each look, and what progress the vectors make."""
    shelf = Shelf({"2026-04-01.md": "Zephyr leads."})
    reports: list[Report] = []
    steps: list[tuple[str, int, int]] = []
    async with _opened(tmp_path) as store:
        keeper = Keeper(
            Indexer(store, [shelf]), 0.1, reports.append, lambda *step: steps.append(step)
        )
        task = asyncio.create_task(keeper.run())

        async def told() -> bool:
            return len(reports) >= 2 and bool(steps)

        assert await _soon(told, 10)
        task.cancel()
        await asyncio.wait({task})
    assert (reports[0].added, reports[1].unchanged) == (1, 1)
    assert steps == [("embedding", 1, 1)]


async def test_the_block_ends_soon_whatever_is_done(tmp_path: Path) -> None:
    """Where the block ends in the middle of a round, it ends quickly, and no task is left."""

    class Slow(Shelf):
        async def contents(self, bundles: Sequence[Bundle]) -> list[Contents]:
            await asyncio.sleep(0.1)
            return await super().contents(bundles)

    shelf = Slow({f"{n}.md": f"Number {n} is told." for n in range(400)})
    async with _opened(tmp_path) as store:
        for wait in (0.0, 0.05, 0.5):
            async with keeping_level(Indexer(store, [shelf]), NEVER):
                await asyncio.sleep(wait)
                started = time.monotonic()
            assert time.monotonic() - started < 3
            assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_an_error_in_the_block_is_the_blocks(tmp_path: Path) -> None:
    """What goes wrong in the block comes out of it, and the keeper ends."""
    async with _opened(tmp_path) as store:
        with pytest.raises(LookupError, match="of the block"):
            async with keeping_level(Indexer(store, [Shelf()]), NEVER):
                raise LookupError("of the block")
        assert asyncio.all_tasks() == {asyncio.current_task()}
