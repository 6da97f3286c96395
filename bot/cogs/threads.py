"""Messages: questions in the bot's threads, mentions, replies, direct messages."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import discord
import structlog
from discord.ext import commands

from bot.admission import Admission
from bot.asking import Asker, Queued, refusal
from bot.assistant.conversation import Turn
from bot.away import regret
from bot.cogs.decision import Decision, Facts, decide
from bot.cogs.facts import facts_of
from bot.history import history_of, replied_to
from bot.lines import Ticket
from bot.persisting import FAILURES
from bot.recent import Attempt, Question, Recent
from bot.render.source import shorten
from bot.render.transcript import uncalled
from bot.services import Services
from bot.state import Topic
from bot.surfaces import ChannelSurface
from bot.words import say

log = structlog.get_logger()

_NAME = 100  # characters of a thread's name
_TYPING = 2.0  # seconds that an answer waits for the sign that it is coming
_LOOKED_AT = 20  # messages behind an answer among which a word about it is looked for
_HEARD = 10_000  # messages that are known when they come a second time
_FROM_PEOPLE = (discord.MessageType.default, discord.MessageType.reply)


class Threads(commands.Cog):
    """Answers messages, and again where they are edited at once; drops what is deleted."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        services: Services,
        asker: Asker,
        admission: Admission,
    ) -> None:
        self._bot = bot
        self._admission = admission
        self._state = services.state
        self._asker = asker
        self._recent = Recent()
        self._heard: dict[int, None] = {}

    @property
    def _me(self) -> int | None:
        return self._bot.user.id if self._bot.user else None

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot."""
        if message.author.bot or message.webhook_id or message.type not in _FROM_PEOPLE:
            return
        if not self._hears(message.id):
            return
        with self._asker.ticket(message.channel.id) as ticket:
            try:
                await self._take(message, ticket)
            except Exception as error:  # noqa: BLE001
                line = regret(error, "message_failed", channel=message.channel.id)
                await self._apologise(message, line)

    def _hears(self, message_id: int) -> bool:
        """Whether a message is new: behind an interruption some come twice."""
        if message_id in self._heard:
            return False
        self._heard[message_id] = None
        if len(self._heard) > _HEARD:
            del self._heard[next(iter(self._heard))]
        return True

    async def _apologise(self, message: discord.Message, line: str) -> None:
        """Say a line to a message that was meant for the bot, as far as that can be told.

        A thread that it opened counts as a digest's: there only questions are meant for it.
        """
        channel, topic = message.channel, None
        if isinstance(channel, discord.Thread) and channel.owner_id == self._me:
            topic = Topic(channel.id, channel.guild.id, "digest", None)
        if decide(facts_of(message, topic, self._me)) is not Decision.IGNORE:
            with suppress(*FAILURES):
                await ChannelSurface(channel, to=message).put(0, line)

    async def _take(self, message: discord.Message, ticket: Ticket) -> None:
        """Decide about a message at once; answer it when it is its turn."""
        topic = await self._topic(message)
        facts = facts_of(message, topic, self._me)
        decision = decide(facts)
        if decision is Decision.IGNORE or not await self._admits(message, facts, decision):
            return
        question = self._recent.note(message, facts.question)
        about = topic.document if topic else await self._digest_replied_to(message)
        channel = message.channel
        if decision is Decision.ANSWER_IN_THREAD and not self._asker.closed:
            question.thread = await self._open(message, facts.question, about)
            channel = question.thread or channel
        if question.thread is not None:
            ticket.leave()

        async def history() -> Sequence[Turn]:
            if question.thread is not None or facts.place == "channel":
                return () if about else replied_to(message, self._me)
            return await history_of(message, self._me)

        async def ask(words: str, attempt: Attempt) -> None:
            await self._asker.ask(
                words,
                attempt,
                guild_id=message.guild.id if message.guild else None,
                channel_id=channel.id,
                user_id=message.author.id,
                about=about,
                queued=Queued(ticket, history, typing_in(channel, attempt.typing)),
            )

        surface = ChannelSurface(channel, to=None if question.thread else message)
        await question.answered(surface, ask)
        if question.gone:
            await self._withdraw(question)

    async def _admits(self, message: discord.Message, facts: Facts, decision: Decision) -> bool:
        """Whether a question is taken; whoever speaks to the bot is told why it isn't."""
        if not await self._admission.message(message, addressed=facts.addressed):
            return False
        line = refusal(facts.question)
        if decision is Decision.ASK_FOR_WORDS:
            line = say("threads-words")
        # A long text in a digest's thread is rather people's than a question.
        if line and facts.expects:
            await ChannelSurface(message.channel, to=message).put(0, line)
        return line is None

    @commands.Cog.listener()
    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        """Answer a question again that has other words now."""
        question = self._recent.get(edit.message_id)
        if question is None:
            return
        words = uncalled(edit.message.content)
        # Discord tells of a link that it unfurled, too.
        if words in {"", question.words}:
            return
        await question.edit(words)
        if question.thread is not None:
            # What was taken out of a question shouldn't stay in the name, either.
            with suppress(discord.HTTPException):
                await question.thread.edit(name=thread_name(words))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, deleted: discord.RawMessageDeleteEvent) -> None:
        """Drop the answer to a question that is gone."""
        await self._drop(deleted.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, deleted: discord.RawBulkMessageDeleteEvent) -> None:
        """Drop the answers to questions that are gone."""
        for message_id in deleted.message_ids:
            await self._drop(message_id)

    async def _drop(self, message_id: int) -> None:
        """Drop the answer to a deleted question, unless people talk about it already."""
        question = self._recent.get(message_id)
        if question is None or question.gone:
            return
        talk = await self._talk_about(question)
        if question.answering or not talk:
            await question.drop()
        if not talk:
            await self._withdraw(question)

    async def _talk_about(self, question: Question) -> bool:
        """Whether somebody wrote in the thread of a question, or replied to its answer."""
        place, ids = question.thread or question.message.channel, question.answer
        after = question.thread.id if question.thread else next(iter(ids), None)
        if after is None:
            return False
        try:
            async for each in place.history(limit=_LOOKED_AT, after=discord.Object(after)):
                replies = each.reference is not None and each.reference.message_id in ids
                people = not each.author.bot and each.type in _FROM_PEOPLE
                if people and (question.thread is not None or replies):
                    return True
        except discord.HTTPException as error:
            log.info("answer_kept", channel=place.id, error=str(error))
            return True
        return False

    async def _withdraw(self, question: Question) -> None:
        """Take the thread away that was opened for a question that is gone, or its name at least.

        To delete it the bot needs a permission; its own thread it may always rename and close.
        """
        thread = question.thread
        if thread is None:
            return
        with suppress(discord.HTTPException):
            if thread.permissions_for(thread.guild.me).manage_threads:
                await thread.delete()
            else:
                await thread.edit(name=say("threads-nameless"), archived=True)

    async def _topic(self, message: discord.Message) -> Topic | None:
        if not isinstance(message.channel, discord.Thread):
            return None
        return await self._state.topic(message.channel.id)

    async def _digest_replied_to(self, message: discord.Message) -> str | None:
        if message.reference is None or message.reference.message_id is None:
            return None
        post = await self._state.post_of_message(message.reference.message_id)
        return post.document if post else None

    async def _open(
        self, message: discord.Message, question: str, about: str | None
    ) -> discord.Thread | None:
        """A thread from the message; None where Discord doesn't let it be."""
        try:
            thread = await message.create_thread(
                name=thread_name(question), auto_archive_duration=1440
            )
        except FAILURES as error:
            log.warning("thread_refused", channel=message.channel.id, error=str(error))
            return None
        try:
            await self._state.add_topic(Topic(thread.id, thread.guild.id, "question", about))
        except Exception as error:  # noqa: BLE001
            # What is asked there later needs a mention; this question is answered all the same.
            regret(error, "thread_not_noted", channel=thread.id)
        return thread


@asynccontextmanager
async def typing_in(
    channel: discord.abc.Messageable, typing: AsyncExitStack
) -> AsyncIterator[None]:
    """Show that an answer is on its way, as far as Discord lets it be shown at once."""
    async with typing:
        with suppress(*FAILURES):
            async with asyncio.timeout(_TYPING):
                await typing.enter_async_context(channel.typing())
        yield


def thread_name(question: str) -> str:
    """What the thread of a question is called."""
    return shorten(question, _NAME) or say("threads-nameless")
