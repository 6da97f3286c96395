"""`/timeline`: a story through the archive."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.browsing import Request, kept
from bot.language import think
from bot.pages import show
from bot.services import Services
from index.stories.stories import Stories

_CHOICES = 25  # Discord's limit


class Timeline(commands.Cog):
    """Tells stories. All can see it: what a story is about is worth a talk."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(story="A name, or words that are told together")
    async def timeline(
        self, interaction: discord.Interaction, story: app_commands.Range[str, 1, 70]
    ) -> None:
        """Follow a story through the archive, entry by entry with its source."""
        await think(interaction)
        today = self._services.clock().date()
        await show(interaction, self._services, Request("timeline", kept(story), today))

    @timeline.autocomplete("story")
    async def stories(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The archive's names with a word that begins as typed, the most told first."""
        names = await Stories(self._services.store).names(current, _CHOICES)
        return [app_commands.Choice(name=each, value=each) for each in names]
