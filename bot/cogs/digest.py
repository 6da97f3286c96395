"""`/digest`: a digest at a glance."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.assistant.answer import long_date
from bot.post_buttons import buttons_row
from bot.post_view import post_view
from bot.render.digest import card
from bot.render.escape import label
from bot.render.source import shorten
from bot.services import Services
from index.digest import Origin
from index.timeframe import read_timeframe

_CHOICES, _CHOICE = 25, 100  # Discord's limits: how many, how long


class DigestCog(commands.Cog, name="Digest"):
    """Shows digests."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(date="Which day? Without one: the newest digest")
    async def digest(self, interaction: discord.Interaction, date: str | None = None) -> None:
        """Show a digest at a glance."""
        await interaction.response.defer(thinking=True)
        origins = newest_first(await self._services.store.catalog.digests())
        origin = pick(origins, date, self._services.clock().date())
        document = await self._services.store.catalog.document(origin.document) if origin else None
        if document is None:
            await interaction.followup.send(nothing(origins, date))
            return
        guild = interaction.guild_id
        posts = await self._services.state.post_links(guild) if guild else {}
        post = posts.get(document.id)
        more = f"in the thread of [its post](<{post}>)" if post else "is more; ask with /ask"
        # A digest of book length takes seconds: the loop must not stand still meanwhile.
        shown = await asyncio.to_thread(card, document, more)
        view = post_view(shown.parts, below=buttons_row(document.id))
        await interaction.followup.send(view=view)

    @digest.autocomplete("date")
    async def dates(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The digests whose date, publication or title holds what was typed, newest first."""
        origins = newest_first(await self._services.store.catalog.digests())
        return [
            app_commands.Choice(name=shorten(named(origin), _CHOICE), value=origin.document)
            for origin in origins
            if matches(origin, current)
        ][:_CHOICES]


def newest_first(origins: Sequence[Origin]) -> list[Origin]:
    """The digests, newest first, the undated at the end."""
    digests = [origin for origin in origins if origin.kind == "digest"]
    return sorted(digests, key=lambda o: o.date or dt.date.min, reverse=True)


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
        return "The archive holds no dated digest yet."
    return (
        f"There is no digest for “{label((wanted or '')[:100])}”. "
        f"The archive goes from {long_date(min(days))} to {long_date(max(days))}."
    )
