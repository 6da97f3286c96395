"""An index that is built beside takes the former one's place, whatever happens in between."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.keeper import keeping_level
from index import generations
from index.archive import open_archives
from index.chroma_server import ServerVectors
from index.errors import IndexFault
from index.generations import Files, Schemas
from index.indexer import Indexer
from index.probe import probe
from index.search import Query, Search
from index.store import Store
from index.vectors import VectorStore
from tests.index.conftest import OpenStore
from tests.index.making import write

FORMER = {"2026-04-01.md": "# One\n\nMeta leases capacity in Ohio until the year 2032."}
NEXT = {"2026-04-02.md": "# Two\n\nA model named Zephyr leads the benchmark with 58.4 points."}


class _Died(BaseException):
    """The process ends here."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a while in the field waits for a moment."""
    monkeypatch.setattr("index.store._GRACE", 0.01)
    monkeypatch.setattr("bot.keeper._BESIDE", 0.02)


@pytest.fixture
async def archive(open_store: OpenStore, tmp_path: Path) -> Path:
    """An archive that is indexed; then it became another one."""
    root = write(tmp_path / "archive", FORMER)
    async with open_store() as store:
        await _indexer(store, root).run()
    for name in FORMER:
        (root / name).unlink()
    return write(root, NEXT)


def _indexer(store: Store, root: Path) -> Indexer:
    return Indexer(store, open_archives([str(root)]))


async def _build(open_store: OpenStore, root: Path) -> None:
    async with open_store(beside=True) as store:
        await _indexer(store, root).run()
        await probe(store)
        await store.finish()


async def _titles(store: Store) -> list[str]:
    """What an index holds, and finds in each of its parts."""
    origins = await store.catalog.origins()
    assert await probe(store) == await store.vectors.count() == len(origins)
    return [origin.title for origin in origins]


async def _numbers(store: Store) -> list[int]:
    return await store._generations.numbers()


async def _alone(store: Store) -> bool:
    return len(await _numbers(store)) == 1


