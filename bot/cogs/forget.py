"""`/forget-me`: erases what is kept about whoever calls it."""

import re
from typing import Any, Literal, Self, cast

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.asking import Asker
from bot.away import apologising
from bot.render.forgotten import forgotten_line
from bot.services import Services
from bot.words import say

Deed = Literal["yes", "no"]


class ForgetButton(ui.DynamicItem[ui.Button[ui.View]], template=r"forget:(?P<deed>yes|no)"):
    """One of the two answers. A press is an event of the bot's: `forget_button`."""

    def __init__(self, deed: Deed) -> None:
        danger = deed == "yes"
        super().__init__(
            ui.Button(
                label=say("forget-yes") if danger else say("forget-no"),
                style=discord.ButtonStyle.danger if danger else discord.ButtonStyle.secondary,
                custom_id=f"forget:{deed}",
            )
        )
        self._deed = deed

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(cast("Deed", match["deed"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Tell the bot."""
        interaction.client.dispatch("forget_button", interaction, self._deed)


class Forget(commands.Cog):
    """Forgets people. Only who asks sees it, so whoever presses is who asked."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services, asker: Asker) -> None:
        self._bot = bot
        self._state = services.state
        self._asker = asker

    async def cog_load(self) -> None:
        """Listen to the buttons, also of those from before the start."""
        self._bot.add_dynamic_items(ForgetButton)

    @app_commands.command(name="forget-me")
    async def forget_me(self, interaction: discord.Interaction) -> None:
        """Erase what I keep about you; I ask once more before."""
        view = ui.View(timeout=None)
        view.add_item(ForgetButton("yes"))
        view.add_item(ForgetButton("no"))
        await interaction.response.send_message(say("forget-ask"), view=view, ephemeral=True)

    @commands.Cog.listener()
    async def on_forget_button(self, interaction: discord.Interaction, deed: Deed) -> None:
        """Erase it, or don't, and say what went."""
        async with apologising(interaction, "forget_failed"):
            await interaction.response.defer()
            line = say("forget-kept")
            if deed == "yes":
                self._asker.forget(interaction.user.id)
                erased = await self._state.forget(interaction.user.id)
                line = f"{forgotten_line(erased)}\n-# {say('forget-messages')}"
            await interaction.edit_original_response(content=line, view=None)
