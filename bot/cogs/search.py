"""`/search`: the passages of the archive that fit best."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.asking import refusal
from bot.render.evidence import evidence_messages
from bot.services import Services
from index.search import Query

_FOUND = 5


class SearchCog(commands.Cog, name="Search"):
    """Finds passages."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(query="Words or a phrase to look for")
    async def search(self, interaction: discord.Interaction, query: str) -> None:
        """Find the passages of the digests that fit best."""
        await interaction.response.defer(thinking=True)
        if refused := refusal(query):
            await interaction.followup.send(refused)
            return
        today = self._services.clock().date()
        found = await self._services.search.look(Query(query, k=_FOUND), today)
        guild = interaction.guild_id
        posts = await self._services.state.post_links(guild) if guild else {}
        for content in evidence_messages(query, found, posts):
            await interaction.followup.send(content)
