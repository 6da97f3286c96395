"""The buttons under the daily post: read in full, sources, ask."""

from typing import Any

import discord
import structlog
from discord import ui
from discord.ext import commands

from bot.admission import Admission
from bot.asking import LONGEST, Asker
from bot.away import apologising
from bot.browsing import Request
from bot.form import Form
from bot.language import speak_to
from bot.pages import show
from bot.post_buttons import Deed, PostButton, question_view
from bot.services import Services
from bot.surfaces import ChannelSurface, CommandSurface
from bot.words import say, speaking

log = structlog.get_logger()


class PostCog(commands.Cog, name="Post"):
    """Does what the buttons under posts say, for whoever sees the post."""

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
        self._asker = asker

    async def cog_load(self) -> None:
        """Listen to the buttons of all posts, also of those from before the start."""
        self._bot.add_dynamic_items(PostButton)

    @commands.Cog.listener()
    async def on_post_button(
        self, interaction: discord.Interaction, deed: Deed, document: str
    ) -> None:
        """A button was pressed. Whatever fails, the person gets one kind line."""
        async with apologising(interaction, "post_button_failed", deed=deed):
            asks = deed == "ask"
            if not await self.admission.interaction(
                interaction, "ask" if asks else "browse", private=not asks
            ):
                return
            if asks:
                await interaction.response.send_modal(Question(self, document))
                return
            await interaction.response.defer(ephemeral=True, thinking=True)
            document, thread = await self._digest(interaction, document)
            if deed == "read" and thread is not None:
                line = say("post-read-thread", thread=thread.jump_url)
                await interaction.followup.send(line, ephemeral=True)
                return
            book = "sources" if deed == "sources" else "digest"
            day = self._services.clock().date()
            await show(interaction, self._services, Request(book, document, day))

    async def ask(self, interaction: discord.Interaction, question: str, document: str) -> None:
        """Answer a question about a digest: in its thread where the person may write there.

        Else the answer is for that person alone. The interaction is deferred.
        """
        document, thread = await self._digest(interaction, document)
        asked = await self._put(interaction, question, thread) if thread else None
        channel = thread if thread and asked else interaction.channel
        if thread and asked:
            line = say("post-ask-thread", thread=asked.jump_url)
            await interaction.edit_original_response(content=line)
            speak_to(interaction, private=False)
        await self._asker.ask(
            question,
            ChannelSurface(thread, to=asked)
            if thread and asked
            else CommandSurface(interaction, private=True),
            guild_id=interaction.guild_id,
            channel_id=channel.id if channel else None,
            user_id=interaction.user.id,
            about=document,
        )

    async def _put(
        self, interaction: discord.Interaction, question: str, thread: discord.Thread
    ) -> discord.Message | None:
        """The question as a message of the thread; None where it can't stand there."""
        may = interaction.permissions.send_messages_in_threads
        if not may or thread.locked or not 0 < len(question.strip()) <= LONGEST:
            return None
        with speaking(str(interaction.guild_locale)):
            view = question_view(interaction.user.mention, question)
        try:
            return await thread.send(view=view)
        except discord.HTTPException as error:
            log.info("thread_closed", thread=thread.id, error=str(error))
            return None

    async def _digest(
        self, interaction: discord.Interaction, document: str
    ) -> tuple[str, discord.Thread | None]:
        """The digest that a button is about, as it is called now, and its thread if it is there."""
        message = interaction.message
        post = await self._services.state.post_of_message(message.id) if message else None
        if post is None:
            return document, None
        return post.document, await self._thread(post.thread_id)

    async def _thread(self, thread_id: int | None) -> discord.Thread | None:
        if thread_id is None:
            return None
        try:
            found = self._bot.get_channel(thread_id) or await self._bot.fetch_channel(thread_id)
        except discord.HTTPException as error:
            log.info("thread_gone", thread=thread_id, error=str(error))
            return None
        return found if isinstance(found, discord.Thread) else None


class Question(Form):
    """Takes a question about a digest."""

    def __init__(self, cog: PostCog, document: str) -> None:
        super().__init__(say("post-ask-title"))
        self._cog, self._document = cog, document
        self._words: ui.TextInput[Any] = ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=say("post-ask-hint"),
            max_length=LONGEST,
            custom_id="question",
        )
        self.add_item(ui.Label(text=say("post-ask-question"), component=self._words))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Answer it."""
        speak_to(interaction)
        if not await self._cog.admission.interaction(interaction, "ask"):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._cog.ask(interaction, self._words.value, self._document)
