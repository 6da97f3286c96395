"""Whether Footnote can serve just now, and what it waits for where it can't."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Literal, get_args

from bot.watch.metrics import Watched

Part = Literal["index", "state", "archive", "gateway", "process"]
PARTS: tuple[Part, ...] = get_args(Part)
_PATIENCE = 2.0  # seconds that a store has for an answer
# Looks come when files change, and at the latest after `refresh` seconds; one that reads a whole
# archive anew takes minutes.
_LOOKS, _LONGEST = 3, 300.0


async def waits_for(watched: Watched, refresh: float) -> dict[Part, str]:
    """What isn't ready, by its part, each in a few words; empty where all is."""
    store, state = watched.store, watched.state
    found: dict[Part, str | None] = {
        "index": await _answers(store.catalog.outbox.pending if store else None),
        "state": await _answers(partial(state.fact, "commands") if state else None),
        "archive": await _looked(watched, _LOOKS * refresh + _LONGEST),
        "gateway": _connected(watched),
        "process": "stopping" if watched.stopping else None,
    }
    return {part: why for part, why in found.items() if why}


async def _answers(ask: Callable[[], Awaitable[object]] | None) -> str | None:
    if ask is None:
        return "not open"
    try:
        async with asyncio.timeout(_PATIENCE):
            await ask()
    except TimeoutError:
        return f"no answer within {_PATIENCE:.0f} s"
    except Exception as error:  # noqa: BLE001 -- whatever it is, there is no answer
        return f"no answer ({type(error).__name__})"
    return None


async def _looked(watched: Watched, longest: float) -> str | None:
    age = None if watched.looked is None else time.monotonic() - watched.looked
    if age is not None and age <= longest:
        return None
    # Whoever shares the index need not read the archive: then another process does.
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_PATIENCE):
            there = await watched.store.catalog.levelled.age() if watched.store else None
            age = min((each for each in (age, there) if each is not None), default=None)
    if age is None:
        return "not read yet"
    return f"last read {age:.0f} s ago" if age > longest else None


def _connected(watched: Watched) -> str | None:
    bot = watched.bot
    if bot is None or not bot.is_ready():
        return "not connected"
    away = [str(id_) for id_, shard in sorted(bot.shards.items()) if shard.is_closed()]
    return f"shards not connected: {', '.join(away)}" if away else None
