"""Messages: questions in the bot's threads, mentions, replies, direct messages."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import discord
import structlog
from discord.ext import commands

from bot.asking import Asker
from bot.assistant.conversation import Turn
from bot.cogs.decision import Decision, Facts, Place, decide
from bot.history import LOOKED_AT, Said, turns
from bot.post_buttons import question_of
from bot.render.source import shorten
from bot.render.transcript import said
from bot.services import Services
from bot.state import Topic
from bot.surfaces import ChannelSurface

log = structlog.get_logger()

_NAME = 100  # characters of a thread's name
_NAMELESS = "A question"  # the thread of one in which nothing is seen
_WORDS = "I can't read a question there. Mention me with your question, or use /ask."
_FROM_PEOPLE = (discord.MessageType.default, discord.MessageType.reply)


class Threads(commands.Cog):
    """Answers messages."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services, asker: Asker) -> None:
        self._bot = bot
        self._state = services.state
        self._asker = asker

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot."""
        if message.author.bot or message.webhook_id or message.type not in _FROM_PEOPLE:
            return
        topic = await self._topic(message)
        facts = self._facts(message, topic)
        decision = decide(facts)
        if decision is Decision.IGNORE:
            return
        if decision is Decision.ASK_FOR_WORDS:
            await ChannelSurface(message.channel, to=message).put(0, _WORDS)
            return
        about = topic.document if topic else await self._digest_replied_to(message)
        channel = message.channel
        if decision is Decision.ANSWER_IN_THREAD:
            channel = await self._open(message, facts.question, about) or channel
        fresh = channel is not message.channel
        if fresh or facts.place == "channel":
            history = () if about else self._replied_to(message)
        else:
            history = await self._history(message)
        async with _typing(channel):
            await self._asker.ask(
                facts.question,
                ChannelSurface(channel, to=None if fresh else message),
                guild_id=message.guild.id if message.guild else None,
                channel_id=channel.id,
                user_id=message.author.id,
                history=history,
                about=about,
            )

    async def _topic(self, message: discord.Message) -> Topic | None:
        if not isinstance(message.channel, discord.Thread):
            return None
        return await self._state.topic(message.channel.id)

    def _facts(self, message: discord.Message, topic: Topic | None) -> Facts:
        me = self._me(message)
        replied = message.reference.resolved if message.reference else None
        author = replied.author.id if isinstance(replied, discord.Message) else None
        others = {user.id for user in message.mentions} - {me, message.author.id}
        own_role = message.guild.self_role if message.guild else None
        roles = [role for role in message.role_mentions if role != own_role]
        return Facts(
            place=_place(message, topic),
            question=self._words(message),
            mentions_bot=any(user.id == me for user in message.mentions)
            or (own_role is not None and own_role in message.role_mentions),
            replies_to_bot=author == me,
            to_others=bool(others or roles or message.mention_everyone)
            or author not in {None, me, message.author.id},
            can_open_thread=_can_open_thread(message),
        )

    def _words(self, message: discord.Message) -> str:
        """The text without the mention of the bot."""
        me = self._me(message)
        names = [f"<@{me}>", f"<@!{me}>"]
        if message.guild and message.guild.self_role:
            names.append(message.guild.self_role.mention)
        text = message.content
        for mention in names:
            text = text.replace(mention, " ")
        return text.strip()

    def _me(self, message: discord.Message) -> int | None:
        user = message.guild.me if message.guild else self._bot.user
        return user.id if user else None

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
                name=shorten(question, _NAME) or _NAMELESS, auto_archive_duration=1440
            )
        except discord.HTTPException as error:
            log.warning("thread_refused", channel=message.channel.id, error=str(error))
            return None
        await self._state.add_topic(Topic(thread.id, thread.guild.id, "question", about))
        return thread

    def _replied_to(self, message: discord.Message) -> tuple[Turn, ...]:
        """The bot's answer that a message replies to: 'it' is what that was about."""
        replied = message.reference.resolved if message.reference else None
        if not isinstance(replied, discord.Message) or replied.author.id != self._me(message):
            return ()
        text = said(replied.content)
        return (Turn("assistant", text),) if text else ()

    async def _history(self, message: discord.Message) -> tuple[Turn, ...]:
        before = message.channel.history(limit=LOOKED_AT, before=message)
        try:
            messages = [found async for each in before if (found := self._said(each))]
        except discord.HTTPException as error:
            log.warning("history_unread", channel=message.channel.id, error=str(error))
            return ()
        return turns(messages[::-1])

    def _said(self, message: discord.Message) -> Said | None:
        """A message in words; None for one of another bot or a webhook.

        Anybody's words may stand in such a message, and it is neither an answer nor a question.
        """
        reference = message.reference
        if message.type is discord.MessageType.thread_starter_message and reference:
            # It stands for the message that the thread was opened from.
            if isinstance(reference.resolved, discord.Message):
                return self._said(reference.resolved)
            return Said(message.id, by_bot=True, text="")
        mine = message.author.id == self._me(message)
        if mine and (asked := question_of(message)):
            return Said(message.id, by_bot=False, text=asked)
        if not mine and (message.author.bot or message.webhook_id):
            return None
        text = said(message.content) if mine else self._words(message)
        return Said(message.id, mine, text, reference.message_id if reference else None)


@asynccontextmanager
async def _typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that an answer is on its way, as far as Discord lets it be shown."""
    async with AsyncExitStack() as stack:
        with suppress(discord.HTTPException):
            await stack.enter_async_context(channel.typing())
        yield


def _place(message: discord.Message, topic: Topic | None) -> Place:
    if message.guild is None:
        return "direct"
    if not isinstance(message.channel, discord.Thread):
        return "channel"
    if topic is None:
        return "other thread"
    return "digest thread" if topic.kind == "digest" else "question thread"


def _can_open_thread(message: discord.Message) -> bool:
    channel = message.channel
    if not isinstance(channel, discord.TextChannel):
        return False
    have = channel.permissions_for(channel.guild.me)
    return have.create_public_threads and have.send_messages_in_threads
