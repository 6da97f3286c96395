"""What the bot must remember: servers, posts, threads, answers. The only thing to back up."""

from bot.state.state import State
from bot.state.values import AskedBy, Feedback, GuildSetup, Post, Record, Topic

__all__ = ["AskedBy", "Feedback", "GuildSetup", "Post", "Record", "State", "Topic"]
