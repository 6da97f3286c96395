"""A few rounds of kill -9, of which `make crash` does fifty; vectors that a kill cut off."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chromadb.errors import InternalError

from index.archive import open_archives
from index.indexer import Indexer
from index.store import Store
from tests.benchmarks.crashes import finished, rounds
from tests.index.embedders import WordsEmbedder
from tests.index.making import write


def test_killed_indexers_lose_and_double_nothing() -> None:
    """Killed at random points and finished, an index is that of an undisturbed run."""
    kills, at_work, differences = rounds(3, 5, files=60)
    assert kills >= at_work > 0
    assert differences == []


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("name", "damage"),
    [("index_metadata.pickle", _halve), ("length.bin", Path.unlink)],
    ids=["cut off", "missing"],
)
def test_vectors_that_a_kill_cut_off_are_made_again(
    tmp_path: Path, name: str, damage: Callable[[Path], object]
) -> None:
    """Where Chroma can't read its own files any more, the next run makes every vector again."""
    # From a thousand vectors on Chroma writes files of its own beside SQLite's.
    stories = "\n\n".join(f"## Story {n}\n\nCell {n} of the whole." for n in range(30))
    root = write(tmp_path / "archive", {f"{n}.md": f"# {n}\n\n{stories}" for n in range(40)})
    asyncio.run(finished(tmp_path / "damaged", root))
    (file,) = (tmp_path / "damaged").rglob(name)
    damage(file)
    write(root, {"new.md": "# New\n\nSomething is to be made."})
    damaged = asyncio.run(finished(tmp_path / "damaged", root))
    assert damaged == asyncio.run(finished(tmp_path / "whole", root))
    assert len(damaged["vectors"]) == len(damaged["passages"]) > 1000
    assert not file.parent.exists()


def test_what_is_no_damage_throws_no_vector_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another error of Chroma's is raised as it is, and the vectors that there are stay."""
    root = write(tmp_path / "archive", {"a.md": "# A\n\nOne."})

    async def fail(*_: Any) -> None:
        raise InternalError("Something else.")

    async def count() -> int:
        async with Store(tmp_path / "data", WordsEmbedder()) as store:
            indexer = Indexer(store, open_archives([str(root)]))
            await indexer.run()
            write(root, {"b.md": "# B\n\nTwo."})
            with monkeypatch.context() as patch:
                patch.setattr(store.vectors, "put", fail)
                with pytest.raises(InternalError, match="Something else"):
                    await indexer.run()
            return await store.vectors.count()

    assert asyncio.run(count()) == 1
