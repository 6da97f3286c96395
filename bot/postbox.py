"""Discord's direct messages as letters need them."""

import datetime as dt
from collections.abc import Sequence

import discord
from discord.ext import commands

from bot.letters import LetterRefused
from bot.links import links_at
from bot.post_view import bears, mark, post_view
from bot.state import Letter, State

_SKEW = dt.timedelta(minutes=10)  # how far this machine's clock may be off Discord's
_DIRECT = 0  # the shard that direct messages come to
# They take none, share no server with the bot any more, or are gone.
_REFUSED = (50007, 50278, 10013)


class DiscordPostbox:
    """Direct messages through a connected bot."""

    def __init__(self, bot: commands.AutoShardedBot, state: State) -> None:
        self._bot = bot
        self._state = state

    @property
    def serves(self) -> bool:
        """Whether the shard of direct messages is here: one process of several writes letters."""
        return _DIRECT in self._bot.shards

    async def links(self, guild_id: int) -> dict[str, str]:
        """Where everybody on a server can read digests, by document.

        Whether a person may see other channels isn't known here, and nobody need know of them.
        """
        return await links_at(self._bot, self._state, guild_id, None)

    async def find(self, user_id: int, letter: Letter, until: dt.datetime) -> int | None:
        """The bot's own message with the letter's mark, sent between the claim and `until`."""
        wanted = _mark(user_id, letter)
        channel = await self._channel(user_id)
        async for message in channel.history(limit=None, before=until + _SKEW):
            if message.created_at < letter.claimed_at - _SKEW:
                break
            if self._bot.user is not None and message.author.id != self._bot.user.id:
                continue
            if bears(message, wanted):
                return message.id
        return None

    async def send(self, user_id: int, letter: Letter, parts: Sequence[str]) -> int:
        """Send a letter with its mark; the message's id."""
        channel = await self._channel(user_id)
        try:
            message = await channel.send(view=post_view(parts, _mark(user_id, letter)))
        except discord.HTTPException as error:
            raise refusal(error) from error
        return message.id

    async def tell(self, user_id: int, text: str) -> None:
        """Send a line; raises LetterRefused."""
        channel = await self._channel(user_id)
        try:
            await channel.send(text)
        except discord.HTTPException as error:
            raise refusal(error) from error

    async def _channel(self, user_id: int) -> discord.DMChannel:
        try:
            return await self._bot.create_dm(discord.Object(user_id))
        except discord.HTTPException as error:
            raise refusal(error) from error


def refusal(error: discord.HTTPException) -> Exception:
    """LetterRefused where it lies with the person that nothing reaches them, else the error."""
    return LetterRefused() if error.code in _REFUSED else error


def _mark(user_id: int, letter: Letter) -> int:
    return mark(f"letter:{user_id}:{letter.day}")
