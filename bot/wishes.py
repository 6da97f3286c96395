"""What a server wants of the daily post, as its moderators change it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from bot.state import GuildSetup
from bot.state.values import CatchUp

ARRIVAL = "arrival"  # in place of an hour
_HOUR, _ZONE = 9, "UTC"  # until somebody chooses


def first_setup(guild_id: int, channel_id: int, user_id: int, now: dt.datetime) -> GuildSetup:
    """What a server wants that has chosen nothing but its channel."""
    return GuildSetup(guild_id, channel_id, _HOUR, _ZONE, user_id, now)


def changed(setup: GuildSetup, field: str, values: Sequence[str]) -> GuildSetup:
    """The setup with what was chosen of a field of the panel: options' values, ids as text."""
    return _CHANGES[field](setup, values)


def renewed(before: GuildSetup, after: GuildSetup, user_id: int, now: dt.datetime) -> GuildSetup:
    """A changed setup as it is to be kept: who set it up last, and since when it counts.

    It counts anew from a change that matters to posts. But who mends a channel that wants all
    digests wants those of the meantime, too, unless other digests are wanted by now.
    """
    moved = after.channel_id != before.channel_id
    after = replace(after, set_by=user_id, paused=None if moved else before.paused)
    goes_on = after.catch_up == "all" and _which(before) == _which(after)
    return after if goes_on or not posts_differ(before, after) else replace(after, since=now)


def posts_differ(before: GuildSetup, after: GuildSetup) -> bool:
    """Whether after a change other digests may be due, or at other times."""
    return (_which(before), _when(before)) != (_which(after), _when(after))


def _which(setup: GuildSetup) -> tuple[object, ...]:
    return setup.channel_id, setup.catch_up, setup.publications, setup.tags


def _when(setup: GuildSetup) -> tuple[object, ...]:
    return setup.hour, setup.timezone, setup.arrival


def _at(setup: GuildSetup, hour: str) -> GuildSetup:
    if hour == ARRIVAL:
        return replace(setup, arrival=True)
    return replace(setup, arrival=False, hour=int(hour))


def _roles(setup: GuildSetup, ids: Sequence[str]) -> tuple[int, ...]:
    """Roles, less that of all members, whose id is the server's."""
    return tuple(role for role in map(int, ids) if role != setup.guild_id)


_CHANGES: Mapping[str, Callable[[GuildSetup, Sequence[str]], GuildSetup]] = {
    "channel": lambda setup, ids: replace(setup, channel_id=int(ids[0])),
    "hour": lambda setup, hours: _at(setup, hours[0]),
    "zone": lambda setup, zones: replace(setup, timezone=zones[0]),
    "missed": lambda setup, kinds: replace(setup, catch_up=cast("CatchUp", kinds[0])),
    "quiet": lambda setup, ways: replace(setup, quiet=ways[0] == "on"),
    "publications": lambda setup, names: replace(setup, publications=tuple(names)),
    "tags": lambda setup, names: replace(setup, tags=tuple(names)),
    "role": lambda setup, ids: replace(setup, role_id=next(iter(_roles(setup, ids)), None)),
    "roles": lambda setup, ids: replace(setup, ask_roles=_roles(setup, ids)),
    "channels": lambda setup, ids: replace(setup, ask_channels=tuple(map(int, ids))),
}
