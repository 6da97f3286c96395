"""The places where answers are shown: under a command, behind a button, in a channel or thread."""

from typing import Any

import discord
import structlog
from discord.utils import MISSING

from bot.buttons import view_of
from bot.streaming import Buttons

log = structlog.get_logger()


class FollowUps:
    """Behind an interaction that is acknowledged: every message follows up on it.

    With `private` only whoever pressed or called it sees them.
    """

    def __init__(self, interaction: discord.Interaction, *, private: bool = False) -> None:
        self._followup = interaction.followup
        self._private = private
        self._sent: list[discord.WebhookMessage] = []

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Edit the n-th message, or send it as the next one."""
        view = view_of(buttons)
        if n < len(self._sent):
            await self._sent[n].edit(content=content, view=view)
            return
        sent = await self._followup.send(
            content, view=view or MISSING, ephemeral=self._private, wait=True
        )
        self._sent.append(sent)

    async def drop(self, n: int) -> None:
        """Delete the last message."""
        await self._sent.pop(n).delete()


class CommandSurface:
    """Under a deferred command: the first message completes it, further ones follow up."""

    def __init__(self, interaction: discord.Interaction, *, private: bool = False) -> None:
        self._interaction = interaction
        self._more = FollowUps(interaction, private=private)

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Edit the n-th message, or send it as the next one."""
        if n == 0:
            view = view_of(buttons)
            await self._interaction.edit_original_response(content=content, view=view)
        else:
            await self._more.put(n - 1, content, buttons)

    async def drop(self, n: int) -> None:
        """Delete the last message."""
        await self._more.drop(n - 1)


class ChannelSurface:
    """In a channel, a thread or a direct conversation; the first message replies to `to`."""

    def __init__(
        self, channel: discord.abc.Messageable, *, to: discord.Message | None = None
    ) -> None:
        self._channel = channel
        self._to = to
        self._sent: list[discord.Message] = []

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Edit the n-th message, or send it as the next one."""
        view = view_of(buttons)
        if n < len(self._sent):
            self._sent[n] = await self._sent[n].edit(content=content, view=view)
            return
        if n == 0 and self._to is not None:
            # A question that was deleted meanwhile is still answered.
            reference = self._to.to_reference(fail_if_not_exists=False)
            message = await self._channel.send(content, reference=reference, view=view or MISSING)
        else:
            message = await self._channel.send(content, view=view or MISSING)
        self._sent.append(message)

    async def drop(self, n: int) -> None:
        """Delete the last message."""
        await self._sent.pop(n).delete()


async def apologise(interaction: discord.Interaction[Any], line: str) -> None:
    """Tell whoever called or pressed something one line, for them alone, if it can be told."""
    command = interaction.command.name if interaction.command else None
    try:
        if interaction.response.is_done():
            await interaction.followup.send(line, ephemeral=True)
        else:
            await interaction.response.send_message(line, ephemeral=True)
    except discord.HTTPException as lost:
        log.warning("apology_lost", command=command, error=str(lost))