async def _soon(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_unfinished_one_changes_nothing(open_store: OpenStore, archive: Path) -> None:
    """A rebuild that was broken off leaves the former index, and nothing for the next rebuild."""
    async with open_store(beside=True) as store:
        await _indexer(store, archive).run()
    async with open_store() as store:
        assert await _titles(store) == ["One"]
    async with open_store(beside=True) as store:
        assert await store.catalog.passage_count() == await store.vectors.count() == 0


async def test_finished_one_is_the_next(open_store: OpenStore, archive: Path) -> None:
    """A rebuild that is finished serves from the next opening on, and the former one goes."""
    await _build(open_store, archive)
    async with open_store() as store:
        assert await _titles(store) == ["Two"]
        await _soon(partial(_alone, store))
        former = generations.vectors_at(store.data, store._chroma, 0)
        assert await former.lost()
        await former.close()


@pytest.mark.parametrize("step", range(5))
async def test_broken_off_anywhere(
    open_store: OpenStore, archive: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Whatever step of a rebuild or a switch dies, there is one of the indexes, and it is whole."""
    left = step

    def dying(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        async def call(*args: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                raise _Died
            return await real(*args)

        patch.setattr(owner, name, call)

    with monkeypatch.context() as patch:
        for catalogs in (Files, Schemas):
            for name in ("empty", "finish", "drop"):
                dying(catalogs, name)
        for vectors in (VectorStore, ServerVectors):
            dying(vectors, "discard")
        with contextlib.suppress(_Died):
            await _build(open_store, archive)
            async with open_store() as store:
                await store._tidy()
    async with open_store() as store:
        assert await _titles(store) == (["One"] if step < 3 else ["Two"])
    await _build(open_store, archive)
    async with open_store() as store:
        assert await _titles(store) == ["Two"]
        await _soon(partial(_alone, store))


async def test_no_question_fails(open_store: OpenStore, archive: Path) -> None:
    """Questions that are asked all the time are answered before, during and after switches."""
    write(archive, FORMER)
    generations: list[int] = []
    failed: list[bool] = []

    async def ask(store: Store) -> None:
        search = Search(store, told=failed.append)
        while True:
            with store.held() as index:
                (best, *_) = await search.find(Query("Meta leases capacity"))
                document = await store.catalog.document(best.origin.document)
            assert document is not None
            assert document.digest.title == "One"
            generations.append(index.generation)
            await asyncio.sleep(0)

    async with (
        open_store() as store,
        keeping_level(_indexer(store, archive), 600.0),
        asyncio.TaskGroup() as group,
    ):
        asking = group.create_task(ask(store))
        for number in (1, 2):
            await _build(open_store, archive)
            await _soon(partial(_is, store, number))
        asked = len(generations)
        await _soon(partial(_more, generations, asked + 5))
        asking.cancel()
    assert not any(failed)
    assert {*generations} == {0, 1, 2}
    assert generations == sorted(generations)


async def _more(some: list[int], than: int) -> bool:
    return len(some) > than


async def _is(store: Store, generation: int) -> bool:
    return store._index.generation == generation


async def test_what_is_under_way_keeps_the_former(open_store: OpenStore, archive: Path) -> None:
    """What began before a switch works with the former index to its end; then that one goes."""
    async with open_store() as store:
        with store.held() as former:
            await _build(open_store, archive)
            assert await _indexer(store, archive).take_over()
            await asyncio.sleep(0.1)
            assert await asyncio.create_task(_titles(store)) == ["One"]
            assert await _numbers(store) == [0, 1]
        assert await _titles(store) == ["Two"]
        await _soon(partial(_alone, store))
        assert former not in store._open
        assert not await _indexer(store, archive).take_over()


async def test_what_changed_meanwhile_is_in_it(open_store: OpenStore, archive: Path) -> None:
    """A file that came while another index was built is found as soon as that one serves."""
    async with open_store() as store:
        await _build(open_store, archive)
        write(archive, {"2026-04-03.md": "# Three\n\nQuokkas came to town, as was foretold."})
        assert await _indexer(store, archive).take_over()
        assert await _titles(store) == ["Two", "Three"]


async def test_one_that_does_not_find_stays_out(
    open_store: OpenStore, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the new index can't be levelled or doesn't find its documents the former one stays."""

    async def failing(*_: object) -> int:
        raise IndexFault("not found")

    async with open_store() as store:
        await _build(open_store, archive)
        monkeypatch.setattr("index.indexer.probe", failing)
        with pytest.raises(IndexFault, match="not found"):
            await _indexer(store, archive).take_over()
        assert await _titles(store) == ["One"]
        assert len(store._open) == 1


async def test_former_one_gets_no_more_vectors(open_store: OpenStore, archive: Path) -> None:
    """Vectors that are still being made for the former index end soon when another one serves."""
    async with open_store() as store:
        await _build(open_store, archive)
        indexer = _indexer(store, archive)
        await indexer.level()
        with store.held() as former:
            index = await store.successor()
            assert index is not None
            store.switch(index)
            assert await indexer.embed() == 0
            assert await former.catalog.outbox.pending() == 1


@pytest.mark.parametrize("open_store", ["servers"], indirect=True)
async def test_other_processes_follow(open_store: OpenStore, archive: Path) -> None:
    """Of several processes each takes the new index over; the former goes with the last of them."""
    async with open_store() as one, open_store() as other:
        await _build(open_store, archive)
        assert await _indexer(one, archive).take_over()
        await asyncio.sleep(0.1)
        assert await _titles(other) == ["One"]
        async with keeping_level(_indexer(other, archive), 600.0):
            await _soon(partial(_is, other, 1))
            await _soon(partial(_alone, other))
        assert await _titles(one) == await _titles(other) == ["Two"]


@pytest.mark.parametrize("open_store", ["embedded"], indirect=True)
async def test_one_rebuild_at_a_time(open_store: OpenStore, archive: Path) -> None:
    """Who wants to build while another process does is told which one."""
    async with open_store(beside=True):
        with pytest.raises(IndexFault, match=r"is being built anew already, by process \d+"):
            await open_store(beside=True).__aenter__()
