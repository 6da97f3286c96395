"""A few rounds of kill -9 on bots at work, of which `make kills` and `make crash-posts` do more."""

import pytest

from index.database import asyncpg_url
from tests.benchmarks import kills
from tests.benchmarks.deliveries import rounds
from tests.postgres import Cluster, binaries


@pytest.mark.parametrize(
    ("count", "channels", "processes", "on_postgres"),
    [(1, 8, 2, False), (1, 8, 2, True)],
    ids=["two bots", "two bots on PostgreSQL"],
)
async def test_killed_bots_post_each_digest_once(
    request: pytest.FixtureRequest, count: int, channels: int, processes: int, *, on_postgres: bool
) -> None:
    """Two on one state, killed at random points, post each digest once in every channel."""
    cluster: Cluster | None = request.getfixturevalue("postgres") if on_postgres else None
    where = asyncpg_url(await cluster.create()) if cluster else None
    outcome = await rounds(count, 5, channels, processes, quiet=2.0, where=where)

    assert outcome.kills == count * processes
    assert outcome.at_work > 0
    assert outcome.posts == channels * (count + 1)
    assert outcome.wrong == []


@pytest.mark.parametrize("on_servers", [False, True], ids=["one bot", "two bots on servers"])
async def test_killed_bots_lose_and_double_nothing(*, on_servers: bool) -> None:
    """Killed amid all that they do, what people saw is what is kept, once; so is the index."""
    if on_servers and binaries() is None:
        pytest.skip("needs the binaries of a PostgreSQL server (apt install postgresql)")
    count, channels = (1, 2) if on_servers else (4, 4)
    outcome = await kills.rounds(count, 5, channels, 40, quiet=1.0, on_servers=on_servers)

    assert outcome.kills == count * (2 if on_servers else 1)
    assert outcome.at_work > 0
    assert min(outcome.checked[kind] for kind in kills.KINDS) > 0
    assert outcome.wrong == []
