"""How long work holds up the event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable

LIMIT = 0.1  # seconds
TRIES = 3  # a busy machine may stall one of them; what blocks the loop blocks it in all


async def smallest_lag(work: Callable[[], Awaitable[object]]) -> float:
    """The largest lag of the loop while `work` is done, in seconds; of a few tries the best."""
    lag = LIMIT
    for _ in range(TRIES):
        lag = await _lag_during(work)
        if lag < LIMIT:
            break
    return lag


async def _lag_during(work: Callable[[], Awaitable[object]]) -> float:
    lags: list[float] = []

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            lags.append(time.perf_counter() - before - 0.002)

    ticker = asyncio.create_task(tick())
    await asyncio.sleep(0.01)
    await work()
    await asyncio.sleep(0.01)  # the ticker has its turn after the last of the work
    ticker.cancel()
    return max(lags)
