"""`/feedback`: what people think of the answers, for who has to mend them."""

import datetime as dt
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.render.feedback import feedback_pages
from bot.render.pages import numbered
from bot.services import Services
from bot.words import say

_LOOKED_AT = 100  # of each kind; those of channels that whoever asks doesn't see are left out
_SHOWN = 15


class FeedbackCog(commands.Cog, name="Feedback"):
    """Shows a server's feedback to who manages it, all of it to who runs the bot."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self._bot = bot
        self._services = services

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    async def feedback(self, interaction: discord.Interaction[Any]) -> None:
        """See what people thought of answers, and which questions found nothing."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = interaction.guild_id
        manages = guild_id is not None and interaction.permissions.manage_guild
        if not manages and (guild_id is not None or not await self._bot.is_owner(interaction.user)):
            await interaction.followup.send(say("feedback-not-yours"), ephemeral=True)
            return
        state, days = self._services.state, self._services.settings.keep_answers
        since = state.now() - dt.timedelta(days=days)
        wrong = await state.answers.ratings.newest(
            "wrong", _LOOKED_AT, since=since, guild_id=guild_id
        )
        nothing = await state.answers.newest(
            _LOOKED_AT, since=since, outcome="abstained", guild_id=guild_id
        )
        pages = feedback_pages(
            days,
            await state.answers.tally(since, guild_id),
            await state.answers.ratings.tally(since, guild_id),
            [each for each in wrong if sees(interaction, each.channel_id)][:_SHOWN],
            [each for each in nothing if sees(interaction, each.by.channel_id)][:_SHOWN],
        )
        for n in range(len(pages)):
            await interaction.followup.send(numbered(pages, n), ephemeral=True)


def sees(interaction: discord.Interaction[Any], channel_id: int | None) -> bool:
    """Whether whoever asks may read a channel of the server where they ask.

    What was asked in a private channel doesn't leave it. Outside of servers only who runs the bot
    asks, and may read all.
    """
    guild, member = interaction.guild, interaction.user
    if guild is None or not isinstance(member, discord.Member):
        return interaction.guild_id is None
    place = guild.get_channel_or_thread(channel_id) if channel_id else None
    if place is None:
        return False  # a channel that is gone, or a thread that is archived: it can't be told
    if isinstance(place, discord.Thread) and place.is_private():
        return place.permissions_for(member).manage_threads
    return place.permissions_for(member).read_messages
