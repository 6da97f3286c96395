"""What can be done with any message: ask the archive about it, see whether it was covered."""

from collections.abc import Iterable, Iterator

import discord
from discord import app_commands
from discord.ext import commands

from bot.asking import LONGEST, Asker
from bot.coverage import covered
from bot.links import links_at
from bot.render.coverage import coverage_messages
from bot.render.source import shorten
from bot.render.transcript import said, uncalled
from bot.services import Services
from bot.surfaces import CommandSurface
from bot.words import say


class Menus(commands.Cog):
    """The commands of a message. What they say only who called them sees."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services, asker: Asker) -> None:
        self._bot = bot
        self._services = services
        self._asker = asker
        self._menus = (
            app_commands.ContextMenu(name="Ask the archive about this", callback=self._ask),
            app_commands.ContextMenu(name="Has this been covered?", callback=self._covered),
        )

    async def cog_load(self) -> None:
        """Add them to the commands."""
        for menu in self._menus:
            self._bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take them away."""
        for menu in self._menus:
            self._bot.tree.remove_command(menu.name, type=menu.type)

    async def _ask(self, interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not (text := words_in(message)):
            await interaction.followup.send(say("browse-no-words"))
            return
        topic = await self._services.state.topic(message.channel.id)
        about = await self._document(message) or (topic.document if topic else None)
        await self._asker.ask(
            text,
            CommandSurface(interaction, private=True),
            guild_id=interaction.guild_id,
            channel_id=interaction.channel_id,
            user_id=interaction.user.id,
            about=about,
        )

    async def _covered(self, interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not (text := words_in(message)):
            await interaction.followup.send(say("browse-no-words"))
            return
        services, place = self._services, (interaction.guild_id, interaction.channel_id)
        but = await self._document(message)
        found = await covered(text, services.store, services.search, but=but)
        posts = await links_at(self._bot, services.state, *place)
        for content in coverage_messages(found, posts, services.clock().date()):
            await interaction.followup.send(content, ephemeral=True)

    async def _document(self, message: discord.Message) -> str | None:
        """The digest whose post a message is."""
        post = await self._services.state.post_of_message(message.id)
        return post.document if post else None


def words_in(message: discord.Message) -> str:
    """What a message says, or forwards, in as many characters as a question may have."""
    parts = [message.content, *(snapshot.content for snapshot in message.message_snapshots)]
    for embed in message.embeds:
        parts += [text for text in (embed.title, embed.description) if text]
    parts += _texts(message.components)
    return shorten(uncalled(said("\n".join(parts))), LONGEST)


def _texts(components: Iterable[object]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        elif isinstance(component, discord.Container | discord.SectionComponent):
            yield from _texts(component.children)
