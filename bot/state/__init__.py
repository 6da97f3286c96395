"""What the bot must remember: servers, posts, threads. The only thing to back up."""

from bot.state.state import State
from bot.state.values import GuildSetup, Post, Topic

__all__ = ["GuildSetup", "Post", "State", "Topic"]
