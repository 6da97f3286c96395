"""`/subscribe` and `/unsubscribe`: a letter a day by direct message."""

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.away import apologising
from bot.browsing import kept
from bot.choices import CHOICES, choices
from bot.letters import LetterRefused, next_letter
from bot.postbox import DiscordPostbox
from bot.render.escape import label
from bot.render.source import no_publication
from bot.render.subscription import subscription_words
from bot.services import Services
from bot.state import Subscription
from bot.words import say
from bot.zones import fitting_zones, zones
from index.stories.stories import Stories
from index.terms import words_of

_HOUR = 9
_TOPICS = 10
_LONGEST = 60  # characters of a topic
_CHOICE = 100  # characters that a choice may have


class Subscriptions(commands.Cog):
    """Subscribes people, wherever they ask for it; only they see the answer."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self._services = services
        self._subscriptions = services.state.subscriptions
        self._postbox = DiscordPostbox(bot, services.state)

    @app_commands.command()
    @app_commands.describe(
        topics="Only what speaks of these names or words, parted by commas",
        hour="The hour of the day, 0 to 23; 9 by default",
        what="The day's digest, or the five insights that matter most",
        timezone="Whose clock: a city or region",
        publication="Only digests of this publication",
    )
    @app_commands.choices(
        what=[
            app_commands.Choice(name="The day's digest", value="digest"),
            app_commands.Choice(name="The five insights that matter most", value="top"),
        ]
    )
    async def subscribe(
        self,
        interaction: discord.Interaction[Any],
        topics: app_commands.Range[str, 1, 300] | None = None,
        hour: app_commands.Range[int, 0, 23] | None = None,
        what: str | None = None,
        timezone: app_commands.Range[str, 1, _CHOICE] | None = None,
        *,
        publication: app_commands.Range[str, 1, _CHOICE] | None = None,
    ) -> None:
        """Get the day's digest or what matters most by direct message, every day at your hour."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if timezone and timezone not in zones():
            near = ", ".join(fitting_zones(timezone)[:3])
            line = say("subscribe-zone", zone=label(timezone[:60]), near=near or "no")
            await interaction.followup.send(line, ephemeral=True)
            return
        known = {name.casefold(): name for name in await self._publications()}
        if publication and publication.casefold() not in known:
            await interaction.followup.send(no_publication(publication), ephemeral=True)
            return
        wanted = await self._from_before(interaction)
        if topics or publication or what:
            wanted = replace(
                wanted,
                what="top" if what == "top" else "digest",
                topics=topics_of(topics or ""),
                publications=(known[publication.casefold()],) if publication else (),
            )
        wanted = replace(
            wanted,
            hour=wanted.hour if hour is None else hour,
            timezone=timezone or wanted.timezone,
        )
        await self._begin(interaction, wanted)

    @app_commands.command()
    async def unsubscribe(self, interaction: discord.Interaction) -> None:
        """Get no more letters by direct message."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        ended = await self._subscriptions.end(interaction.user.id)
        line = say("subscribe-ended") if ended else say("subscribe-none")
        await interaction.followup.send(line, ephemeral=True)

    @commands.Cog.listener()
    async def on_subscribe_button(
        self, interaction: discord.Interaction[Any], document_id: str
    ) -> None:
        """The button under a digest's post: subscribe to its publication.

        A subscription that goes on stays as it is: who presses is told what it is.
        """
        async with apologising(interaction, "subscribe_failed"):
            await interaction.response.defer(ephemeral=True, thinking=True)
            before = await self._subscriptions.get(interaction.user.id)
            if before is not None and before.paused is None:
                words = subscription_words(before, next_letter(before, self._services.clock()))
                line = f"{say('subscribe-already')} {words}"
                await interaction.followup.send(line, ephemeral=True)
                return
            wanted = await self._from_before(interaction)
            document = await self._services.store.catalog.document(document_id)
            if before is None and document is not None:
                wanted = replace(wanted, publications=(document.publication,))
            await self._begin(interaction, wanted)

    async def _from_before(self, interaction: discord.Interaction[Any]) -> Subscription:
        """A person's subscription as it was, to begin anew; else one of all digests."""
        guild_id = interaction.guild_id
        now, locale = self._services.clock(), str(interaction.locale)
        before = await self._subscriptions.get(interaction.user.id)
        if before is not None:
            guild_id = guild_id or before.guild_id
            return replace(before, since=now, locale=locale, guild_id=guild_id, paused=None)
        setup = await self._services.state.guild(guild_id) if guild_id else None
        zone = setup.timezone if setup else "UTC"
        user = interaction.user.id
        return Subscription(user, "digest", _HOUR, zone, now, locale=locale, guild_id=guild_id)

    async def _begin(self, interaction: discord.Interaction[Any], wanted: Subscription) -> None:
        """Keep a subscription, and see at once whether its letters will arrive."""
        await self._subscriptions.set(wanted)
        words = subscription_words(wanted, next_letter(wanted, self._services.clock()))
        arrives = say("subscribe-delivered")
        try:
            await self._postbox.tell(wanted.user_id, f"{say('subscribe-hello')} {words}")
        except LetterRefused:
            await self._subscriptions.pause(wanted.user_id, "refused")
            arrives = say("subscribe-refused")
        line = f"{say('subscribe-done')} {words}\n{arrives}"
        await interaction.followup.send(line, ephemeral=True)

    @subscribe.autocomplete("timezone")
    async def timezones(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The zones that fit what was typed."""
        return [app_commands.Choice(name=zone, value=zone) for zone in fitting_zones(current)]

    @subscribe.autocomplete("publication")
    async def publications(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The publications of the archive."""
        return choices(await self._publications(), current)

    @subscribe.autocomplete("topics")
    async def topic_names(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The archive's names that complete the last topic, behind those before it."""
        before, comma, typed = current.rpartition(",")
        names = await Stories(self._services.store).names(typed.strip(), CHOICES)
        lists = (f"{before}, {name}" if comma else name for name in names)
        return [app_commands.Choice(name=t, value=t) for t in lists if len(t) <= _CHOICE]

    async def _publications(self) -> list[str]:
        return sorted({o.publication for o in await self._services.store.catalog.digests()})


def topics_of(typed: str) -> tuple[str, ...]:
    """The topics of a list with commas, each once; what has no word in it is none."""
    topics = (kept(part)[:_LONGEST] for part in typed.split(","))
    return tuple(dict.fromkeys(topic for topic in topics if words_of(topic)))[:_TOPICS]
