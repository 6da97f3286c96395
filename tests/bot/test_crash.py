"""A few rounds of kill -9 on bots that post, of which `make crash-posts` does two hundred."""

import pytest

from tests.benchmarks.deliveries import rounds


@pytest.mark.parametrize(
    ("count", "channels", "processes"), [(4, 20, 1), (2, 8, 2)], ids=["one bot", "two bots"]
)
async def test_killed_bots_post_each_digest_once(count: int, channels: int, processes: int) -> None:
    """Killed at random points, alone or two on one state, every channel has each digest once."""
    outcome = await rounds(count, 5, channels, processes, quiet=2.0)

    assert outcome.kills == count * processes
    assert outcome.at_work > 0
    assert outcome.posts == channels * (count + 1)
    assert outcome.wrong == []
