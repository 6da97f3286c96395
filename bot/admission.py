"""The door: what somebody attempts, gathered from Discord, is let in or turned away with a line.

Every command, message of a person, button and form passes here before anything is done for it.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

import discord
import structlog

from bot.authorisation import Act, Attempt, authorise
from bot.language import is_guest
from bot.limits import Limits
from bot.persisting import FAILURES
from bot.state import AskedBy, GuildSetup, State, StateAway
from bot.surfaces import ChannelSurface, apologise
from bot.watch.ids import log_as_of

log = structlog.get_logger()

# What each command does, and whether only who calls it sees what comes; `/ask` has it by option.
COMMANDS: Mapping[str, tuple[Act, bool]] = {
    "ask": ("ask", False),
    "compare": ("ask", False),
    "Ask the archive about this": ("ask", True),
    "Has this been covered?": ("browse", True),
    "search": ("browse", True),
    "archive": ("browse", True),
    "digest": ("browse", False),
    "timeline": ("browse", False),
    "topics": ("browse", False),
    "trend": ("browse", False),
    "top": ("browse", False),
    "setup": ("manage", True),
}
# About the bot, or about nobody but the person: for everybody, everywhere.
FREE = frozenset({"help", "status", "feedback", "subscribe", "unsubscribe", "forget-me"})
_SOON = 2.0  # seconds; Discord waits for three
T = TypeVar("T")
_ASKING: frozenset[Act] = frozenset({"ask", "again"})


class Admission:
    """Lets in who may and turns away who may not, each in the way that it was attempted."""

    def __init__(self, state: State, limits: Limits) -> None:
        self._state = state
        self._limits = limits

    async def command(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether a command may run; whoever called it is told where it may not."""
        data: Any = interaction.data
        name = str(data["name"])
        if interaction.type is discord.InteractionType.autocomplete or name in FREE:
            return True
        # One that isn't in the list is a mistake; what needs most doesn't let it through.
        act, private = COMMANDS.get(name, ("manage", True))
        private = private or bool(getattr(interaction.namespace, "private", False))
        return await self.interaction(interaction, act, private=private)

    async def interaction(
        self,
        interaction: discord.Interaction[Any],
        act: Act,
        *,
        private: bool = False,
        asker: int | None = None,
    ) -> bool:
        """Whether what was called, pressed or sent in may be done; the person is told if not.

        `asker` is whose answer it is about, `private` whether nobody else sees what comes of it.
        """
        log_as_of(interaction)
        attempt = Attempt(
            act=act,
            user_id=interaction.user.id,
            asker=asker,
            guild_id=interaction.guild_id,
            present=not is_guest(interaction),
            channel_id=interaction.channel_id,
            parent_id=getattr(interaction.channel, "parent_id", None),
            roles=_roles(interaction.user),
            permissions=interaction.permissions,
            private=private,
            rules=await _soon(self._rules(interaction.guild_id)),
        )
        line = self._refused(attempt)
        if line is not None:
            await apologise(interaction, line)
        return line is None

    async def message(self, message: discord.Message, *, addressed: bool) -> bool:
        """Whether a message may be answered.

        Whose message names the bot is told where it may not, once an hour; that a limit is reached
        is told once in any case. Other messages are left alone.
        """
        author, guild = await _member(message), message.guild
        attempt = Attempt(
            act="ask",
            user_id=author.id,
            guild_id=guild.id if guild else None,
            channel_id=message.channel.id,
            parent_id=getattr(message.channel, "parent_id", None),
            roles=_roles(author),
            permissions=author.guild_permissions
            if isinstance(author, discord.Member)
            else discord.Permissions.none(),
            rules=await self._rules(guild.id if guild else None),
        )
        if refusal := authorise(attempt):
            if addressed and self._limits.first("refused", author.id):
                await _reply(message, refusal.line)
            return False
        reached = self._limits.reached(_by(attempt))
        if reached and self._limits.first(f"reached {reached.kind}", _told(reached.kind, attempt)):
            await _reply(message, reached.line)
        return reached is None

    def _refused(self, attempt: Attempt) -> str | None:
        if refusal := authorise(attempt):
            return refusal.line
        reached = self._limits.reached(_by(attempt)) if attempt.act in _ASKING else None
        return reached.line if reached else None

    async def _rules(self, guild_id: int | None) -> GuildSetup | None:
        return None if guild_id is None else await self._state.guild(guild_id)


async def _soon(work: Coroutine[Any, Any, T]) -> T:
    """What some work of the state gives within the time in which an interaction is to be answered.

    Raises StateAway behind it; the work goes on by itself, since its end may take as long.
    """
    task = asyncio.create_task(work)
    await asyncio.wait({task}, timeout=_SOON)
    if task.done():
        return task.result()
    task.add_done_callback(lambda late: late.cancelled() or late.exception())
    raise StateAway("The state database doesn't answer in time.")


def _roles(user: discord.abc.User) -> frozenset[int]:
    return frozenset(r.id for r in user.roles) if isinstance(user, discord.Member) else frozenset()


def _by(attempt: Attempt) -> AskedBy:
    return AskedBy(attempt.user_id, attempt.guild_id, attempt.parent_id or attempt.channel_id)


def _told(kind: str, attempt: Attempt) -> int:
    """Who is told once: the person of their own limit, the channel of what holds for all."""
    return attempt.user_id if kind == "person" else attempt.channel_id or 0


async def _member(message: discord.Message) -> discord.Member | discord.User:
    """Who wrote a message: one that was read later tells nothing of their roles."""
    author, guild = message.author, message.guild
    if guild is None or isinstance(author, discord.Member):
        return author
    try:
        return await guild.fetch_member(author.id)
    except FAILURES:
        return author


async def _reply(message: discord.Message, line: str) -> None:
    try:
        await ChannelSurface(message.channel, to=message).put(0, line)
    except FAILURES as error:
        log.info("line_unsaid", error=str(error))
