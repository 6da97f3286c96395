"""What the delivery needs of wherever posts go."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.state import GuildSetup, Post

SEND = 60.0  # seconds that a post may take to send


class PostGone(Exception):
    """A post or its thread was deleted. Raised by outlets; the delivery leaves it at that."""


class PostBlocked(Exception):
    """People must mend something first; what and how, in words for them. Raised by outlets."""


@dataclass(frozen=True, slots=True)
class Posting:
    """What a post is sent with: its text part by part, and the name of its thread.

    `labels` are what it may be filed under in a forum: the digest's tags and its publication.
    `role_id` is the one role that it pings.
    """

    parts: Sequence[str]
    name: str
    labels: Sequence[str] = ()
    role_id: int | None = None


class Outlet(Protocol):
    """Where posts go. Only this side of the delivery knows Discord.

    `open`, `fill` and `edit` raise PostGone where people deleted what they should work on, and
    PostBlocked where people closed it.
    """

    @property
    def hears(self) -> bool:
        """Whether questions are heard that don't mention the bot."""

    def serves(self, guild_id: int) -> bool:
        """Whether this process is the one that talks to the server."""

    def language(self, guild_id: int) -> str | None:
        """The locale of the server; None where it isn't known."""

    def shard(self, guild_id: int) -> int:
        """The shard that the server is on."""

    def is_forum(self, channel_id: int) -> bool:
        """Whether a post in the channel is a thread of its own."""

    def obstacle(self, setup: GuildSetup) -> str | None:
        """Why nothing can be posted in the channel, in words for people; None where it can."""

    def shows(self, channel_id: int, other: int) -> bool:
        """Whether whoever reads a channel may see what was posted in another one."""

    async def find(self, post: Post, until: dt.datetime) -> int | None:
        """The message of a post that may have been sent up to then, by its own mark."""

    async def send(self, post: Post, posting: Posting) -> int:
        """Send a post with its mark; the message's id."""

    async def say(self, post: Post, line: str) -> None:
        """Send a line in a post's place, with its mark."""

    async def edit(self, post: Post, parts: Sequence[str]) -> None:
        """Let a post that was sent show something else; pings nobody."""

    async def open(self, post: Post, name: str) -> int:
        """Open the thread under a post, or find the one that is there; its id."""

    async def fill(self, thread_id: int, messages: Sequence[str]) -> None:
        """Write the messages into a thread, those that aren't there already."""

    async def tell(self, setup: GuildSetup, text: str) -> None:
        """Tell who set a server up something, in private."""
