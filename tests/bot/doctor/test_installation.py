"""The doctor looks at the servers of a large installation, and at their clocks."""

import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import text

from bot.doctor import clock, installation
from bot.doctor.finding import Finding
from bot.state import State
from index.catalog import Catalog
from index.chroma_server import ChromaServer
from index.database import asyncpg_url, for_writing, open_postgres
from index.embedding import MiniLM
from index.schema import POSTGRES_SCHEMA
from tests.postgres import Cluster


async def found(looking: AsyncIterator[Finding]) -> dict[str, Finding]:
    """What was found, by name."""
    return {each.name: each async for each in looking}


async def test_database_is_looked_at(postgres: Cluster) -> None:
    """Its version, state, index and clock are told; nothing is made there by that."""
    url = SecretStr(await postgres.create())
    first = await found(installation.check_postgres(url))
    again = await found(installation.check_postgres(url))
    state = await State.open(asyncpg_url(url.get_secret_value()))
    catalog = await Catalog.of(open_postgres(url.get_secret_value(), POSTGRES_SCHEMA), MiniLM.name)
    await catalog.settle()
    full = await found(installation.check_postgres(url))
    async with for_writing(catalog._engine).begin() as connection:
        newer = "UPDATE footnote_state.alembic_version SET version_num = '9999'"
        await connection.execute(text(newer))
    later = await found(installation.check_postgres(url))
    await catalog.close()
    await state.close()

    assert first == again
    assert (first["state"].told, first["index"].level) == (
        "none yet: it is made at the first start",
        "warning",
    )
    assert {each.level for each in full.values()} == {"ok"}
    assert full["clock"].told == "that of the database server tells the same"
    assert (later["state"].level, "9999" in later["state"].told) == ("wrong", True)


async def test_database_in_no_reach_is_told_without_its_password() -> None:
    """A server that isn't there is one line, and the password stays hidden."""
    url = SecretStr("postgresql://me:hush@127.0.0.1:1/footnote")
    told = await found(installation.check_postgres(url))

    assert told["database"].level == "wrong"
    assert "hush" not in str(told)


@asynccontextmanager
async def chroma_that_says(status: int, version: str) -> AsyncIterator[str]:
    """A Chroma server that tells its version, and nothing else."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=json.dumps(version))

    application = web.Application()
    application.router.add_get("/api/v2/version", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "version", "level", "told"),
    [
        (200, "0.5.23", "wrong", "is '0.5.23'; Footnote works with 1.x"),
        (200, "2.0.0", "wrong", "is '2.0.0'; Footnote works with 1.x"),
        (410, "gone", "wrong", "is 'another version'; Footnote works with 1.x"),
        (404, "", "wrong", "is 'another version'; Footnote works with 1.x"),
        (401, "", "wrong", "refuses the token"),
        (503, "", "warning", "doesn't answer (503"),
    ],
)
async def test_chroma_of_another_version_is_told(
    status: int, version: str, level: str, told: str
) -> None:
    """A server that speaks another version's language is named, with what to do."""
    async with chroma_that_says(status, version) as url:
        server = ChromaServer(url, SecretStr("hush"))
        finding = (await found(installation.check_chroma(server)))["chroma"]

    assert (finding.level, told in finding.told) == (level, True)
    assert "hush" not in finding.told


@pytest.mark.parametrize(
    ("seconds", "level", "told"),
    [
        (-29, "ok", "tells the same"),
        (3_600, "wrong", "is 3,600 s ahead of ours"),
        (-31, "wrong", "is 31 s behind ours"),
    ],
)
def test_clocks_that_differ_are_told(seconds: int, level: str, told: str) -> None:
    """Another machine's clock may be half a minute apart, and no more."""
    now = dt.datetime.now(dt.UTC)
    finding = clock.check_against("Discord", now + dt.timedelta(seconds=seconds), now)

    assert (finding.level, told in finding.told) == (level, True)
