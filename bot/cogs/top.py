"""`/top`: what matters most of the last days."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.assistant.answer import days_words
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
        await interaction.response.defer(thinking=True)
        for content in await self._messages(days, interaction.guild_id):
            await interaction.followup.send(content)

    async def _messages(self, days: int, guild: int | None) -> tuple[str, ...]:
        span = days_up_to((await self._services.store.catalog.coverage()).last, days)
        if span.start is None or span.end is None:
            return (say("top-empty"),)
        told = days_words(span.start, span.end)
        found = await Stories(self._services.store).top(span, _INSIGHTS)
        posts = await self._services.state.post_links(guild) if guild else {}
        head = say("top-head", count=days, days=told)
        return top_messages(found, posts, head) or (say("top-nothing", days=told),)
