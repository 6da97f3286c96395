"""`/ask`: a question to the archive."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.asking import Asker
from bot.services import Services
from bot.surfaces import CommandSurface


class Ask(commands.Cog):
    """Answers questions."""

    def __init__(self, services: Services, asker: Asker) -> None:
        self._state = services.state
        self._asker = asker

    @app_commands.command()
    @app_commands.describe(question="What do you want to know?")
    async def ask(self, interaction: discord.Interaction, question: str) -> None:
        """Ask the digests a question; every claim of the answer is cited."""
        await interaction.response.defer(thinking=True)
        surface = CommandSurface(interaction)
        channel = interaction.channel_id
        topic = await self._state.topic(channel) if channel else None
        about = topic.document if topic else None
        await self._asker.ask(
            question,
            surface,
            guild_id=interaction.guild_id,
            channel_id=channel,
            user_id=interaction.user.id,
            about=about,
        )
