"""Several processes on one PostgreSQL and one Chroma server, and servers that are away."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from index.archive import open_archives
from index.chroma_server import ChromaServer, ServerVectors
from index.database import asyncpg_url, for_writing, in_turn, open_postgres
from index.errors import IndexFault
from index.indexer import Indexer
from index.search import Query, Search
from index.store import Store
from tests.chroma_server import RunningChroma, free_port
from tests.index.conftest import OpenStore
from tests.index.embedders import WordsEmbedder
from tests.index.making import ISSUES, document, write
from tests.postgres import Cluster

pytestmark = pytest.mark.parametrize("open_store", ["servers"], indirect=True)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A small archive."""
    return write(tmp_path / "archive", ISSUES)


@pytest.fixture
async def stores(open_store: OpenStore) -> AsyncIterator[list[Store]]:
    """Two stores of one index, as two processes open them, at the same time."""
    async with AsyncExitStack() as stack:
        yield await asyncio.gather(
            *(stack.enter_async_context(store) for store in (open_store(), open_store()))
        )


def _texts(store: Store) -> int:
    assert isinstance(store.embedder, WordsEmbedder)
    return store.embedder.texts


async def test_two_indexers_double_nothing(stores: list[Store], archive: Path) -> None:
    """Two that index one archive at the same time make each passage and each vector once."""
    indexers = [Indexer(store, open_archives([str(archive)])) for store in stores]
    reports = await asyncio.gather(*(indexer.run() for indexer in indexers))
    assert sum(report.added for report in reports) == len(ISSUES)
    for store in stores:
        passages = await store.catalog.passage_count()
        assert passages == await store.vectors.count() == sum(map(_texts, stores))
        assert (await store.catalog.outbox.pending(), len(await store.catalog.origins())) == (0, 4)


