"""`/status`: how it stands."""

import asyncio
import datetime as dt
import math
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.due import next_post
from bot.letters import next_letter
from bot.outlet import missing
from bot.quiet import is_quiet
from bot.render.status import Archive, Daily, Machine, Status, status_message
from bot.services import Services
from index.digest import newest_first

_DAY = dt.timedelta(days=1)


class StatusCog(commands.Cog, name="Status"):
    """Tells how it stands: everybody in short, who may manage the server the whole."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        """See how I am doing: the next post, the newest digest, what I may not do here."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        # On a server that the bot isn't a member of, a person may bring it along.
        guild = interaction.client.get_guild(interaction.guild_id or 0)
        manages = guild is not None and interaction.permissions.manage_guild
        subscription = await self._services.state.subscriptions.get(interaction.user.id)
        now = self._services.clock()
        letter: dt.datetime | str | None = None
        if subscription is not None:
            letter = subscription.paused or next_letter(subscription, now)
        status = Status(
            today=now.date(),
            archive=await self._archive(),
            on_server=guild is not None,
            daily=await self._daily(guild) if guild else None,
            here=_lacking(interaction.channel) if guild else [],
            hears=interaction.client.intents.message_content,
            letter=letter,
            machine=await self._machine(interaction) if manages else None,
        )
        await interaction.followup.send(status_message(status), ephemeral=True)

    async def _archive(self) -> Archive:
        catalog, settings = self._services.store.catalog, self._services.settings
        coverage = await catalog.coverage()
        today = self._services.clock().date()
        digests = newest_first(await catalog.digests())
        claude = settings.writer != "extractive" and settings.anthropic_api_key is not None
        return Archive(
            newest=next((each for each in digests if each.date and each.date <= today), None),
            documents=coverage.documents,
            passages=await catalog.passage_count(),
            pending=await catalog.outbox.pending(),
            model=settings.model if claude else None,
        )

    async def _daily(self, guild: discord.Guild) -> Daily | None:
        state = self._services.state
        setup = await state.guild(guild.id)
        if setup is None:
            return None
        posts = [post for post in await state.posts(setup.channel_id) if not is_quiet(post)]
        origins = await self._services.store.catalog.digests()
        now = self._services.clock()
        coming = await asyncio.to_thread(next_post, setup, posts, origins, now)
        channel = guild.get_channel(setup.channel_id)
        lacking = None if channel is None else _lacking(channel)
        return Daily(f"<#{setup.channel_id}>", coming, lacking, setup.paused)

    async def _machine(self, interaction: discord.Interaction[Any]) -> Machine:
        state, latency = self._services.state, interaction.client.latency
        tallies = await state.answers.tally(state.now() - _DAY)
        # Of those that a writer answered: an abstention takes no time.
        times = [t.median_ms for t in tallies if t.outcome == "answered"]
        known = await interaction.client.commands_known()
        # Before the first heartbeat there is none.
        return Machine(latency if math.isfinite(latency) else None, next(iter(times), None), known)


def _lacking(channel: object) -> list[str]:
    """The permissions that the bot lacks in a channel of a server, or in that of a thread."""
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    return missing(place) if isinstance(place, discord.abc.GuildChannel) else []
