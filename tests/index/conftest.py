"""Where the index is kept: tests of it run on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from index.catalog import Catalog
from index.chroma_server import ChromaServer, ServerVectors
from index.database import open_postgres, open_sqlite
from index.schema import POSTGRES_SCHEMA
from index.store import Store
from index.vectors import VectorStore
from tests.chroma_server import RunningChroma
from tests.chroma_server import running as running_chroma
from tests.index.embedders import WordsEmbedder
from tests.postgres import Cluster

OpenVectors: TypeAlias = Callable[[], VectorStore]
"""A store of the test's own vectors that isn't opened yet."""
OpenDatabase: TypeAlias = Callable[[], AsyncEngine]
"""Opens the test's database once more, as another process would."""


class OpenStore(Protocol):
    """Stores of the test's own index that aren't opened yet, with a fast embedder."""

    def __call__(self, *, beside: bool = False) -> Store:
        """The index that serves, or one that is built beside it."""


@pytest.fixture(params=["SQLite", "PostgreSQL"])
async def open_database(request: pytest.FixtureRequest, tmp_path: Path) -> OpenDatabase:
    """Opens a database that is the test's own."""
    if request.param == "SQLite":
        return lambda: open_sqlite(tmp_path / "catalog.db")
    cluster: Cluster = request.getfixturevalue("postgres")
    url = await cluster.create()
    return lambda: open_postgres(url, POSTGRES_SCHEMA)


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    """A Chroma server, one for each process of tests."""
    with running_chroma(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture(params=["embedded", "server"])
def open_vectors(request: pytest.FixtureRequest, tmp_path: Path) -> OpenVectors:
    """Vector stores of the same vectors: in an embedded Chroma, or on a server."""
    if request.param == "embedded":
        return lambda: VectorStore(tmp_path / "vectors")
    server: RunningChroma = request.getfixturevalue("chroma")
    chroma = ChromaServer(server.url, SecretStr("a token"), database=server.create())
    return lambda: ServerVectors(chroma)


@pytest.fixture(params=["embedded", "servers"])
async def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> OpenStore:
    """Stores of one index: in SQLite and an embedded Chroma, or on servers of both."""
    where: dict[str, Any] = {}
    if request.param == "servers":
        cluster: Cluster = request.getfixturevalue("postgres")
        server: RunningChroma = request.getfixturevalue("chroma")
        where["database"] = SecretStr(await cluster.create())
        where["chroma"] = ChromaServer(server.url, database=server.create())

    def open_(*, beside: bool = False) -> Store:
        return Store(tmp_path / "data", WordsEmbedder(), beside=beside, **where)

    return open_


@pytest.fixture
async def catalog(open_database: OpenDatabase) -> AsyncIterator[Catalog]:
    """An empty catalog."""
    opened = await Catalog.of(open_database(), "model")
    yield opened
    await opened.close()
