"""A few rounds of kill -9; `make crash` does fifty."""

from tests.benchmarks.crashes import rounds


def test_killed_indexers_lose_and_double_nothing() -> None:
    """Killed at random points and finished, an index is that of an undisturbed run."""
    kills, at_work, differences = rounds(3, 5, files=60)
    assert kills >= at_work > 0
    assert differences == []
