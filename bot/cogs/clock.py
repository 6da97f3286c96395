"""A clock: what is looked for every minute, until the end."""

import asyncio
from typing import Protocol

import structlog
from discord.ext import commands

from bot.state import StateAway

log = structlog.get_logger()

EVERY = 60.0  # seconds of a clock that only goes on: discord.py's own goes by the one that is set


class Work(Protocol):
    """What a clock does at each turn."""

    async def run(self) -> None:
        """Do what is due by now."""

    async def finish(self) -> None:
        """Begin nothing more; return when what is being done is done."""


class Clock(commands.Cog):
    """Does its work every minute; a fault of one minute isn't the end of the clock."""

    def __init__(self, bot: commands.AutoShardedBot, work: Work, fault: str) -> None:
        self._bot = bot
        self._work = work
        self._fault = fault

    async def cog_load(self) -> None:
        """Start the clock."""
        self._ticking = asyncio.create_task(self._tick())

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self._ticking.cancel()

    async def finish(self) -> None:
        """Begin nothing more; return when what is being sent is sent."""
        await self._work.finish()
        self._ticking.cancel()

    async def work(self) -> None:
        """Do what is due by now; a fault is logged."""
        try:
            await self._work.run()
        except StateAway as away:
            log.warning("state_away", reason=str(away))
        except Exception:
            log.exception(self._fault)

    async def _tick(self) -> None:
        await self._bot.wait_until_ready()
        while True:
            await self.work()
            await asyncio.sleep(EVERY)
