"""The values that the state hands out."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

TopicKind = Literal["digest", "question"]
PostState = Literal["claimed", "sent"]


@dataclass(frozen=True, slots=True)
class GuildSetup:
    """Where and when a server wants its daily post.

    `since` is when it was set up. `paused` is why the last post had to wait, None while all is
    well; a paused server is tried again at every turn.
    """

    guild_id: int
    channel_id: int
    hour: int
    timezone: str
    set_by: int
    since: dt.datetime
    paused: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A digest's post in a channel.

    It is claimed before it is sent; `tried_at` is the last attempt, `claimed_at` the first.
    `threaded_at` is when its thread held the digest in full.
    """

    channel_id: int
    document: str
    guild_id: int
    day: dt.date
    content_hash: str
    state: PostState
    claimed_at: dt.datetime
    tried_at: dt.datetime
    sent_at: dt.datetime | None = None
    message_id: int | None = None
    thread_id: int | None = None
    threaded_at: dt.datetime | None = None

    @property
    def url(self) -> str | None:
        """Where people read it, once it is sent."""
        if self.message_id is None:
            return None
        return f"https://discord.com/channels/{self.guild_id}/{self.channel_id}/{self.message_id}"


@dataclass(frozen=True, slots=True)
class Topic:
    """A thread that the bot talks in: a digest's own, or one that was opened for a question.

    A question's thread has a document where the question was a reply to a digest's post.
    """

    thread_id: int
    guild_id: int
    kind: TopicKind
    document: str | None = None
