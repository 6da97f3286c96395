"""A forum's post as Discord makes it: its thread has the id of the message that it opens with.

simcord gives the two different ids; whoever runs a forum in it calls `like_discord` first.
"""

from typing import Any

from simcord.backend import Backend
from simcord.backend.models import Channel, Message


def like_discord() -> None:
    """Let simcord give both the same id from now on."""
    Backend.create_forum_post = _create_forum_post  # type: ignore[method-assign,assignment]


_simcords = Backend.create_forum_post


def _create_forum_post(
    self: Backend, forum_id: int, name: str, starter: Message, **given: Any
) -> tuple[Channel, Message]:
    create = self.create_thread

    def create_thread(*args: Any, **options: Any) -> Channel:
        return create(*args, **options, message_id=starter.id)

    self.create_thread = create_thread  # type: ignore[method-assign]
    try:
        return _simcords(self, forum_id, name, starter, **given)
    finally:
        del self.create_thread
