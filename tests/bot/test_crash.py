"""A few rounds of kill -9 on bots that post, of which `make crash-posts` does two hundred."""

import pytest

from index.database import asyncpg_url
from tests.benchmarks.deliveries import rounds
from tests.postgres import Cluster


@pytest.mark.parametrize(
    ("count", "channels", "processes", "on_postgres"),
    [(4, 20, 1, False), (1, 8, 2, False), (1, 8, 2, True)],
    ids=["one bot", "two bots", "two bots on PostgreSQL"],
)
async def test_killed_bots_post_each_digest_once(
    request: pytest.FixtureRequest, count: int, channels: int, processes: int, *, on_postgres: bool
) -> None:
    """Killed at random points, alone or two on one state, every channel has each digest once."""
    cluster: Cluster | None = request.getfixturevalue("postgres") if on_postgres else None
    where = asyncpg_url(await cluster.create()) if cluster else None
    outcome = await rounds(count, 5, channels, processes, quiet=2.0, where=where)

    assert outcome.kills == count * processes
    assert outcome.at_work > 0
    assert outcome.posts == channels * (count + 1)
    assert outcome.wrong == []
