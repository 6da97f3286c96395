"""The clock of the letters."""

import structlog
from discord.ext import commands, tasks

from bot.letters import Letters
from bot.postbox import DiscordPostbox
from bot.services import Services
from bot.state import StateAway

log = structlog.get_logger()


class LettersCog(commands.Cog, name="Letters"):
    """Looks every minute for letters that are due."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self._bot = bot
        self._letters = Letters(services, DiscordPostbox(bot, services.state))

    async def cog_load(self) -> None:
        """Start the clock."""
        self.tick.start()

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self.tick.cancel()

    async def finish(self) -> None:
        """Begin nothing more; return when what is being sent is sent."""
        self.tick.stop()
        await self._letters.finish()

    @tasks.loop(minutes=1)
    async def tick(self) -> None:
        """Send what is due by now; a fault of one minute isn't the end of the clock."""
        try:
            await self._letters.run()
        except StateAway as away:
            log.warning("state_away", reason=str(away))
        except Exception:
            log.exception("letters_failed")

    @tick.before_loop
    async def ready(self) -> None:
        """Wait until Discord knows the bot."""
        await self._bot.wait_until_ready()
