"""`/trend`: how often names are told, week by week, as a chart."""

import asyncio
import io

import discord
from discord import app_commands
from discord.ext import commands

from bot.assistant.answer import long_date
from bot.choices import CHOICES, choices, periods_of
from bot.language import think
from bot.links import links_at
from bot.render.chart import LINES, chart_png
from bot.render.topics import unread
from bot.render.trend import trend_alt, trend_chart, trend_messages
from bot.services import Services
from bot.trend import terms_of, trend_of
from bot.words import say
from index.digest import Span
from index.stories.stories import Stories

_LONGEST = 100  # characters of a choice; Discord's limit


class TrendCog(commands.Cog, name="Trend"):
    """Draws trends. All can see them: what rises and falls is worth a talk."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(
        terms="One to five names, with commas between them",
        period="Which days? Without any: all of the archive",
    )
    async def trend(
        self,
        interaction: discord.Interaction,
        terms: app_commands.Range[str, 1, 400],
        period: app_commands.Range[str, 1, 70] | None = None,
    ) -> None:
        """See how often names are told, week by week, as a chart."""
        alone = await think(interaction)
        span = await self._span(period)
        names = terms_of(terms)
        if refused := _refusal(names):
            await interaction.followup.send(refused)
        elif isinstance(span, str):
            await interaction.followup.send(span)
        else:
            await self._show(interaction, names, span, alone=alone)

    async def _span(self, period: str | None) -> Span | str:
        """The days that are wanted, or the line that says that none can be read."""
        if not period:
            return Span()
        today = self._services.clock().date()
        span = (await self._services.search.timeframe(period, today)).span
        return span or unread(period)

    async def _show(
        self, interaction: discord.Interaction, names: list[str], span: Span, *, alone: bool
    ) -> None:
        trend = await trend_of(self._services, names, span)
        if not trend.mentions.weeks:
            await interaction.followup.send(await self._without_days())
            return
        place = interaction.guild_id, interaction.channel_id
        posts = await links_at(interaction.client, self._services.state, *place)
        first, *others = trend_messages(trend, posts)
        file = discord.utils.MISSING
        if any(map(any, trend.mentions.counts)):
            chart = trend_chart(trend, self._services.clock().date())
            picture = await asyncio.to_thread(chart_png, chart)
            file = discord.File(io.BytesIO(picture), "trend.png", description=trend_alt(trend))
        await interaction.followup.send(first, file=file)
        for other in others:
            await interaction.followup.send(other, ephemeral=alone)

    async def _without_days(self) -> str:
        coverage = await self._services.store.catalog.coverage()
        if not coverage.first or not coverage.last:
            return say("trend-empty")
        days = {"first": long_date(coverage.first), "last": long_date(coverage.last)}
        return say("trend-no-days", **days)

    @trend.autocomplete("terms")
    async def names(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The archive's names for the one that is being typed, behind those that stand before."""
        before, comma, typed = current.rpartition(",")
        named = terms_of(before)
        if len(named) >= LINES:
            return []
        found = await Stories(self._services.store).names(typed, CHOICES)
        start = f"{before}{comma} " if comma else ""
        told = [start + name for name in found if name not in named]
        return [app_commands.Choice(name=t, value=t) for t in told if len(t) <= _LONGEST]

    @trend.autocomplete("period")
    async def periods(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Periods up to now, then the months of the archive, the newest first."""
        return choices(periods_of(await self._services.store.catalog.digests()), current)


def _refusal(names: list[str]) -> str:
    """Why so many names can't be drawn; '' where they can."""
    if not names:
        return say("trend-none", most=LINES)
    return say("trend-many", most=LINES, count=len(names)) if len(names) > LINES else ""
