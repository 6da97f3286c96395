"""The buttons under answers: their quotes, what people think of them, stop and try again."""

from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.admission import Admission
from bot.asking import Asked, Asker
from bot.away import apologising
from bot.buttons import AnswerButton, Button, Deed
from bot.form import Form
from bot.language import speak_to
from bot.links import links_at
from bot.render.quotes import quote_messages
from bot.services import Services
from bot.state import AskedBy, Feedback
from bot.surfaces import ChannelSurface, FollowUps
from bot.words import say
from index.readers.text import fold, seen

_WORD = 500  # characters that somebody may say about a wrong source
_REACTING: frozenset[Deed] = frozenset({"quotes", "up", "down", "wrong"})


class Buttons(commands.Cog):
    """Does what the buttons say. Whoever sees an answer may press, but for stop and try again."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        services: Services,
        asker: Asker,
        admission: Admission,
    ) -> None:
        self._bot = bot
        self.admission = admission
        self._services = services
        self._state = services.state
        self._asker = asker

    async def cog_load(self) -> None:
        """Listen to the buttons of all answers, also of those from before the start."""
        self._bot.add_dynamic_items(AnswerButton)

    @commands.Cog.listener()
    async def on_answer_button(self, interaction: discord.Interaction, button: Button) -> None:
        """A button was pressed. Whatever fails, the person gets one kind line."""
        async with apologising(interaction, "button_failed", deed=button.deed):
            await self._press(interaction, button)

    async def _press(self, interaction: discord.Interaction, button: Button) -> None:
        if button.deed in _REACTING and not await self.admission.interaction(interaction, "react"):
            return
        match button.deed:
            case "quotes":
                await self._quotes(interaction, button.answer)
            case "up" | "down":
                await interaction.response.defer(ephemeral=True, thinking=True)
                await self.rate(interaction, button.answer, button.deed)
            case "wrong":
                await interaction.response.send_modal(WrongSource(self, button.answer))
            case "stop":
                await self._stop(interaction, button.answer)
            case "again":
                await self._again(interaction, button.answer)

    async def _quotes(self, interaction: discord.Interaction, id_: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        record = await self._state.answers.get(id_)
        if record is None:
            await interaction.followup.send(say("buttons-unknown"))
            return
        quoted = [(each.passage, 0.0) for each in record.passages if each.quotes]
        found = await self._services.store.catalog.evidence(quoted)
        place = interaction.guild_id, interaction.channel_id
        posts = await links_at(self._bot, self._state, *place)
        for content in quote_messages(record, found, posts):
            await interaction.followup.send(content, ephemeral=True)

    async def rate(
        self,
        interaction: discord.Interaction,
        id_: str,
        feedback: Feedback,
        word: str | None = None,
    ) -> None:
        """Note what somebody thinks of an answer, and thank them; the interaction is deferred."""
        noted = await self._state.rate(id_, interaction.user.id, feedback, word)
        if noted:
            self._services.metrics.voted(feedback)
        line = say(f"buttons-thanks-{feedback}" if noted else "buttons-unknown")
        await interaction.followup.send(line, ephemeral=True)

    async def _stop(self, interaction: discord.Interaction, id_: str) -> None:
        asker = self._asker.asker_of(id_)
        if asker is None:
            await interaction.response.send_message(say("buttons-over"), ephemeral=True)
        elif await self.admission.interaction(interaction, "stop", asker=asker):
            self._asker.stop(id_)
            await interaction.response.defer()

    async def _again(self, interaction: discord.Interaction, id_: str) -> None:
        asked = self._asker.broken(id_) or await self._recorded(id_, interaction)
        if asked is None:
            await interaction.response.send_message(say("buttons-forgotten"), ephemeral=True)
            return
        private = interaction.message is not None and interaction.message.flags.ephemeral
        asker = asked.by.user_id
        if not await self.admission.interaction(interaction, "again", private=private, asker=asker):
            return
        await interaction.response.edit_message(view=None)
        speak_to(interaction, private=private)
        await self._asker.ask(
            asked.question,
            _surface(interaction),
            guild_id=interaction.guild_id,
            channel_id=interaction.channel_id,
            user_id=interaction.user.id,
            history=asked.history,
            about=asked.about,
            scope=asked.scope,
        )

    async def _recorded(self, id_: str, interaction: discord.Interaction) -> Asked | None:
        """What is known of a question from before a restart: what it meant, not what led to it."""
        record = await self._state.answers.get(id_)
        if record is None:
            return None
        channel = interaction.channel_id
        topic = await self._state.topic(channel) if channel else None
        by = AskedBy(record.by.user_id, interaction.guild_id, channel)
        return Asked(record.standalone, by, about=topic.document if topic else None)


class WrongSource(Form):
    """Asks what is wrong with a source; nothing need be said."""

    def __init__(self, buttons: Buttons, answer: str) -> None:
        super().__init__(say("buttons-wrong"))
        self._word: ui.TextInput[Any] = ui.TextInput(
            style=discord.TextStyle.paragraph, required=False, max_length=_WORD, custom_id="word"
        )
        self.add_item(
            ui.Label(
                text=say("buttons-wrong-what"),
                description=say("buttons-wrong-how"),
                component=self._word,
            )
        )
        self._buttons = buttons
        self._answer = answer

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Note it."""
        speak_to(interaction)
        if not await self._buttons.admission.interaction(interaction, "react"):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        word = fold(seen(self._word.value))[:_WORD]
        await self._buttons.rate(interaction, self._answer, "wrong", word or None)


def _surface(interaction: discord.Interaction) -> FollowUps | ChannelSurface:
    """Where an answer goes that is tried again: where the first try stands.

    Under a command the bot may have no other way to write than to follow up.
    """
    message, channel = interaction.message, interaction.channel
    under_command = message is None or message.interaction_metadata is not None
    if under_command or not isinstance(channel, discord.abc.Messageable):
        private = message is not None and message.flags.ephemeral
        return FollowUps(interaction, private=private)
    return ChannelSurface(channel)
