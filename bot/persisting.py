"""What Discord is asked for while it is away: asked again, as long as somebody waits for it."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

_LONGEST = 15.0  # seconds between two tries
_PATIENCE = 600.0  # seconds
FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError)  # what a request may raise
T = TypeVar("T")


def passes(error: BaseException) -> bool:
    """Whether an error lies with Discord or the network, and may be gone later."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500
    return isinstance(error, aiohttp.ClientError | OSError)


async def persisting(ask: Callable[[], Awaitable[T]]) -> T:
    """What Discord answers; where it is away it is asked again, for ten minutes.

    What is asked for must be the same when it is done twice. Raises the last error.
    """
    from tenacity import (
        AsyncRetrying,
        retry_if_exception,
        stop_after_delay,
        wait_random_exponential,
    )

    again = AsyncRetrying(
        retry=retry_if_exception(passes),
        wait=wait_random_exponential(multiplier=1, max=_LONGEST),
        stop=stop_after_delay(_PATIENCE),
        reraise=True,
    )

    async def once() -> T:
        return await ask()

    return await again(once)
