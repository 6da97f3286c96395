"""How long a shard waits before it connects again."""

import random

from discord.backoff import ExponentialBackoff

_LONGEST = 60.0  # seconds


class Backoff(ExponentialBackoff[bool]):
    """Growing random waits, each of a minute at most.

    discord.py's own grow to a quarter of an hour, and begin anew only after half an hour without
    one: after some short interruptions the next one would be a long one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tries = 0

    def delay(self) -> float:
        """The next one, in seconds."""
        self._tries += 1
        return min(2.0**self._tries, _LONGEST) * random.uniform(0.5, 1.0)  # noqa: S311
