"""What was written while Discord told nothing of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import discord
import structlog
from discord.ext import commands

from bot.persisting import FAILURES, persisting

log = structlog.get_logger()

_PLACES = 100  # at most, those with the newest messages
_EACH = 50  # messages of a place, the oldest ones

Place = discord.TextChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class _Known:
    """The last messages that a shard heard of: in each place, and of all."""

    last: dict[int, int]
    newest: int

    def before(self, place: Place) -> int:
        """The message behind which those of a place are unheard; of a new place, that of all."""
        return self.last.get(place.id) or self.newest


class Missed(commands.Cog):
    """Hears messages of servers behind an interruption, where Discord doesn't tell them itself.

    It does where a session goes on; but a shard that isn't let in at once begins a new one. Whoever
    listens to messages gets them late then.
    """

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self._bot = bot
        self._known: dict[int, _Known] = {}  # by shard that is away

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note what a shard heard to its end."""
        if shard_id not in self._known:
            last = {place.id: _newest(place) for place in self._places(shard_id)}
            if newest := max(last.values(), default=0):
                self._known[shard_id] = _Known(last, newest)

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that a shard was told everything."""
        self._known.pop(shard_id, None)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """Look for what a shard wasn't told."""
        shard = self._bot.get_shard(shard_id)
        if shard is not None and shard.is_closed():
            return  # one that was ready went away before that was told
        known = self._known.pop(shard_id, None)
        if known is None:
            return
        more = [each for each in self._places(shard_id) if _newest(each) > known.before(each)]
        log.info("looking_for_missed", shard=shard_id, places=len(more))
        for place in sorted(more, key=_newest, reverse=True)[:_PLACES]:
            await self._hear(place, known.before(place))

    async def _hear(self, place: Place, last: int) -> None:
        async def read() -> list[discord.Message]:
            after = discord.Object(last)
            return [m async for m in place.history(limit=_EACH, after=after, oldest_first=True)]

        try:
            for message in await persisting(read):
                self._bot.dispatch("message", message)
        except FAILURES as error:
            log.info("missed_unread", channel=place.id, error=str(error))

    def _places(self, shard_id: int) -> Iterator[Place]:
        """Where the bot may read in a shard's servers."""
        for guild in self._bot.guilds:
            if guild.shard_id == shard_id:
                places: list[Place] = [*guild.text_channels, *guild.threads]
                for place in places:
                    may = place.permissions_for(guild.me)
                    if may.read_messages and may.read_message_history:
                        yield place


def _newest(place: Place) -> int:
    return place.last_message_id or 0
