"""The clock of the letters."""

from discord.ext import commands

from bot.cogs.clock import Clock
from bot.letters import Letters
from bot.postbox import DiscordPostbox
from bot.services import Services


class LettersCog(Clock, name="Letters"):
    """Looks every minute for letters that are due."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        letters = Letters(services, DiscordPostbox(bot, services.state))
        super().__init__(bot, letters, "letters_failed")
