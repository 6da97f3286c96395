"""An index that was built beside takes the former one's place, whatever happens in between."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from index import successor
from index.archive import open_archives
from index.indexer import Indexer
from index.probe import probe
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.making import write

FORMER = {"2026-04-01.md": "# One\n\nMeta leases capacity in Ohio until the year 2032."}
NEXT = {"2026-04-02.md": "# Two\n\nA model named Zephyr leads the benchmark with 58.4 points."}


async def _build(data: Path, archive: Path) -> None:
    async with Store(data, WordsEmbedder()) as store:
        await Indexer(store, open_archives([str(archive)])).run()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an index, and another one in it that was built and not switched in."""
    base = tmp_path_factory.mktemp("successor")
    data = base / "data"
    asyncio.run(_build(data, write(base / "former", FORMER)))
    asyncio.run(_build(data / successor.BUILDING, write(base / "next", NEXT)))
    return data


@pytest.fixture
def data(both: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(both, tmp_path / "data")


async def titles(data: Path) -> list[str]:
    """What the index of a folder holds, and finds."""
    async with Store(data, WordsEmbedder()) as store:
        origins = await store.catalog.origins()
        assert await probe(store) == await store.vectors.count() == len(origins)
        return [origin.title for origin in origins]


async def test_unfinished_one_changes_nothing(data: Path) -> None:
    """A rebuild that was broken off leaves the former index, and is gone when the next begins."""
    assert await titles(data) == ["One"]
    successor.begin(data)
    assert not (data / successor.BUILDING).exists()


def test_finished_one_is_the_next(data: Path) -> None:
    """A rebuild that is finished serves from the next opening on; nothing else is left."""
    successor.finish(data)
    assert asyncio.run(titles(data)) == ["Two"]
    assert not list(data.glob("re*"))


@pytest.mark.parametrize("step", range(7))
async def test_broken_off_switch_goes_on(
    data: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Whatever step of the switch dies, the next opening has the new index, whole."""
    (data / "catalog.db-wal").write_bytes(b"of the former one")
    successor.finish(data)
    left = step

    def dying(real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal left
            if not left:
                raise KeyboardInterrupt
            left -= 1
            return real(*args, **more)

        return call

    with monkeypatch.context() as patch:
        for owner, name in ((os, "rename"), (shutil, "rmtree")):
            patch.setattr(owner, name, dying(getattr(owner, name)))
        patch.setattr(Path, "unlink", dying(Path.unlink))
        with pytest.raises(KeyboardInterrupt):
            successor.adopt(data)
    assert await titles(data) == ["Two"]
