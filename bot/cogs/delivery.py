"""The clock of the daily post."""

import structlog
from discord.ext import commands, tasks

from bot.delivery import Delivery
from bot.outlet import DiscordOutlet
from bot.services import Services
from bot.state import StateAway

log = structlog.get_logger()


class DeliveryCog(commands.Cog, name="Delivery"):
    """Looks for what is due, every minute and when a server is set up."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self._bot = bot
        self._delivery = Delivery(services, DiscordOutlet(bot))

    async def cog_load(self) -> None:
        """Start the clock."""
        self.tick.start()

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self.tick.cancel()

    async def finish(self) -> None:
        """Begin nothing more; return when what is being sent is sent."""
        self.tick.stop()
        await self._delivery.finish()

    @tasks.loop(minutes=1)
    async def tick(self) -> None:
        """Deliver what is due by now."""
        await self._deliver()

    @commands.Cog.listener()
    async def on_guild_setup(self) -> None:
        """A server was set up: what is due there needn't wait for the next minute."""
        await self._deliver()

    async def _deliver(self) -> None:
        # A fault of one minute isn't the end of the clock.
        try:
            await self._delivery.run()
        except StateAway as away:
            log.warning("state_away", reason=str(away))
        except Exception:
            log.exception("delivery_failed")

    @tick.before_loop
    async def ready(self) -> None:
        """Wait until the servers are known."""
        await self._bot.wait_until_ready()
