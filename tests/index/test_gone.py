"""An index of which a part is gone, or that is another user's: one line, and the way back."""

import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.doctor import archives, folder
from index.archive import open_archives
from index.chroma_server import ServerVectors
from index.database import for_writing, is_postgres
from index.errors import IndexFault
from index.indexer import Indexer
from index.lock import take_lock
from index.search import Query, Search
from index.store import Store
from tests.index.conftest import OpenStore
from tests.index.embedders import WordsEmbedder
from tests.index.making import write
from tests.read_only import read_only

_INDEXES = {
    True: "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()",
    False: "SELECT name FROM sqlite_schema WHERE type = 'index'",
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one digest."""
    return write(tmp_path / "archive", {"2026-04-01.md": "# One\n\nA model named Zephyr leads it."})


async def _change(store: Store, statement: str) -> None:
    async with for_writing(store.catalog._engine).begin() as connection:
        await connection.execute(text(statement))


async def _indexes(store: Store) -> set[str]:
    engine = store.catalog._engine
    async with engine.connect() as connection:
        return {*(await connection.execute(text(_INDEXES[is_postgres(engine)]))).scalars()}


@pytest.mark.parametrize("table", ["words", "repeated"])
async def test_dropped_table_is_built_anew(
    open_store: OpenStore, archive: Path, table: str
) -> None:
    """A table that is gone is told while it runs, and the next start builds the index again."""
    async with open_store() as store:
        indexer = Indexer(store, open_archives([str(archive)]))
        await indexer.run()
        await _change(store, f"DROP TABLE {table}")
        write(archive, {"2026-04-02.md": "# Two\n\nA model named Mistral."})
        work: list[Callable[[], Awaitable[object]]] = [indexer.run]
        if table == "words":
            work.append(lambda: Search(store).find(Query("Zephyr model")))
        for each in work:
            with pytest.raises(IndexFault, match=r"A table of the index is gone .*start Footnote"):
                await each()
    with capture_logs() as logs:
        async with open_store() as store:
            assert store.catalog.emptied or not await store.catalog.passage_count()
            await Indexer(store, open_archives([str(archive)])).run()
            (found, *_) = await Search(store).find(Query("Zephyr"))
            assert found.words is not None
            assert await store.vectors.count() == await store.catalog.passage_count() == 2

    assert [log["event"] for log in logs if log["log_level"] == "warning"] == ["index_incomplete"]


async def test_dropped_index_is_made_again(open_store: OpenStore, archive: Path) -> None:
    """An index that somebody dropped is there again after the next start, and nothing is lost."""
    async with open_store() as store:
        await Indexer(store, open_archives([str(archive)])).run()
        before = await _indexes(store)
        await _change(store, "DROP INDEX documents_of_content")
        if is_postgres(store.catalog._engine):
            await _change(store, "DROP INDEX words_terms")

    async with open_store() as store:
        assert await _indexes(store) == before
        assert await store.catalog.passage_count() == 1


async def test_dropped_vectors_are_made_again(open_store: OpenStore, archive: Path) -> None:
    """Vectors that somebody dropped while it ran, and a question came since, are made again."""
    async with open_store() as store:
        indexer = Indexer(store, open_archives([str(archive)]))
        await indexer.run()
        await store.vectors.discard()
        if isinstance(store.vectors, ServerVectors):
            await Search(store).find(Query("Zephyr"))  # makes an empty collection
        report = await indexer.run()

        assert report.embedded == await store.vectors.count() == 1


def test_data_folder_is_its_owners(tmp_path: Path) -> None:
    """A data folder that is made can be read by nobody else; who holds it says no question."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["footnote", "ask", "Is my neighbour ill?"])
        take_lock(tmp_path / "data").release()

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert "neighbour" not in (tmp_path / "data" / "lock.json").read_text()


async def test_folder_of_another_user_is_told(archive: Path, tmp_path: Path) -> None:
    """Whose folder it is, and what to do, is told at the start and by the doctor; all stays."""
    data = tmp_path / "data"
    async with Store(data, WordsEmbedder()) as store:
        await Indexer(store, open_archives([str(archive)])).run()

    with read_only(data):
        with pytest.raises(IndexFault, match=r"Permission denied\. Start Footnote as the user"):
            await Store(data, WordsEmbedder()).__aenter__()
        told = {each.name: each for each in folder.check_folder(data)}
        catalog = [*archives.check_catalog(data)]
    mine = read_only(data, but=("lock", "lock.json"))
    with mine, pytest.raises(IndexFault, match=r"Files in the data folder .*nothing is lost"):
        async with Store(data, WordsEmbedder()) as store:
            await store.catalog.settle()

    assert told["data folder"].level == "wrong"
    assert "chown" in (told["data folder"].cure or "")
    assert [each.cure for each in catalog if each.level == "wrong"] == [
        "Give the files to the user that runs Footnote (chown -R)."
    ]
    async with Store(data, WordsEmbedder()) as store:
        assert await store.catalog.passage_count() == 1
