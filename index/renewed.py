"""A value that is made again when what it was made of has changed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

_DEAR = 0.05  # seconds; what is made faster is waited for
_REST = 20  # times as long as it takes to make it, it isn't made again


class Renewed(Generic[T]):
    """The latest value, where making it is cheap; else one that is some times its making old.

    `make` makes it; `version` tells of what. One that takes longer than `patience` in seconds is
    made in the background while the former one serves, so that whoever writes all the time holds up
    no reader.
    """

    def __init__(
        self,
        make: Callable[[], Awaitable[T]],
        version: Callable[[], int],
        patience: float = _DEAR,
    ) -> None:
        self._make = make
        self._version = version
        self._patience = patience
        self._made: tuple[int, T] | None = None
        self._took = self._at = 0.0
        self._one = asyncio.Lock()
        self._task: asyncio.Task[T] | None = None

    async def get(self) -> T:
        """The value; the first is waited for."""
        if self._made is None or (self.stale and self._took < self._patience):
            return await self._renew()
        if self.stale and not self._running and self._rested:
            self._task = asyncio.create_task(self._renew())
        return self._made[1]

    async def close(self) -> None:
        """Let go of what is being made."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    @property
    def stale(self) -> bool:
        """Whether what it was made of has changed since."""
        return self._made is None or self._made[0] != self._version()

    @property
    def _running(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def _rested(self) -> bool:
        return time.monotonic() - self._at >= _REST * self._took

    async def _renew(self) -> T:
        async with self._one:
            if self._made is not None and not self.stale:
                return self._made[1]
            version, started = self._version(), time.monotonic()
            value = await self._make()
            self._made = version, value
            self._at = time.monotonic()
            self._took = self._at - started
            return value
