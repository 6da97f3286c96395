"""`/top`: what matters most of the last days."""

from collections.abc import Mapping

import discord
from discord import app_commands
from discord.ext import commands

from bot.assistant.answer import days_words
from bot.language import think
from bot.links import links_at
from bot.render.top import top_messages
from bot.services import Services
from bot.words import say
from index.stories.stories import Stories
from index.stories.top import days_up_to

_DAYS, _MOST = 7, 90
_INSIGHTS = 5


class TopCog(commands.Cog, name="Top"):
    """Tells what matters most. All can see it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(days="How many days, up to the newest digest? Without any: seven")
    async def top(
        self, interaction: discord.Interaction, days: app_commands.Range[int, 1, _MOST] = _DAYS
    ) -> None:
        """Read the five insights that matter most of the last days, each cited."""
        alone = await think(interaction)
        place = interaction.guild_id, interaction.channel_id
        posts = await links_at(interaction.client, self._services.state, *place)
        for content in await self._messages(days, posts):
            await interaction.followup.send(content, ephemeral=alone)

    async def _messages(self, days: int, posts: Mapping[str, str]) -> tuple[str, ...]:
        span = days_up_to((await self._services.store.catalog.coverage()).last, days)
        if span.start is None or span.end is None:
            return (say("top-empty"),)
        told = days_words(span.start, span.end)
        found = await Stories(self._services.store).top(span, _INSIGHTS)
        head = say("top-head", count=days, days=told)
        return top_messages(found, posts, head) or (say("top-nothing", days=told),)
