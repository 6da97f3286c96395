"""'Continue in a thread': an answer in a channel becomes the beginning of a conversation."""

from typing import Any

import discord
import structlog
from discord.ext import commands

from bot.admission import Admission
from bot.away import apologising
from bot.buttons import Button, buttons_on, view_of
from bot.cogs.threads import thread_name
from bot.history import parts_of
from bot.render.transcript import quoting
from bot.services import Services
from bot.state import Topic
from bot.surfaces import apologise, opens_threads
from bot.words import say

log = structlog.get_logger()

_HAS_THREAD = 160004


class Continuing(commands.Cog):
    """Opens threads from answers, for whoever may open one."""

    def __init__(self, services: Services, admission: Admission) -> None:
        self._state = services.state
        self._admission = admission

    @commands.Cog.listener()
    async def on_answer_button(self, interaction: discord.Interaction, button: Button) -> None:
        """A button under an answer was pressed; this one is for `thread`."""
        if button.deed != "thread":
            return
        async with apologising(interaction, "thread_failed"):
            await self._continue(interaction, button.answer)

    async def _continue(self, interaction: discord.Interaction[Any], id_: str) -> None:
        message = interaction.message
        if not await self._admission.interaction(interaction, "ask"):
            return
        record = await self._state.answers.get(id_)
        if message is None or not _may(interaction):
            await apologise(interaction, say("threads-refused"))
            return
        if record is None:
            await apologise(interaction, say("threads-unknown"))
            return
        await interaction.response.defer()
        try:
            thread = await message.create_thread(
                name=thread_name(record.question), auto_archive_duration=1440
            )
        except discord.HTTPException as error:
            if error.code == _HAS_THREAD:
                # It is the only one that the message can have, and has its id.
                await apologise(interaction, say("threads-there", thread=f"<#{message.id}>"))
                await self._take_button(interaction, message)
                return
            log.warning("thread_refused", channel=message.channel.id, error=str(error))
            await apologise(interaction, say("threads-refused"))
            return
        about = await self._about(message)
        await self._state.add_topic(Topic(thread.id, thread.guild.id, "question", about))
        await thread.send(quoting(record.question, say("threads-open")))
        await self._take_button(interaction, message)

    async def _take_button(
        self, interaction: discord.Interaction[Any], message: discord.Message
    ) -> None:
        left = [button for button in buttons_on(message) if button.deed != "thread"]
        await interaction.edit_original_response(view=view_of(left))

    async def _about(self, message: discord.Message) -> str | None:
        """The digest that an answer was about: that whose post the question replied to."""
        channel = message.channel
        if message.interaction_metadata or not isinstance(channel, discord.TextChannel):
            return None
        parts = await parts_of(channel, message.id, message.author.id)
        answers = parts[0].reference if parts else None
        question = answers.resolved if answers else None
        if not isinstance(question, discord.Message) or question.reference is None:
            return None
        post = await self._state.post_of_message(question.reference.message_id or 0)
        return post.document if post else None


def _may(interaction: discord.Interaction[Any]) -> bool:
    message = interaction.message
    public = message is not None and not message.flags.ephemeral
    return (
        public
        and isinstance(interaction.channel, discord.TextChannel)
        and opens_threads(interaction.permissions)
        and opens_threads(interaction.app_permissions)
    )