async def test_two_indexers_part_the_embedding(
    stores: list[Store], archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vectors that are missing are made by two at once, each by one; who is behind makes none."""
    monkeypatch.setattr("index.indexer._WRITE", 1)
    archives = open_archives([str(archive)])
    one, other = (Indexer(store, archives) for store in stores)
    await one.level()
    made = await asyncio.gather(one.embed(), other.embed())
    assert min(made) > 0
    assert sum(made) == await stores[0].vectors.count() == await stores[0].catalog.passage_count()
    await stores[0].catalog.outbox.fill()
    async with stores[0].catalog.outbox.claiming() as claim:
        (taken,) = await stores[0].catalog.outbox.to_embed(1, claim)
        behind = asyncio.create_task(other.embed(behind=True))
        await asyncio.sleep(0.1)
        assert await stores[0].catalog.outbox.pending() == sum(made)
        await stores[0].catalog.outbox.done([taken.passage], "embed")
        assert await behind == sum(made) - 1


async def test_claims(stores: list[Store], archive: Path) -> None:
    """What one takes another doesn't, whatever becomes of it, until it is done or that one ends."""
    one, other = (store.catalog.outbox for store in stores)
    await Indexer(stores[0], open_archives([str(archive)])).level()
    async with other.claiming() as b:
        async with one.claiming() as a:
            mine = [each.passage for each in await one.to_embed(2, a)]
            rest = [each.passage for each in await other.to_embed(10, b)]
            assert sorted({*mine, *rest}) == sorted([*mine, *rest])
            assert len(mine) == 2 < len(rest) + 1
            assert await one.taken(a)
            await stores[0].catalog.intake.remove(list(await stores[0].catalog.intake.known()))
            assert await other.to_delete(10, b) == await one.to_delete(10, a) == []
            await one.done(mine[:1], "embed")
            assert await other.to_delete(10, b) == mine[:1]
            assert await other.to_delete(10, b) == []
        assert await other.to_delete(10, b) == mine[1:]
        assert not await other.taken(b)


async def test_tables_of_before_get_their_claims(open_store: OpenStore, archive: Path) -> None:
    """A catalog that was made without claims is kept, and gets them when it is opened."""
    async with open_store() as store:
        await Indexer(store, open_archives([str(archive)])).run()
        async with for_writing(store.catalog._engine).begin() as connection:
            await connection.execute(text("ALTER TABLE outbox DROP COLUMN claim"))
    async with open_store() as store:
        assert not store.catalog.emptied
        await store.catalog.outbox.fill()
        report = await Indexer(store, open_archives([str(archive)])).run()
        assert report.embedded == report.passages > 0


async def test_what_one_process_changes_others_see(stores: list[Store], archive: Path) -> None:
    """Words, names and digests that one process puts or takes out are so in another within 2 s."""
    one, other = stores
    indexer, search = Indexer(one, open_archives([str(archive)])), Search(other)
    await indexer.run()
    assert await search.find(Query("Zephyr"))
    assert (await other.catalog.vocabulary()).frequency("zephyr") == 1
    write(archive, {"2026-04-02.md": "# Two\n\nA model named Mistral leads it. We use Mistral."})
    await indexer.run()
    async with asyncio.timeout(2):
        while not (await other.catalog.vocabulary()).frequency("mistral"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (await other.catalog.vocabulary()).frequency("zephyr") == 0
    found = await search.find(Query("model named Zephyr", k=20))
    assert not any("Zephyr" in each.passage.text for each in found)
    assert await other.vectors.count() == await other.catalog.passage_count()


async def test_who_writes_behind_another_sees_its_changes(
    stores: list[Store], archive: Path
) -> None:
    """A process that writes something itself doesn't miss what another one changed before."""
    one, other = stores
    await Indexer(one, open_archives([str(archive)])).level()
    assert len(await other.catalog.origins()) == len(ISSUES)
    write(archive, {"2026-04-04.md": "# Four\n\nMistral is new."})
    await Indexer(one, open_archives([str(archive)])).level()
    await other.catalog.intake.compare([document("Something else.")])
    assert len(await other.catalog.origins()) == len(ISSUES) + 1


async def test_vectors_that_another_process_dropped(stores: list[Store], archive: Path) -> None:
    """Where one process throws the vectors away, another one writes and asks new ones."""
    one, other = stores
    indexers = [Indexer(store, open_archives([str(archive)])) for store in stores]
    await indexers[0].run()
    assert await other.vectors.count() > 0
    await one.clear()
    assert await other.vectors.count() == 0
    report = await indexers[1].run()
    assert report.passages == await one.vectors.count() == report.embedded


async def test_an_index_is_kept(open_store: OpenStore, archive: Path) -> None:
    """What was indexed is there for whoever opens it later, and a newer Footnote's is refused."""
    async with open_store() as store:
        await Indexer(store, open_archives([str(archive)])).run()
    async with open_store() as store:
        assert not store.catalog.emptied
        assert await store.vectors.count() == await store.catalog.passage_count() > 0
        async with for_writing(store.catalog._engine).begin() as connection:
            newer = text("UPDATE meta SET value = '99 words-64' WHERE key = 'version'")
            await connection.execute(newer)
    with pytest.raises(IndexFault, match="made by a newer Footnote"):
        await open_store().__aenter__()


async def test_turns(postgres: Cluster, open_store: OpenStore) -> None:
    """Who wants what another process does waits for it; other things are done meanwhile."""
    engines = [open_postgres(postgres.url("postgres"), "public") for _ in range(2)]
    done: list[str] = []

    async def wait() -> None:
        async with in_turn(engines[1], "a"):
            done.append("second")

    async with in_turn(engines[0], "a"):
        waiting = asyncio.create_task(wait())
        async with in_turn(engines[1], "b"):
            done.append("first")
    await waiting
    assert done == ["first", "second"]
    for engine in engines:
        await engine.dispose()


async def test_chroma_goes_and_comes_back(
    open_store: OpenStore, chroma: RunningChroma, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the server is away words are found and vectors wait; when it is back they are made."""
    monkeypatch.setattr("index.chroma_server._PATIENCE", 0.5)
    monkeypatch.setattr("index.chroma_server._LONGEST_REST", 0.1)
    async with open_store() as store:
        indexer = Indexer(store, open_archives([str(archive)]))
        await indexer.run()
        chroma.stop()
        try:
            (found,) = await Search(store).find(Query("zephyr benchmark"))
            assert (found.words is not None, found.meaning) == (True, None)
            write(archive, {"new.md": "# New\n\nMistral is new."})
            with pytest.raises(IndexFault, match="doesn't answer"):
                await indexer.run()
        finally:
            await asyncio.to_thread(chroma.start)
        await asyncio.sleep(0.1)
        await indexer.run()
        assert await store.catalog.outbox.pending() == 0
        assert await store.vectors.count() == await store.catalog.passage_count()
        assert any(each.meaning for each in await Search(store).find(Query("Mistral")))


@contextmanager
def _answering(status: int, body: str) -> Iterator[str]:
    """A server that answers everything alike; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "body", "line"),
    [
        (200, '"0.6.3"', "is '0.6.3'; Footnote works with 1.x."),
        (404, "{}", "is 'another version'; Footnote works with 1.x."),
        (401, "no", "refuses the token: set FOOTNOTE_CHROMA_TOKEN."),
        (503, "no", "doesn't answer (503 Service Unavailable)."),
    ],
)
async def test_a_server_that_cannot_be_used(
    open_store: OpenStore, status: int, body: str, line: str
) -> None:
    """A server of another version, or one that refuses, is told in one line without the token."""
    with _answering(status, body) as url:
        vectors = ServerVectors(ChromaServer(url, SecretStr("hidden")))
        with pytest.raises(IndexFault) as caught:
            await vectors.count()
        await vectors.close()
    said = str(caught.value)
    assert line in said
    assert "\n" not in said
    assert "hidden" not in said


async def test_a_database_that_is_away(open_store: OpenStore, tmp_path: Path) -> None:
    """A database that can't be reached is told in one line, without its password."""
    url = SecretStr(f"postgresql://me:hidden@127.0.0.1:{free_port()}/none")
    store = Store(
        tmp_path, WordsEmbedder(), database=url, chroma=ChromaServer("http://127.0.0.1:1")
    )
    with pytest.raises(IndexFault, match="The database can't be used") as caught:
        await store.__aenter__()
    assert "hidden" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_addresses_as_people_paste_them(open_store: Callable[[], Store]) -> None:
    """Libpq's way to ask for TLS is the driver's as well; what is no PostgreSQL is refused."""
    found = asyncpg_url("postgresql://me:pw@host/db?sslmode=require")
    assert (found.drivername, found.query) == ("postgresql+asyncpg", {"ssl": "require"})
    for wrong in ("mysql://host/db", "postgresql+psycopg://host/db", "no url"):
        with pytest.raises(ValueError, match="it "):
            asyncpg_url(wrong)
