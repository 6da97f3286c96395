"""`/archive`: the digests of a month or a tag."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.browsing import MONTH_AND_TAG, Request, kept
from bot.choices import choices, months_of
from bot.pages import show
from bot.services import Services

_TAG, _MONTH = 40, 30  # characters; a button carries both


class Archive(commands.Cog):
    """Lists digests. Only who asks sees it: a list to leaf through would push the talk away."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command()
    @app_commands.describe(
        tag="Only digests with this tag",
        month="Only digests of this month. Without both: the newest month",
    )
    async def archive(
        self,
        interaction: discord.Interaction,
        tag: app_commands.Range[str, 1, _TAG] | None = None,
        month: app_commands.Range[str, 1, _MONTH] | None = None,
    ) -> None:
        """Leaf through the digests, with links to where you can read them."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        words = MONTH_AND_TAG.join((kept(month or "").replace(MONTH_AND_TAG, " "), kept(tag or "")))
        today = self._services.clock().date()
        await show(interaction, self._services, Request("archive", words, today))

    @archive.autocomplete("tag")
    async def tags(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The tags of the archive, those that most digests carry first."""
        tags = await self._services.store.catalog.tags()
        ranked = sorted(tags, key=lambda tag: (-tags[tag], tag))
        return choices((tag for tag in ranked if len(tag) <= _TAG), current.removeprefix("#"))

    @archive.autocomplete("month")
    async def months(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The months that have digests, the newest first."""
        return choices(months_of(await self._services.store.catalog.digests()), current)
