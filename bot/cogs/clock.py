"""A clock: what is looked for every minute, until the end."""

from typing import Protocol

import structlog
from discord.ext import commands, tasks

from bot.state import StateAway

log = structlog.get_logger()


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
        self.tick.start()

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self.tick.cancel()

    async def finish(self) -> None:
        """Begin nothing more; return when what is being sent is sent."""
        self.tick.stop()
        await self._work.finish()

    @tasks.loop(minutes=1)
    async def tick(self) -> None:
        """Do what is due by now."""
        await self.work()

    async def work(self) -> None:
        """Do it now; a fault is logged."""
        try:
            await self._work.run()
        except StateAway as away:
            log.warning("state_away", reason=str(away))
        except Exception:
            log.exception(self._fault)

    @tick.before_loop
    async def ready(self) -> None:
        """Wait until Discord and its servers are known."""
        await self._bot.wait_until_ready()
