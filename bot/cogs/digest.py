"""`/digest`: a digest at a glance."""

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.assistant.answer import long_date
from bot.choices import CHOICES, choices
from bot.language import think
from bot.links import links_at
from bot.post_buttons import buttons_row
from bot.post_view import post_view
from bot.previously import Previously
from bot.render.digest import Before, card
from bot.render.escape import label, link
from bot.render.source import no_publication, shorten
from bot.services import Services
from bot.words import say
from index.digest import Document, Origin, newest_first
from index.timeframe import read_timeframe

_CHOICE = 100  # characters; Discord's limit
_TYPED = 500  # characters of a day or a title that somebody types
_PATIENCE = 2.0  # seconds for links to earlier coverage; somebody waits


class DigestCog(commands.Cog, name="Digest"):
    """Shows digests."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(
        date="Which day? Without one: the newest digest",
        publication="Only digests of this publication",
    )
    async def digest(
        self,
        interaction: discord.Interaction,
        date: app_commands.Range[str, 1, _TYPED] | None = None,
        publication: app_commands.Range[str, 1, _CHOICE] | None = None,
    ) -> None:
        """Show a digest at a glance."""
        await think(interaction)
        origins = await self._origins(publication)
        if publication and not origins:
            await interaction.followup.send(no_publication(publication))
            return
        origin = pick(origins, date, self._services.clock().date())
        document = await self._services.store.catalog.document(origin.document) if origin else None
        if document is None:
            await interaction.followup.send(nothing(origins, date))
            return
        place = interaction.guild_id, interaction.channel_id
        posts = await links_at(interaction.client, self._services.state, *place)
        more = say("digest-by-asking")
        if post := posts.get(document.id):
            more = say("digest-in-thread", post=link(say("digest-its-post"), post))
        before = await self._before(document, posts)
        # A digest of book length takes seconds: the loop must not stand still meanwhile.
        shown = await asyncio.to_thread(card, document, more, before)
        view = post_view(shown.parts, below=buttons_row(document.id))
        await interaction.followup.send(view=view)

    async def _origins(self, publication: str | None) -> list[Origin]:
        """The digests, newest first, of one publication where one is named."""
        origins = newest_first(await self._services.store.catalog.digests())
        wanted = (publication or "").strip().casefold()
        return [each for each in origins if wanted in ("", each.publication.casefold())]

    async def _before(self, document: Document, posts: Mapping[str, str]) -> list[list[Before]]:
        """The earlier coverage of each section; none where it isn't found soon."""
        try:
            async with asyncio.timeout(_PATIENCE):
                told = await Previously(self._services.store).of(document)
        except TimeoutError:
            return []
        return [
            [Before(each.date, posts.get(each.document) or each.url) for each in section]
            for section in told
        ]

    @digest.autocomplete("date")
    async def dates(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The digests whose date, publication or title holds what was typed, newest first.

        They are those of the publication that is chosen already.
        """
        return [
            app_commands.Choice(name=shorten(named(origin), _CHOICE), value=origin.document)
            for origin in await self._origins(interaction.namespace.publication)
            if matches(origin, current)
        ][:CHOICES]

    @digest.autocomplete("publication")
    async def publications(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The publications of the archive."""
        return choices(sorted({o.publication for o in await self._origins(None)}), current)


def named(origin: Origin) -> str:
    """How a digest stands in the list of choices."""
    return f"{long_date(origin.date)} · {origin.publication} · {origin.title}"


def matches(origin: Origin, typed: str) -> bool:
    """Whether every word that was typed begins one of a digest's date, publication or title."""
    words = f"{named(origin)} {origin.date or ''}".casefold().split()
    return all(any(w.startswith(part) for w in words) for part in typed.casefold().split())


def pick(origins: Sequence[Origin], wanted: str | None, today: dt.date) -> Origin | None:
    """The digest that is wanted: by id, by day, else the first that what was typed fits.

    Without a wish it is the newest. A day that has no digest has none. `origins` are newest first.
    """
    if not wanted or not wanted.strip():
        return next((origin for origin in origins if origin.date), next(iter(origins), None))
    if by_id := next((o for o in origins if o.document == wanted.strip()), None):
        return by_id
    span = read_timeframe(wanted, today).span
    fitting = (o for o in origins if (o.date in span if span else matches(o, wanted)))
    return next(fitting, None)


def nothing(origins: Sequence[Origin], wanted: str | None) -> str:
    """That there is no such digest, and which days there are."""
    days = [origin.date for origin in origins if origin.date]
    if not days:
        return say("digest-empty")
    return say(
        "digest-nothing",
        wanted=label((wanted or "")[:_CHOICE]),
        first=long_date(min(days)),
        last=long_date(max(days)),
    )
