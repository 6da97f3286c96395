"""Discord as the delivery sees it: a channel to post in, a thread to fill."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Literal

import discord
import structlog
from discord import ui
from discord.ext import commands

from bot.links import is_open
from bot.posting import PostBlocked, PostGone
from bot.render.escape import label
from bot.state import GuildSetup, Post

log = structlog.get_logger()

# What the daily post takes. Without the history a lost post couldn't be found again.
NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    read_message_history=True,
    create_public_threads=True,
    send_messages_in_threads=True,
)
_THREAD_EXISTS = 160004
_THREAD_ARCHIVED = 50083
_SKEW = dt.timedelta(minutes=10)  # how far this machine's clock may be off Discord's
_LOOKED_AT = 300  # messages of a thread
_WEEK: Literal[10080] = 10080
_GOLD = 0xC9A227


def missing(channel: discord.abc.GuildChannel) -> list[str]:
    """The names of the permissions that the bot lacks in a channel, as Discord's settings say."""
    have = channel.permissions_for(channel.guild.me)
    wanted = (name for name, needed in NEEDED if needed and not getattr(have, name))
    return [name.replace("_", " ").title().replace(" In ", " in ") for name in wanted]


def mark(document: str) -> int:
    """A component's id that tells whose post a message is; nobody sees it, it outlives edits."""
    digest = blake2b(document.encode(), digest_size=4).digest()
    # Ids are positive 32-bit integers; small ones are what Discord gives on its own.
    return (int.from_bytes(digest) & 0x3FFFFFFF) | 0x40000000


def post_view(parts: Sequence[str], number: int | None = None) -> ui.LayoutView:
    """A post's text as a container, its parts divided by lines."""
    container: ui.Container[ui.LayoutView] = ui.Container(accent_color=_GOLD, id=number)
    for n, part in enumerate(parts):
        if n:
            container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay(part))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


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

    def obstacle(self, setup: GuildSetup) -> str | None:
        """Why nothing can be posted in the channel; None where it can."""
        channel = self._bot.get_channel(setup.channel_id)
        if not isinstance(channel, discord.TextChannel):
            return "The channel is gone, or I can't see it. Run /setup again."
        lacking = missing(channel)
        return f"I lack {', '.join(lacking)} in #{channel.name}." if lacking else None

    def shows(self, channel_id: int, other: int) -> bool:
        """Whether whoever reads a channel may see what was posted in another one."""
        return other == channel_id or is_open(self._bot, other)

    async def find(self, post: Post, until: dt.datetime) -> int | None:
        """The bot's own message with the post's mark, sent between the claim and `until`.

        However much people wrote in between: what isn't found is sent again.
        """
        wanted = mark(post.document)
        async for message in self._channel(post).history(limit=None, before=until + _SKEW):
            if message.created_at < post.claimed_at - _SKEW:
                break
            if self._is_mine(message) and any(
                getattr(part, "id", None) == wanted for part in message.components
            ):
                return message.id
        return None

    async def send(self, post: Post, parts: Sequence[str]) -> int:
        """Send a post with its mark; the message's id."""
        view = post_view(parts, mark(post.document))
        message = await self._channel(post).send(view=view)
        return message.id

    async def edit(self, post: Post, parts: Sequence[str]) -> None:
        """Let a post that was sent show something else, with the same mark."""
        if post.message_id is None:
            raise ValueError("only what was sent can be edited")
        message = self._channel(post).get_partial_message(post.message_id)
        try:
            # An edit knows nothing of the bot's own default.
            await message.edit(
                view=post_view(parts, mark(post.document)),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except discord.NotFound as error:
            raise PostGone from error

    async def open(self, post: Post, name: str) -> int:
        """Open the thread under a post; Discord gives a message's thread the message's id."""
        if post.message_id is None:
            raise ValueError("a thread needs a message")
        message = self._channel(post).get_partial_message(post.message_id)
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
        try:
            thread = self._bot.get_channel(thread_id) or await self._bot.fetch_channel(thread_id)
        except discord.NotFound as error:
            raise PostGone from error
        if not isinstance(thread, discord.Thread):
            raise PostGone
        blocked = PostBlocked(
            f"The thread {thread.mention} is closed, so that I can't write in it. Open it again, "
            f"or delete it where it isn't wanted."
        )
        if thread.locked and not thread.permissions_for(thread.guild.me).manage_threads:
            raise blocked
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
                raise blocked from error

    async def tell(self, setup: GuildSetup, text: str) -> None:
        """Write who set the server up a direct message."""
        guild = self._bot.get_guild(setup.guild_id)
        where = f"**{label(guild.name)}**: " if guild else ""
        try:
            channel = await self._bot.create_dm(discord.Object(setup.set_by))
            await channel.send(f"{where}{text}")
        except discord.Forbidden:
            log.info("note_refused", guild=setup.guild_id)  # they take no messages from strangers

    def _channel(self, post: Post) -> discord.TextChannel:
        channel = self._bot.get_channel(post.channel_id)
        if not isinstance(channel, discord.TextChannel):
            raise TypeError(f"{post.channel_id} isn't a text channel")
        return channel

    def _is_mine(self, message: discord.Message) -> bool:
        return self._bot.user is not None and message.author.id == self._bot.user.id
