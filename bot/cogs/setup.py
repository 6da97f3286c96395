"""`/setup`: where and when a server gets its daily digest."""

import datetime as dt
from functools import cache
from zoneinfo import available_timezones

import discord
from discord import app_commands
from discord.ext import commands

from bot.due import next_post
from bot.outlet import missing
from bot.render.escape import label
from bot.render.source import name
from bot.services import Services
from bot.state import GuildSetup
from bot.state.values import CatchUp
from index.digest import Origin

_CHOICES = 25


@cache
def zones() -> tuple[str, ...]:
    """The names of all time zones, places before abbreviations."""
    return tuple(sorted(available_timezones(), key=lambda zone: ("/" not in zone, zone)))


def fitting_zones(typed: str) -> list[str]:
    """The zones whose name holds what was typed; 'new york' finds America/New_York."""
    words = typed.casefold().replace("_", " ").split()
    found = [z for z in zones() if all(w in z.casefold().replace("_", " ") for w in words)]
    return found[:_CHOICES]


class Setup(commands.Cog):
    """Sets servers up."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        channel="Where the daily digest is posted",
        hour="The hour of the day, 0 to 23",
        timezone="Whose clock: a city or region",
        missed="What I still post of digests that I missed: the newest, all or none",
    )
    async def setup(
        self,
        interaction: discord.Interaction,
        channel: discord.TextChannel,
        hour: app_commands.Range[int, 0, 23],
        timezone: str,
        missed: CatchUp | None = None,
    ) -> None:
        """Choose the channel and the hour of the daily digest."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if timezone not in zones():
            near = ", ".join(fitting_zones(timezone)[:3])
            hint = f"Did you mean {near}?" if near else "Try a city, like Europe/Berlin."
            shown = label(timezone[:60])
            await interaction.followup.send(f"I don't know the time zone “{shown}”. {hint}")
            return
        if lacking := missing(channel):
            await interaction.followup.send(
                f"I can't post in {channel.mention} yet. There I still need: "
                f"{', '.join(lacking)}. Give me these, then run /setup again."
            )
            return
        before = await self._services.state.guild(channel.guild.id)
        catch_up = missed or (before.catch_up if before else "newest")
        since = self._services.clock()
        # Who mends a channel that wants all digests wants those of the meantime, too.
        if before and (before.channel_id, before.catch_up, catch_up) == (channel.id, "all", "all"):
            since = before.since
        setup = GuildSetup(
            guild_id=channel.guild.id,
            channel_id=channel.id,
            hour=hour,
            timezone=timezone,
            set_by=interaction.user.id,
            since=since,
            catch_up=catch_up,
        )
        await self._services.state.set_guild(setup)
        posts = await self._services.state.posts(channel.id)
        origins = await self._services.store.catalog.digests()
        upcoming = next_post(setup, posts, origins, self._services.clock())
        await interaction.followup.send(
            what_next(
                setup,
                channel.mention,
                upcoming,
                hears=interaction.client.intents.message_content,
            )
        )
        interaction.client.dispatch("guild_setup")

    @setup.autocomplete("timezone")
    async def timezones(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The zones that fit what was typed."""
        return [app_commands.Choice(name=zone, value=zone) for zone in fitting_zones(current)]


def what_next(
    setup: GuildSetup,
    channel: str,
    upcoming: tuple[Origin, dt.datetime] | None,
    *,
    hears: bool,
) -> str:
    """What happens from now on. `hears` is whether questions need no mention of the bot."""
    asking = "for questions" if hears else "for questions that mention me"
    text = (
        f"Done. The daily digest comes to {channel} at {setup.hour:02}:00 ({setup.timezone}), "
        f"with a thread {asking}."
    )
    if upcoming is None:
        return f"{text}\nThe next one is posted when the archive has a new digest."
    origin, moment = upcoming
    when = discord.utils.format_dt(moment, "R")
    return f"{text}\nNext: {label(origin.title)} ({name(origin.publication, origin.date)}) {when}."
