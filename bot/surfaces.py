"""The places where answers are shown: under a command, behind a button, in a channel or thread."""

import secrets
import time
from collections.abc import Sequence
from typing import Any

import discord
import structlog
from discord.utils import MISSING

from bot.buttons import Button, view_of
from bot.persisting import FAILURES, persisting
from bot.streaming import Buttons
from bot.words import say

log = structlog.get_logger()

_LASTS = 14 * 60.0  # seconds that an interaction is spoken to; Discord ends it after 15 minutes
_UNKNOWN_WEBHOOK, _INVALID_TOKEN = 10015, 50027
_ARCHIVED = 50083
_OPENING = ("up", "down")  # under a whole answer, and only there


class ChannelSurface:
    """In a channel, a thread or a direct conversation; the first message replies to `to`.

    `sent` are the messages that stand there already, None for one that can't be changed any more.
    """

    def __init__(
        self,
        channel: discord.abc.Messageable,
        *,
        to: discord.Message | None = None,
        sent: Sequence[discord.Message | discord.PartialMessage | None] = (),
    ) -> None:
        self._channel = channel
        self._to = to
        self._sent = list(sent)

    @property
    def sent(self) -> list[int]:
        """The ids of the messages that stand there."""
        return [message.id for message in self._sent if message is not None]

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Edit the n-th message, or send it as the next one."""
        view = view_of(_continued(buttons) if _threadable(self._channel) else buttons)
        sent = self._sent[n] if n < len(self._sent) else None
        if sent is not None:
            self._sent[n] = await persisting(lambda: sent.edit(content=content, view=view))
            return
        more: dict[str, Any] = {"view": view or MISSING}
        if n == 0 and self._to is not None:
            # A question that was deleted meanwhile is still answered.
            more["reference"] = self._to.to_reference(fail_if_not_exists=False)
        # By it Discord knows a message that it has taken already.
        nonce = secrets.token_hex(12)
        message = await persisting(lambda: self._channel.send(content, nonce=nonce, **more))
        self._sent[n : n + 1] = [message]

    async def drop(self, n: int) -> None:
        """Delete the last message."""
        sent = self._sent.pop(n)
        if sent is not None:
            await persisting(sent.delete)


class FollowUps:
    """Behind an interaction that is acknowledged: every message follows up on it.

    With `private` only whoever pressed or called it sees them. An interaction ends before a long
    answer may: then the answer goes on by messages in the channel, a private one in the direct
    conversation, and what was shown stays. Raises what Discord says where that can't be, either.
    """

    def __init__(self, interaction: discord.Interaction, *, private: bool = False) -> None:
        self._interaction = interaction
        self._private = private
        # Not by the interaction's own time: the machine's clock may be wrong, or be set.
        self._until = time.monotonic() + _LASTS
        self._sent: list[discord.Message] = []
        self._contents: list[str] = []
        self._rest: ChannelSurface | None = None

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Edit the n-th message, or send it as the next one."""
        if self._rest is None and self._ends(n):
            self._rest = self._beyond()
        if self._rest is None:
            try:
                await self._put(n, content, self._view(buttons))
            except discord.HTTPException as error:
                if not _ended(error):
                    if lost(error):
                        await apologise(self._interaction, say("threads-lost"))
                    raise
                self._rest = self._beyond()
        # What only loses its buttons can't be changed where it was private, nor said twice.
        same = self._private and self._contents[n : n + 1] == [content]
        if self._rest is not None and not same:
            await self._rest.put(n, content, buttons)
        self._contents[n : n + 1] = [content]

    async def drop(self, n: int) -> None:
        """Delete the last message."""
        self._contents.pop(n)
        if self._rest is None:
            await self._sent.pop(n).delete()
        else:
            await self._rest.drop(n)

    def _ends(self, n: int) -> bool:
        """Whether the interaction is about to end; the first words still complete a command."""
        return (n > 0 or bool(self._sent)) and time.monotonic() >= self._until

    def _view(self, buttons: Buttons) -> discord.ui.View | None:
        place = self._interaction
        known = place.guild_id is not None and place.client.get_guild(place.guild_id) is not None
        may = known and opens_threads(place.app_permissions) and opens_threads(place.permissions)
        offered = may and not self._private and isinstance(place.channel, discord.TextChannel)
        return view_of(_continued(buttons) if offered else buttons)

    async def _put(self, n: int, content: str, view: discord.ui.View | None) -> None:
        if n < len(self._sent):
            await persisting(lambda: self._sent[n].edit(content=content, view=view))
        else:
            # One that was taken without a word of it is doubled, which is better than lost.
            self._sent.append(await persisting(lambda: self._send(content, view)))

    async def _send(self, content: str, view: discord.ui.View | None) -> discord.Message:
        return await self._interaction.followup.send(
            content, view=view or MISSING, ephemeral=self._private, wait=True
        )

    def _beyond(self) -> ChannelSurface:
        """Where the answer goes on."""
        channel = self._interaction.channel
        log.info("interaction_ended", guild=self._interaction.guild_id)
        if self._private or not isinstance(channel, discord.abc.Messageable):
            return ChannelSurface(self._interaction.user, sent=[None] * len(self._sent))
        # They are the bot's messages like any other, if it may see the channel.
        partial = self._interaction.client.get_partial_messageable(channel.id)
        return ChannelSurface(
            channel, sent=[partial.get_partial_message(message.id) for message in self._sent]
        )


class CommandSurface(FollowUps):
    """Under a deferred command: the first message completes it, further ones follow up."""

    async def _send(self, content: str, view: discord.ui.View | None) -> discord.Message:
        if self._sent:
            return await super()._send(content, view)
        return await self._interaction.edit_original_response(content=content, view=view)


def lost(error: Exception) -> bool:
    """Whether Discord doesn't let an answer be shown (any more), whatever is tried.

    Its message or place is gone or closed, or the bot may not write there.
    """
    return isinstance(error, discord.NotFound | discord.Forbidden) or (
        isinstance(error, discord.HTTPException) and error.code == _ARCHIVED
    )


def opens_threads(have: discord.Permissions) -> bool:
    """Whether somebody with these permissions may open a thread and write in it."""
    return have.create_public_threads and have.send_messages_in_threads


def _ended(error: discord.HTTPException) -> bool:
    return error.code in {_UNKNOWN_WEBHOOK, _INVALID_TOKEN} or error.status == 401


def _threadable(channel: discord.abc.Messageable) -> bool:
    if not isinstance(channel, discord.TextChannel):
        return False
    # In a server that the bot isn't a member of it has no permissions of its own.
    me: discord.Member | None = channel.guild.me
    return me is not None and opens_threads(channel.permissions_for(me))


def _continued(buttons: Buttons) -> Buttons:
    """The buttons of a whole answer with the one that goes on in a thread."""
    if not any(button.deed in _OPENING for button in buttons):
        return buttons
    return (*buttons, Button("thread", buttons[0].answer))


async def apologise(interaction: discord.Interaction[Any], line: str) -> None:
    """Tell whoever called or pressed something one line, for them alone, if it can be told."""
    command = interaction.command.name if interaction.command else None
    try:
        if interaction.response.is_done():
            await persisting(lambda: interaction.followup.send(line, ephemeral=True))
        else:
            await interaction.response.send_message(line, ephemeral=True)
    except FAILURES as error:
        log.warning("apology_lost", command=command, error=str(error))
