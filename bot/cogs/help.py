"""`/help`: what the bot can do."""

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands import described
from bot.language import is_guest
from bot.render.help import Listed, help_messages
from bot.services import Services


class Help(commands.Cog):
    """Helps. Only who asks sees it: the others didn't."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="help")
    async def help_(self, interaction: discord.Interaction[Any]) -> None:
        """See what I can do."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        tree = interaction.client.tree
        menus = tree.get_commands(type=discord.AppCommandType.message)
        menu = [described(each) for each in menus]
        coverage = await self._services.store.catalog.coverage()
        hears = interaction.client.intents.message_content
        for content in help_messages(list(usable(interaction)), menu, coverage, hears=hears):
            await interaction.followup.send(content, ephemeral=True)


def usable(interaction: discord.Interaction[Any]) -> Iterator[Listed]:
    """The registered commands that whoever asks may call where they ask."""
    here = interaction.guild_id is not None and not is_guest(interaction)
    for command in interaction.client.tree.walk_commands():
        if isinstance(command, app_commands.Group):
            continue
        root = command.root_parent or command
        needed = root.default_permissions or discord.Permissions.none()
        if needed <= interaction.permissions and (here or not root.guild_only):
            options = (
                each.display_name if each.required else f"[{each.display_name}]"
                for each in command.parameters
            )
            yield Listed(command.qualified_name, tuple(options), described(command))
