"""The probe tells an index that finds its documents from one that doesn't."""

from pathlib import Path

import pytest
from sqlalchemy import text

from index.archive import open_archives
from index.errors import IndexFault
from index.indexer import Indexer
from index.probe import probe
from index.store import Store
from tests.fakes import FlatEmbedder
from tests.index.embedders import WordsEmbedder
from tests.index.making import ISSUES, write


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("INSERT INTO words(words) VALUES ('delete-all')", "its words"),
        ("DELETE FROM flat", "its meaning"),
        ("", "its meaning in all"),
    ],
)
async def test_each_part_is_asked(tmp_path: Path, broken: str, told: str) -> None:
    """An index whose words, vectors or graph lack a document doesn't pass; a whole one does."""
    archive = write(tmp_path / "archive", ISSUES)
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        await Indexer(store, open_archives([str(archive)])).run()
        assert await probe(store) == len(ISSUES)
        if broken:
            async with store.catalog.intake._writer.begin() as connection:
                await connection.execute(text(broken))
        else:
            await store.vectors.clear()
        with pytest.raises(IndexFault, match=rf"doesn't find .* by {told}:"):
            await probe(store)


async def test_what_says_the_same_passes(tmp_path: Path) -> None:
    """Where many passages are alike to the model, none of them is taken for lost."""
    files = {f"{n}.md": f"# Day {n}\n\nThe word of day {n} is word{n}." for n in range(60)}
    archive = write(tmp_path / "archive", files)
    async with Store(tmp_path / "data", FlatEmbedder()) as store:
        await Indexer(store, open_archives([str(archive)])).run()
        assert await probe(store) == 25
