"""A window that asks somebody for a few words."""

import discord
from discord import ui

from bot.away import regret
from bot.surfaces import apologise

_PATIENCE = 900.0  # seconds that a question of ours waits for its answer; as long as its token


class Form(ui.Modal):
    """A modal that waits as long as Discord lets it; whatever fails, the person gets a line."""

    def __init__(self, title: str) -> None:
        super().__init__(title=title, timeout=_PATIENCE)

    async def on_error(  # type: ignore[override]  # a modal's has no item
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        """Tell the person."""
        await apologise(interaction, regret(error, "modal_failed", guild=interaction.guild_id))
