"""What an archive drops is gone from the disk."""

from pathlib import Path

from index.archive import open_archives
from index.indexer import Indexer
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.making import write

WORDS = ("zyzzyva", "quokkafi", "blorptast", "frobnitz", "krakatuk")  # as the index stems them
DROPPED = "# Zyzzyva\n\nThe zyzzyva quokkafied the blorptastic Frobnitz (FBZ) of Krakatuk.\n"


def held(data: Path) -> dict[str, list[str]]:
    """Which of the words each file of a folder holds."""
    found = {
        file.name: [word for word in WORDS if word.encode() in file.read_bytes().lower()]
        for file in data.rglob("*")
        if file.is_file()
    }
    return {name: words for name, words in found.items() if words}


async def test_removed_and_revised_words_are_gone(tmp_path: Path) -> None:
    """After the keeper's work no file holds a word of what went, while the store is open."""
    day = "\n\n".join(f"The model number{n} leads by {n} points." for n in range(40))
    files = {f"{n}.md": f"# Day {n}\n\n{n} {day}" for n in range(30)}
    archive = write(tmp_path / "archive", {**files, "dropped.md": DROPPED, "5.md": DROPPED + day})
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        indexer = Indexer(store, open_archives([str(archive)]))
        await indexer.run()
        gone = [
            each.passage.id
            for origin in await store.catalog.origins()
            if origin.file in ("dropped.md", "5.md")
            for each in await store.catalog.passages_of(origin.document)
        ]
        assert len(await store.vectors.of(gone)) == len(gone) > 1
        assert "catalog.db" in held(tmp_path / "data")
        (archive / "dropped.md").unlink()
        write(archive, {"5.md": f"# Day 5\n\n5 {day}"})
        await indexer.run()
        assert held(tmp_path / "data") == {}
        assert await store.vectors.of(gone) == {}
        assert await store.vectors.count() == await store.catalog.passage_count()
    assert held(tmp_path / "data") == {}
