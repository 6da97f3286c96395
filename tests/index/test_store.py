"""The opened data folder."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.archive import open_archives
from index.errors import IndexFault
from index.indexer import Indexer
from index.lock import take_lock
from index.search import Query, Search
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.making import ISSUES, write

ROOT = Path(__file__).parents[2]


async def _indexed(tmp_path: Path, embedder: WordsEmbedder | None = None) -> Path:
    """A data folder of a small archive; returns it."""
    data = tmp_path / "data"
    async with Store(data, embedder or WordsEmbedder()) as store:
        archives = open_archives([str(write(tmp_path / "archive", ISSUES))])
        await Indexer(store, archives).run()
    return data


async def _fault(data: Path) -> str:
    with pytest.raises(IndexFault) as caught:
        await Store(data, WordsEmbedder()).__aenter__()
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_index_outlives_the_store(tmp_path: Path) -> None:
    """What was indexed is there after closing and opening, with nothing to embed."""
    data = await _indexed(tmp_path)
    async with Store(data, WordsEmbedder()) as store:
        assert (await store.catalog.coverage()).documents == len(ISSUES)
        passages = await store.catalog.passage_count()
        assert passages == await store.vectors.count() > 0
        assert await store.catalog.outbox.pending() == 0


async def test_another_process_is_told_who_holds_it(tmp_path: Path) -> None:
    """A second process is told the first one's number, and gets in once that has ended."""
    command = [sys.executable, "-m", "tests.index.holding", "hold", str(tmp_path)]
    with subprocess.Popen(  # noqa: ASYNC220 -- it is asked for one line
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        said = await _fault(tmp_path)
        assert f"The data folder {tmp_path} is in use by process {process.pid} (" in said
        assert said.endswith("Stop that process, or name another folder with --data.")
        process.communicate("\n", timeout=20)
    async with Store(tmp_path, WordsEmbedder()) as store:
        assert await store.catalog.passage_count() == 0


async def test_lock_without_a_holders_name(tmp_path: Path) -> None:
    """Where the holder's note can't be read, another process holds it."""
    async with Store(tmp_path, WordsEmbedder()):
        (tmp_path / "lock.json").write_text("{", encoding="utf-8")
        assert "is in use by another process." in await _fault(tmp_path)


async def test_lock_is_let_go_after_a_failure(tmp_path: Path) -> None:
    """A store that couldn't be opened leaves the folder free."""
    (tmp_path / "catalog.db").write_bytes(b"no database at all" * 100)
    await _fault(tmp_path)
    take_lock(tmp_path).release()


def test_folder_that_cannot_be(tmp_path: Path) -> None:
    """A data folder where a file stands is told with its reason."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(IndexFault, match=r"can't be used: .*Name another one with --data"):
        take_lock(tmp_path / "file" / "data")


async def test_corrupt_catalog_is_one_line(tmp_path: Path) -> None:
    """A catalog that isn't one is told in one line that says what to do, and is left as it is."""
    data = await _indexed(tmp_path)
    for name in ("catalog.db-wal", "catalog.db-shm"):
        (data / name).unlink(missing_ok=True)
    (data / "catalog.db").write_bytes(b"\0corrupt" * 1000)
    said = await _fault(data)
    assert "file is not a database" in said
    assert "delete catalog.db and vectors in it and index again." in said
    assert (data / "catalog.db").read_bytes() == b"\0corrupt" * 1000


async def test_corrupt_vectors_are_one_line(tmp_path: Path) -> None:
    """Vectors that can't be opened are told in one line by what needs them; words are found."""
    data = await _indexed(tmp_path)
    shutil.rmtree(data / "vectors")
    (data / "vectors").write_text("a file", encoding="utf-8")
    async with Store(data, WordsEmbedder()) as store:
        with pytest.raises(IndexFault, match=r"vectors in .* can't be opened") as caught:
            await Indexer(store, open_archives([str(tmp_path / "archive")])).run()
        assert "\n" not in str(caught.value)
        assert await Search(store).find(Query("Zephyr"))


async def test_catalog_of_another_model_is_emptied(tmp_path: Path) -> None:
    """For another model all is made anew, vectors as well."""
    data = await _indexed(tmp_path)
    async with Store(data, WordsEmbedder("words-other")) as store:
        assert await store.catalog.passage_count() == 0
        assert await store.vectors.count() == 0


async def test_lost_vectors_are_made_again(tmp_path: Path) -> None:
    """Where the vectors' folder is gone, every passage is embedded again."""
    data = await _indexed(tmp_path)
    shutil.rmtree(data / "vectors")
    archives = open_archives([str(tmp_path / "archive")])
    async with Store(data, WordsEmbedder()) as store:
        passages = await store.catalog.passage_count()
        assert await store.catalog.outbox.pending() == passages
        report = await Indexer(store, archives).run()
        assert (report.embedded, report.unchanged) == (passages, len(ISSUES))
        assert await store.vectors.count() == passages


async def test_lost_catalog_empties_the_vectors(tmp_path: Path) -> None:
    """Where the catalog is gone, vectors of it aren't believed."""
    data = await _indexed(tmp_path)
    for path in data.glob("catalog.db*"):
        path.unlink()
    async with Store(data, WordsEmbedder()) as store:
        assert await store.vectors.count() == 0
        vector = store.embedder.embed(["capacity"])[0]
        assert await store.vectors.nearest(vector, 5) == []


async def test_clear(tmp_path: Path) -> None:
    """A cleared store holds nothing, and indexing fills it again."""
    data = await _indexed(tmp_path)
    archives = open_archives([str(tmp_path / "archive")])
    async with Store(data, WordsEmbedder()) as store:
        await store.clear()
        assert await store.vectors.count() == await store.catalog.passage_count() == 0
        report = await Indexer(store, archives).run()
        assert (report.added, report.pending) == (len(ISSUES), 0)
        assert report.passages == await store.vectors.count()


async def test_store_without_an_embedder_loads_the_model(tmp_path: Path) -> None:
    """By default the embedded model is used."""
    async with Store(tmp_path) as store:
        assert store.embedder.name == "all-MiniLM-L6-v2-int8"


_LEVEL = """
import asyncio, sys
from pathlib import Path
from index.archive import open_archives
from index.indexer import Indexer
from index.store import Store

async def main():
    async with Store(Path(sys.argv[1])) as store:
        indexer = Indexer(store, open_archives([sys.argv[2]]))
        report = await indexer.level()
        await indexer.embed()
        print(report.documents, report.changed, report.pending)

asyncio.run(main())
print(*sorted({"chromadb", "onnxruntime", "tokenizers"} & set(sys.modules)))
"""


def _said(data: Path, archive: Path) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", _LEVEL, str(data), str(archive)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return run.stdout.splitlines()


def test_nothing_heavy_is_imported_where_nothing_is_to_do(tmp_path: Path) -> None:
    """Opening and levelling an index that is level loads neither model nor vectors."""
    archive = write(tmp_path / "archive", ISSUES)
    first = _said(tmp_path / "data", archive)
    assert first[0].startswith(f"{len(ISSUES)} True ")
    assert first[1] == "chromadb onnxruntime tokenizers"
    assert _said(tmp_path / "data", archive) == [f"{len(ISSUES)} False 0", ""]


async def test_cleared_vectors_let_go_of_the_folder(tmp_path: Path) -> None:
    """A store that was cleared and filled again holds nothing of its folder once it is closed."""
    from chromadb.api.shared_system_client import SharedSystemClient

    async with Store(tmp_path, WordsEmbedder()) as store:
        for _ in range(2):
            await store.vectors.put(["a"], store.embedder.embed(["words"]), [(0, "d")])
            await store.clear()
        assert await store.vectors.count() == 0
    assert str(tmp_path / "vectors") not in SharedSystemClient._identifier_to_refcount
