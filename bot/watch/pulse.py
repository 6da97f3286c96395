"""The event loop's pulse: that it ticks, and how late."""

import asyncio
import time
from collections.abc import Callable

_EVERY = 0.1  # seconds


class Pulse:
    """Ticks ten times a second, and tells how late each tick came."""

    def __init__(self, lagged: Callable[[float], None]) -> None:
        self._lagged = lagged
        self._last = time.monotonic()

    @property
    def age(self) -> float:
        """Seconds since the last tick."""
        return time.monotonic() - self._last

    async def run(self) -> None:
        """Tick until it is cancelled."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(_EVERY)
            self._last = time.monotonic()
            self._lagged(max(0.0, self._last - before - _EVERY))
