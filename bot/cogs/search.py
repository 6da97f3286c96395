"""`/search`: the passages of the archive that fit best."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.browsing import Request, kept
from bot.pages import show
from bot.services import Services


class SearchCog(commands.Cog, name="Search"):
    """Finds passages. Only who asks sees them: they are to be read through, not an answer."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(query="Words or a phrase to look for")
    async def search(self, interaction: discord.Interaction, query: str) -> None:
        """Find the passages of the digests that fit best."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        today = self._services.clock().date()
        await show(interaction, self._services, Request("search", kept(query), today))
