"""The clock of the daily post."""

from discord.ext import commands

from bot.cogs.clock import Clock
from bot.delivery import Delivery
from bot.outlet import DiscordOutlet
from bot.services import Services


class DeliveryCog(Clock, name="Delivery"):
    """Looks for what is due, every minute and when a server is set up."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, Delivery(services, DiscordOutlet(bot)), "delivery_failed")

    @commands.Cog.listener()
    async def on_guild_setup(self) -> None:
        """A server was set up: what is due there needn't wait for the next minute."""
        await self.work()
