"""`/setup`: where, when and what of the daily digest a server gets, and who may ask there."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.admission import Admission
from bot.away import apologising
from bot.due import next_post, wanted
from bot.offers import publications_of, tags_of
from bot.outlet import missing
from bot.panel import (
    ZONE_ASKED,
    Control,
    Page,
    Panel,
    ZoneAsked,
    page_of,
    panel_view,
)
from bot.quiet import is_quiet
from bot.render.setup import beginning, unknown_zone, what_comes, what_next, zone_line
from bot.services import Services
from bot.state import GuildSetup
from bot.state.values import CatchUp
from bot.wishes import changed, first_setup, posts_differ, renewed
from bot.words import say
from bot.zones import fitting_zones

Chosen = Mapping[str, Sequence[str]]


class Setup(commands.Cog):
    """Sets servers up: each choice on the panel is kept at once."""

    def __init__(
        self, bot: commands.AutoShardedBot, services: Services, admission: Admission
    ) -> None:
        self._bot = bot
        self._admission = admission
        self._services = services
        self._turn = asyncio.Lock()

    async def cog_load(self) -> None:
        """Listen to the controls of all panels, also of those from before the start."""
        self._bot.add_dynamic_items(Control)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        channel="Where the daily digest is posted; a forum can be chosen on the panel",
        hour="The hour of the day, 0 to 23",
        timezone="Whose clock: a city or region",
        missed="What I still post of digests that I missed: the newest, all or none",
    )
    async def setup(
        self,
        interaction: discord.Interaction,
        channel: discord.TextChannel | None = None,
        hour: app_commands.Range[int, 0, 23] | None = None,
        timezone: app_commands.Range[str, 1, 500] | None = None,
        missed: CatchUp | None = None,
    ) -> None:
        """See and change where, when and what I post here, and who may ask me."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        zones = fitting_zones(timezone) if timezone else []
        given = {
            "channel": str(channel.id) if channel else None,
            "hour": None if hour is None else str(hour),
            "zone": zones[0] if len(zones) == 1 else None,
            "missed": missed,
        }
        if timezone and given["zone"] is None:
            amiss: tuple[str, ...] = (unknown_zone(timezone, zones),)
        else:
            chosen = {field: (value,) for field, value in given.items() if value is not None}
            amiss = await self._choose(interaction, chosen)
        view = await self._panel(interaction, "when", amiss)
        await interaction.followup.send(view=view, ephemeral=True)

    @setup.autocomplete("timezone")
    async def timezones(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The zones that fit what was typed."""
        return [app_commands.Choice(name=zone, value=zone) for zone in fitting_zones(current)]

    @commands.Cog.listener()
    async def on_setup_control(
        self, interaction: discord.Interaction, field: str, values: tuple[str, ...]
    ) -> None:
        """A control of a panel was pressed."""
        await self._answer(interaction, field, values)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A time zone was typed; of other interactions nothing is to be done here."""
        data: dict[str, Any] = dict(interaction.data or {})
        modal = interaction.type is discord.InteractionType.modal_submit
        if modal and data.get("custom_id") == ZONE_ASKED:
            typed = str(data["components"][0]["component"]["value"])
            await self._answer(interaction, "typed", (typed,))

    async def _answer(
        self, interaction: discord.Interaction, field: str, values: tuple[str, ...]
    ) -> None:
        """Do what a control says. Whatever fails, the person gets one kind line."""
        async with apologising(interaction, "setup_failed", field=field):
            await self._press(interaction, field, values)

    async def _press(
        self, interaction: discord.Interaction, field: str, values: tuple[str, ...]
    ) -> None:
        # The panel stays open for as long as it likes; who may manage the server may change.
        if not await self._admission.interaction(interaction, "manage"):
            return
        if field == "zones":
            await interaction.response.send_modal(ZoneAsked())
            return
        await interaction.response.defer()
        amiss: tuple[str, ...] = ()
        zones: list[str] = []
        page = page_of(field)
        if field == "typed":
            zones = fitting_zones(values[0])
            amiss = () if zones else (unknown_zone(values[0], zones),)
            if len(zones) == 1:
                field, values, zones = "zone", tuple(zones), []
        if field == "page":
            page = "who" if values == ("who",) else "when"
        elif field != "typed":
            amiss = await self._choose(interaction, {field: values})
        view = await self._panel(interaction, page, amiss, zones)
        await interaction.edit_original_response(
            view=view, allowed_mentions=discord.AllowedMentions.none()
        )

    async def _choose(self, interaction: discord.Interaction, chosen: Chosen) -> tuple[str, ...]:
        """Keep what was chosen, all of it or nothing; what must be mended or chosen otherwise."""
        guild, user = _guild_of(interaction), interaction.user.id
        now = self._services.clock()
        if refused := _refusal(guild, chosen):
            return (refused,)
        everyone = chosen.get("role") == (str(guild.id),)
        notes = (say("setup-role-everyone"),) if everyone else ()
        async with self._turn:  # of two choices at once neither undoes the other
            before = await self._services.state.guild(guild.id)
            after = before
            if before is None and "channel" in chosen:
                after = first_setup(guild.id, int(chosen["channel"][0]), user, now)
            if after is None:
                return (say("setup-channel-first"),) if chosen else ()
            for field, values in chosen.items():
                after = changed(after, field, values)
            if after == before:
                return notes
            await self._services.state.set_guild(
                renewed(before, after, user, now) if before else after
            )
        if before is None or posts_differ(before, after):
            interaction.client.dispatch("guild_setup")
        return notes

    async def _panel(
        self,
        interaction: discord.Interaction,
        page: Page,
        amiss: tuple[str, ...] = (),
        zones: Sequence[str] = (),
    ) -> discord.ui.LayoutView:
        guild, now = _guild_of(interaction), self._services.clock()
        setup = await self._services.state.guild(guild.id)
        shown = setup or first_setup(guild.id, 0, interaction.user.id, now)
        origins = await self._services.store.catalog.digests()
        kept = await self._services.state.posts(shown.channel_id)
        posts = [post for post in kept if not is_quiet(post)]
        told = beginning(shown)
        if setup:
            hears = interaction.client.intents.message_content
            # Of thousands of digests these take longer than the loop may stand still.
            fits = bool(await asyncio.to_thread(wanted, setup, origins)) or not origins
            upcoming = await asyncio.to_thread(next_post, setup, posts, origins, now)
            comes, next_ = what_comes(setup, hears=hears), what_next(upcoming, now, fits=fits)
            told = f"{comes}\n{next_}"
            amiss = (*amiss, *_obstacles(guild, setup))
        return panel_view(
            Panel(
                page=page,
                guild=guild,
                setup=setup,
                told=told,
                amiss=amiss,
                zone=zone_line(shown, now),
                publications=await asyncio.to_thread(publications_of, origins, shown.publications),
                tags=await asyncio.to_thread(tags_of, origins, shown.tags),
                zones=tuple(zones),
                turn=interaction.id,
            )
        )


def _guild_of(interaction: discord.Interaction) -> discord.Guild:
    if interaction.guild is None:
        raise LookupError("a setup is of a server")
    return interaction.guild


def _refusal(guild: discord.Guild, chosen: Chosen) -> str | None:
    """Why a channel that was chosen can't be it; None where it can, or none was chosen."""
    if "channel" not in chosen:
        return None
    channel = guild.get_channel(int(chosen["channel"][0]))
    if channel is None:
        return say("setup-gone")
    lacking = missing(channel)
    if not lacking:
        return None
    return say("setup-refused", channel=channel.mention, permissions=", ".join(lacking))


def _obstacles(guild: discord.Guild, setup: GuildSetup) -> tuple[str, ...]:
    """What keeps the bot from doing what is set."""
    channel = guild.get_channel(setup.channel_id)
    if channel is None:
        return (say("setup-gone"),)
    found = []
    if lacking := missing(channel):
        permissions = ", ".join(lacking)
        found.append(say("setup-lacking", channel=channel.mention, permissions=permissions))
    elif setup.paused:
        found.append(say("setup-waits", reason=setup.paused))
    role = guild.get_role(setup.role_id) if setup.role_id else None
    may_all = channel.permissions_for(guild.me).mention_everyone
    if role and not role.mentionable and not may_all:
        found.append(say("setup-role-silent", role=role.mention))
    return tuple(found)
