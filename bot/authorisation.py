"""May somebody do something somewhere? Facts in, a refusal out, or none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import discord

from bot.state import GuildSetup
from bot.words import say

# Ask a question; ask one again that broke; stop an answer; look into the archive without asking;
# look at an answer's quotes and rate it; set the server up.
Act = Literal["ask", "again", "stop", "browse", "react", "manage"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody wants to do, and all that the decision rests on.

    `asker` is who asked for the answer that is to be stopped or tried again. `present` is whether
    the bot is a member where it is called: of the server, or of the direct conversation. Of a
    thread `parent_id` is its channel. `private` is what nobody but the person will see. `rules` are
    the server's, None where nobody set it up.
    """

    act: Act
    user_id: int
    asker: int | None = None
    guild_id: int | None = None
    present: bool = True
    channel_id: int | None = None
    parent_id: int | None = None
    roles: frozenset[int] = frozenset()
    permissions: discord.Permissions = field(default_factory=discord.Permissions.none)
    private: bool = False
    rules: GuildSetup | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """It may not be done, for a reason of the catalogue with its values."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def line(self) -> str:
        """The reason in words for the person."""
        return say(self.key, **dict(self.values))


_NOT_YOURS = Refusal("authorisation-not-yours")


def authorise(attempt: Attempt) -> Refusal | None:
    """Why it may not be done; None where it may."""
    own = attempt.asker == attempt.user_id
    match attempt.act:
        case "manage":
            manages = attempt.guild_id is not None and _manages(attempt)
            return None if manages else Refusal("authorisation-manage")
        case "stop":
            moderates = attempt.guild_id is not None and _has(attempt, "manage_messages")
            return None if own or moderates else _NOT_YOURS
        case "react":
            # Whoever sees an answer may see what it rests on, and say what they think of it.
            return None
        case "again" if not own:
            return _NOT_YOURS
        case "ask" | "again" | "browse":
            return _by_the_rules(attempt)


def _by_the_rules(attempt: Attempt) -> Refusal | None:
    rules = attempt.rules
    if not attempt.present or attempt.guild_id is None or rules is None:
        return None
    # Everybody has the role @everyone, whose id is the server's; no member's list names it.
    mine = attempt.roles | {attempt.guild_id}
    if rules.ask_roles and mine.isdisjoint(rules.ask_roles) and not _manages(attempt):
        return Refusal("authorisation-role", _named("roles", "<@&{}>", rules.ask_roles))
    places = {rules.channel_id, *rules.ask_channels}
    if (
        rules.ask_channels
        and not attempt.private
        and places.isdisjoint({attempt.channel_id, attempt.parent_id})
    ):
        return Refusal("authorisation-channel", _named("channels", "<#{}>", sorted(places)))
    return None


def _manages(attempt: Attempt) -> bool:
    return _has(attempt, "manage_guild")


def _has(attempt: Attempt, name: str) -> bool:
    return attempt.permissions.administrator or getattr(attempt.permissions, name)


def _named(name: str, form: str, ids: Iterable[int]) -> tuple[tuple[str, str], ...]:
    return ((name, ", ".join(map(form.format, ids))),)
