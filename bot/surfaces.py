"""The two places where answers are shown: under a command, and in a channel or thread."""

import discord


class CommandSurface:
    """Under a deferred command: the first message completes it, further ones follow up."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        self._more: list[discord.WebhookMessage] = []

    async def put(self, n: int, content: str) -> None:
        """Edit the n-th message, or send it as the next one."""
        if n == 0:
            await self._interaction.edit_original_response(content=content)
        elif n <= len(self._more):
            await self._more[n - 1].edit(content=content)
        else:
            followup = self._interaction.followup
            self._more.append(await followup.send(content, wait=True))

    async def drop(self, n: int) -> None:
        """Delete the last message."""
        await self._more.pop(n - 1).delete()


class ChannelSurface:
    """In a channel, a thread or a direct conversation; the first message replies to `to`."""

    def __init__(
        self, channel: discord.abc.Messageable, *, to: discord.Message | None = None
    ) -> None:
        self._channel = channel
        self._to = to
        self._sent: list[discord.Message] = []

    async def put(self, n: int, content: str) -> None:
        """Edit the n-th message, or send it as the next one."""
        if n < len(self._sent):
            self._sent[n] = await self._sent[n].edit(content=content)
            return
        if n == 0 and self._to is not None:
            # A question that was deleted meanwhile is still answered.
            reference = self._to.to_reference(fail_if_not_exists=False)
            message = await self._channel.send(content, reference=reference)
        else:
            message = await self._channel.send(content)
        self._sent.append(message)

    async def drop(self, n: int) -> None:
        """Delete the last message."""
        await self._sent.pop(n).delete()
