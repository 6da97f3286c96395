"""A PostgreSQL that goes away under the catalog, or says nothing, and comes back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import make_url

from index.catalog import Catalog
from index.database import in_turn, open_postgres
from index.errors import DatabaseAway
from index.schema import POSTGRES_SCHEMA
from tests.postgres import Cluster
from tests.relay import Relay


@pytest.fixture
async def relay(postgres: Cluster) -> AsyncIterator[Relay]:
    """The way to the server."""
    async with Relay(postgres.folder / ".s.PGSQL.5432") as opened:
        yield opened


async def test_it_goes_and_comes_back(postgres: Cluster, relay: Relay) -> None:
    """While it can't be reached each question says so; when it can, they are answered again."""
    name = make_url(await postgres.create()).database
    url = f"postgresql://footnote:hidden@127.0.0.1:{relay.port}/{name}"
    catalog = await Catalog.of(open_postgres(url, POSTGRES_SCHEMA), "model")
    before = await catalog.passage_count()
    relay.cut()
    for _ in range(2):
        with pytest.raises(DatabaseAway, match="The database can't be used") as caught:
            await catalog.passage_count()
        assert "hidden" not in str(caught.value)
    await relay.start()

    assert await catalog.passage_count() == before == 0
    await catalog.close()


async def test_it_says_nothing(postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who asks something waits for ever; when it speaks again, they are answered."""
    monkeypatch.setattr("index.database._ANSWER", 0.2)
    catalog = await Catalog.of(open_postgres(await postgres.create(), POSTGRES_SCHEMA), "model")
    postgres.pause()
    try:
        async with asyncio.timeout(30):
            with pytest.raises(DatabaseAway):
                await catalog.passage_count()
    finally:
        postgres.resume()

    assert await catalog.passage_count() == 0
    await catalog.close()


async def test_who_waits_for_a_turn_is_not_hurried(
    postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever time the process before takes, the next one has its turn."""
    monkeypatch.setattr("index.database._ANSWER", 0.1)
    engines = [open_postgres(postgres.url("postgres"), "public") for _ in range(2)]
    had = []

    async def wait() -> None:
        async with in_turn(engines[1], "long"):
            had.append(True)

    async with in_turn(engines[0], "long"):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.5)
        assert not had
    await waiting
    for engine in engines:
        await engine.dispose()

    assert had
