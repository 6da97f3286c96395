"""Discord as the delivery sees it: a channel or forum to post in, a thread to fill."""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Literal

import discord
import structlog
from discord import ui
from discord.ext import commands

from bot.forum import tags_for, threads_between, usable_tags
from bot.links import is_open
from bot.post_buttons import ALL, IN_FORUM, buttons_row
from bot.post_view import bears, mark, post_view
from bot.posting import PostBlocked, PostGone, Posting
from bot.render.escape import label
from bot.state import GuildSetup, Post
from bot.words import say

log = structlog.get_logger()

# What the daily post takes. Without the history a lost post couldn't be found again.
NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    read_message_history=True,
    create_public_threads=True,
    send_messages_in_threads=True,
)
# In a forum a post is a thread, so the settings call some otherwise, and one isn't needed.
_IN_FORUMS = {
    "send_messages": "create-posts",
    "create_public_threads": None,
    "send_messages_in_threads": "send-messages-in-posts",
}
_THREAD_EXISTS = 160004
_THREAD_ARCHIVED = 50083
_SKEW = dt.timedelta(minutes=10)  # how far this machine's clock may be off Discord's
_LOOKED_AT = 300  # messages of a thread
_WEEK: Literal[10080] = 10080


def missing(channel: discord.abc.GuildChannel, me: discord.Member | None = None) -> list[str]:
    """The names of the permissions that the bot lacks in a channel, as Discord's settings say.

    `me` is the bot there, where the gateway hasn't told it.
    """
    have = channel.permissions_for(me or channel.guild.me)
    named = _IN_FORUMS if isinstance(channel, discord.ForumChannel) else {}
    wanted = (name for name, needed in NEEDED if needed and not getattr(have, name))
    keys = (named.get(name, name.replace("_", "-")) for name in wanted)
    return [say(f"permission-{key}") for key in keys if key]


