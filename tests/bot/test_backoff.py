"""How long a shard waits before it connects again."""

from bot.backoff import Backoff


def test_waits_grow_to_a_minute() -> None:
    """The waits grow, are never two alike, and none is longer than a minute."""
    backoff = Backoff()
    waits = [backoff.delay() for _ in range(20)]

    assert waits[0] <= 2
    assert all(30 <= wait <= 60 for wait in waits[6:])
    assert len(set(waits)) == len(waits)
