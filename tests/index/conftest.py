"""Where the index is kept: tests of it run on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from index.catalog import Catalog
from index.database import open_postgres, open_sqlite
from index.schema import POSTGRES_SCHEMA
from tests.postgres import Cluster, binaries, running

OpenDatabase: TypeAlias = Callable[[], AsyncEngine]
"""Opens the test's database once more, as another process would."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server, one for each process of tests."""
    if binaries() is None:
        pytest.skip("needs the binaries of a PostgreSQL server (apt install postgresql)")
    with running() as cluster:
        yield cluster


@pytest.fixture(params=["SQLite", "PostgreSQL"])
async def open_database(request: pytest.FixtureRequest, tmp_path: Path) -> OpenDatabase:
    """Opens a database that is the test's own."""
    if request.param == "SQLite":
        return lambda: open_sqlite(tmp_path / "catalog.db")
    cluster: Cluster = request.getfixturevalue("postgres")
    url = await cluster.create()
    return lambda: open_postgres(url, POSTGRES_SCHEMA)


@pytest.fixture
async def catalog(open_database: OpenDatabase) -> AsyncIterator[Catalog]:
    """An empty catalog."""
    opened = await Catalog.of(open_database(), "model")
    yield opened
    await opened.close()