class DiscordOutlet:
    """Posts through a connected bot."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self._bot = bot

    @property
    def hears(self) -> bool:
        """Whether Discord shows the bot messages that don't mention it."""
        return self._bot.intents.message_content

    def serves(self, guild_id: int) -> bool:
        """Whether the server is known here; one of another shard, or a left one, isn't."""
        guild = self._bot.get_guild(guild_id)
        return guild is not None and not guild.unavailable

    def language(self, guild_id: int) -> str | None:
        """The locale that the server chose for itself."""
        guild = self._bot.get_guild(guild_id)
        return str(guild.preferred_locale) if guild else None

    def shard(self, guild_id: int) -> int:
        """The shard that the server is on."""
        return (guild_id >> 22) % (self._bot.shard_count or 1)

    def is_forum(self, channel_id: int) -> bool:
        """Whether the channel is a forum."""
        return isinstance(self._bot.get_channel(channel_id), discord.ForumChannel)

    def obstacle(self, setup: GuildSetup) -> str | None:
        """Why nothing can be posted in the channel; None where it can."""
        channel = self._bot.get_channel(setup.channel_id)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            return say("post-channel-gone")
        name = label(channel.name)
        if lacking := missing(channel):
            return say("post-lacking", permissions=", ".join(lacking), channel=name)
        if isinstance(channel, discord.ForumChannel) and channel.flags.require_tag:
            return None if usable_tags(channel) else say("post-tagless", channel=name)
        return None

    def shows(self, channel_id: int, other: int) -> bool:
        """Whether whoever reads a channel may see what was posted in another one."""
        return other == channel_id or is_open(self._bot, other)

    async def find(self, post: Post, until: dt.datetime) -> int | None:
        """The bot's own message with the post's mark, sent between the claim and `until`.

        However much people wrote in between: what isn't found is sent again.
        """
        wanted = mark(post.document)
        async for message in self._messages(post, post.claimed_at - _SKEW, until + _SKEW):
            if self._is_mine(message) and bears(message, wanted):
                return message.id
        return None

    async def _messages(
        self, post: Post, first: dt.datetime, last: dt.datetime
    ) -> AsyncIterator[discord.Message]:
        """What was sent in the post's channel between two moments, newest first.

        Of a forum's threads it is the message that each was opened with.
        """
        channel = self._channel(post)
        if isinstance(channel, discord.TextChannel):
            async for message in channel.history(limit=None, before=last):
                if message.created_at < first:
                    return
                yield message
            return
        async for thread in threads_between(channel, first, last):
            if self._bot.user is not None and thread.owner_id == self._bot.user.id:
                with contextlib.suppress(discord.NotFound):
                    yield await thread.fetch_message(thread.id)

    async def send(self, post: Post, posting: Posting) -> int:
        """Send a post with its mark; the message's id, which is also that of a forum's thread."""
        channel = self._channel(post)
        role = self._role(channel.guild, posting.role_id)
        view = self._view(post, posting.parts, role.mention if role else "")
        pinged = discord.AllowedMentions(
            everyone=False, users=False, roles=[role] if role else False, replied_user=False
        )
        if isinstance(channel, discord.TextChannel):
            return (await channel.send(view=view, allowed_mentions=pinged)).id
        opened = await channel.create_thread(
            name=posting.name,
            view=view,
            allowed_mentions=pinged,
            applied_tags=tags_for(channel, posting.labels),
            auto_archive_duration=_WEEK,
        )
        return opened.thread.id

    async def say(self, post: Post, line: str) -> None:
        """Send a line with the post's mark; nothing in a forum, where each line is a thread."""
        channel = self._channel(post)
        if isinstance(channel, discord.TextChannel):
            view = ui.LayoutView(timeout=None)
            view.add_item(ui.TextDisplay(line, id=mark(post.document)))
            await channel.send(view=view)

    async def edit(self, post: Post, parts: Sequence[str]) -> None:
        """Let a post that was sent show something else, with the same mark and buttons."""
        if post.message_id is None:
            raise ValueError("only what was sent can be edited")
        channel = self._channel(post)
        view = self._view(post, parts)
        try:
            if isinstance(channel, discord.TextChannel):
                await _edit(channel, post.message_id, view)
                return
            thread = await self._open_thread(post.message_id)
            # What sleeps is woken for the edit, which Discord refuses else, and sleeps on.
            slept = thread.archived
            if slept:
                await thread.edit(archived=False)
            await _edit(thread, post.message_id, view)
            if slept:
                await thread.edit(archived=True)
        except discord.NotFound as error:
            raise PostGone from error

    async def open(self, post: Post, name: str) -> int:
        """Open the thread under a post; Discord gives a message's thread the message's id."""
        if post.message_id is None:
            raise ValueError("a thread needs a message")
        channel = self._channel(post)
        if isinstance(channel, discord.ForumChannel):
            return post.message_id
        message = channel.get_partial_message(post.message_id)
        try:
            thread = await message.create_thread(name=name, auto_archive_duration=_WEEK)
        except discord.NotFound as error:
            raise PostGone from error
        except discord.HTTPException as error:
            if error.code != _THREAD_EXISTS:
                raise
            return post.message_id
        return thread.id

    async def fill(self, thread_id: int, messages: Sequence[str]) -> None:
        """Write the messages into a thread, those that aren't there already."""
        thread = await self._open_thread(thread_id)
        history = thread.history(limit=_LOOKED_AT, oldest_first=True)
        there = Counter([m.content async for m in history if self._is_mine(m)])
        for content in messages:
            if there[content] > 0:
                there[content] -= 1
                continue
            try:
                await thread.send(content)
            except discord.HTTPException as error:
                if error.code != _THREAD_ARCHIVED:
                    raise
                raise _closed(thread) from error

    async def tell(self, setup: GuildSetup, text: str) -> None:
        """Write who set the server up a direct message."""
        guild = self._bot.get_guild(setup.guild_id)
        where = f"**{label(guild.name)}**: " if guild else ""
        try:
            channel = await self._bot.create_dm(discord.Object(setup.set_by))
            await channel.send(f"{where}{text}")
        except discord.Forbidden:
            log.info("note_refused", guild=setup.guild_id)  # they take no messages from strangers

    def _view(self, post: Post, parts: Sequence[str], above: str = "") -> ui.LayoutView:
        deeds = IN_FORUM if self.is_forum(post.channel_id) else ALL
        below = buttons_row(post.document, deeds)
        return post_view(parts, mark(post.document), above=above, below=below)

    async def _open_thread(self, thread_id: int) -> discord.Thread:
        """A thread that the bot may write in."""
        try:
            thread = self._bot.get_channel(thread_id) or await self._bot.fetch_channel(thread_id)
        except discord.NotFound as error:
            raise PostGone from error
        if not isinstance(thread, discord.Thread):
            raise PostGone
        if thread.locked and not thread.permissions_for(thread.guild.me).manage_threads:
            raise _closed(thread)
        return thread

    def _channel(self, post: Post) -> discord.TextChannel | discord.ForumChannel:
        channel = self._bot.get_channel(post.channel_id)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            raise TypeError(f"{post.channel_id} is no channel for posts")
        return channel

    def _role(self, guild: discord.Guild, role_id: int | None) -> discord.Role | None:
        """The role, unless it is gone or everybody."""
        role = guild.get_role(role_id) if role_id else None
        return None if role is None or role.is_default() else role

    def _is_mine(self, message: discord.Message) -> bool:
        return self._bot.user is not None and message.author.id == self._bot.user.id


async def _edit(
    channel: discord.TextChannel | discord.Thread, message_id: int, view: ui.LayoutView
) -> None:
    # An edit knows nothing of the bot's own default.
    nobody = discord.AllowedMentions.none()
    await channel.get_partial_message(message_id).edit(view=view, allowed_mentions=nobody)


def _closed(thread: discord.Thread) -> PostBlocked:
    return PostBlocked(say("post-thread-closed", thread=thread.mention))
