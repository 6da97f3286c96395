"""`/ask` and `/compare`: questions to the archive."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.asking import Asker
from bot.choices import choices, periods_of
from bot.language import think
from bot.render.source import no_publication
from bot.render.topics import unread
from bot.services import Services
from bot.surfaces import CommandSurface
from index.digest import Scope, Span

_Words = app_commands.Range[str, 1, 70]
_Name = app_commands.Range[str, 1, 100]


class Ask(commands.Cog):
    """Answers questions, from all of the archive or from a part of it."""

    def __init__(self, services: Services, asker: Asker) -> None:
        self._services = services
        self._asker = asker

    @app_commands.command()
    @app_commands.describe(
        question="What do you want to know?",
        period="Only digests of these days",
        publication="Only digests of this publication",
        private="Show the answer to you alone",
    )
    async def ask(
        self,
        interaction: discord.Interaction,
        question: str,
        period: _Words | None = None,
        publication: _Name | None = None,
        private: bool | None = None,  # noqa: FBT001 -- an option of the command
    ) -> None:
        """Ask the digests a question; every claim of the answer is cited."""
        alone = await think(interaction, private=private)
        await self._answer(interaction, question, period, publication, private=alone)

    @app_commands.command()
    @app_commands.describe(
        first="A company, a model, a deal",
        second="Another one",
        period="Only digests of these days",
    )
    async def compare(
        self,
        interaction: discord.Interaction,
        first: _Words,
        second: _Words,
        period: _Words | None = None,
    ) -> None:
        """Read what the digests say of two things, side by side."""
        alone = await think(interaction)
        question = f"Compare {first} and {second}."
        await self._answer(interaction, question, period, private=alone)

    async def _answer(
        self,
        interaction: discord.Interaction,
        question: str,
        period: str | None,
        publication: _Name | None = None,
        *,
        private: bool,
    ) -> None:
        scope = await self._scope(period, publication)
        if isinstance(scope, str):
            await interaction.followup.send(scope, ephemeral=private)
            return
        channel = interaction.channel_id
        topic = await self._services.state.topic(channel) if channel else None
        await self._asker.ask(
            question,
            CommandSurface(interaction, private=private),
            guild_id=interaction.guild_id,
            channel_id=channel,
            user_id=interaction.user.id,
            about=topic.document if topic else None,
            scope=scope,
        )

    async def _scope(self, period: str | None, publication: str | None) -> Scope | str:
        """What of the archive is asked, or the line that says what can't be read."""
        span = Span()
        if period:
            today = self._services.clock().date()
            span = (await self._services.search.timeframe(period, today)).span
            if not span:
                return unread(period)
        names = await self._publications()
        if publication and publication.casefold() not in map(str.casefold, names):
            return no_publication(publication)
        return Scope(span, publications=(publication,) if publication else ())

    @ask.autocomplete("period")
    @compare.autocomplete("period")
    async def periods(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Periods up to now, then the months of the archive, the newest first."""
        return choices(periods_of(await self._services.store.catalog.digests()), current)

    @ask.autocomplete("publication")
    async def publications(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The publications of the archive."""
        return choices(await self._publications(), current)

    async def _publications(self) -> list[str]:
        return sorted({o.publication for o in await self._services.store.catalog.digests()})
