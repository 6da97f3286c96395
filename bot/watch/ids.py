"""Where something happens, as ids that every line of the log about it bears."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import discord
from structlog.contextvars import bind_contextvars, bound_contextvars


@contextmanager
def logging_of(place: object, client: discord.Client) -> Iterator[None]:
    """Let each line that is logged within bear where an event happened; tasks take it along."""
    with bound_contextvars(**_ids(place, client)):
        yield


def log_as_of(interaction: discord.Interaction[Any]) -> None:
    """Let each line that is logged in the rest of this task bear where somebody called or pressed.

    Who did isn't told: a log isn't for following people.
    """
    bind_contextvars(**_ids(interaction, interaction.client))


def _ids(place: object, client: discord.Client) -> dict[str, int]:
    guild_id = _id(place, "guild")
    guild = client.get_guild(guild_id) if guild_id else None
    ids = {
        "guild": guild_id,
        "channel": _id(place, "channel"),
        "shard": guild.shard_id if guild else None,
    }
    return {name: id_ for name, id_ in ids.items() if id_ is not None}


def _id(place: object, of: str) -> int | None:
    """An id that an event's object has itself, or by its guild or channel."""
    id_ = getattr(place, f"{of}_id", None) or getattr(getattr(place, of, None), "id", None)
    return id_ if isinstance(id_, int) else None
