"""The writer with a model behind the Messages API."""

from bot.assistant.claude.client import make_client
from bot.assistant.claude.writer import ClaudeWriter

__all__ = ["ClaudeWriter", "make_client"]
