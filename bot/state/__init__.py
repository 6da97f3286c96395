"""What the bot must remember: servers, posts, threads, answers. The only thing to back up."""

from bot.state.cure import StateAway
from bot.state.state import State
from bot.state.values import (
    AskedBy,
    Feedback,
    GuildSetup,
    Letter,
    Post,
    Record,
    Subscription,
    Topic,
)

__all__ = [
    "AskedBy",
    "Feedback",
    "GuildSetup",
    "Letter",
    "Post",
    "Record",
    "State",
    "StateAway",
    "Subscription",
    "Topic",
]
