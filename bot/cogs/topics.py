"""`/topics`: what the archive speaks of."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.browsing import Request, kept
from bot.choices import choices, periods_of
from bot.language import think
from bot.pages import show
from bot.services import Services


class Topics(commands.Cog):
    """Tells what is spoken of. All can see it: it is the archive's, nobody's own question."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(period="Which days? Without any: the newest week")
    async def topics(
        self,
        interaction: discord.Interaction,
        period: app_commands.Range[str, 1, 70] | None = None,
    ) -> None:
        """See what the digests speak of most, and what of more than before."""
        await think(interaction)
        today = self._services.clock().date()
        await show(interaction, self._services, Request("topics", kept(period or ""), today))

    @topics.autocomplete("period")
    async def periods(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Periods up to now, then the months of the archive, the newest first."""
        return choices(periods_of(await self._services.store.catalog.digests()), current)
