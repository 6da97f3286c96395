"""What was written while Discord told nothing of it."""

import datetime as dt
from collections.abc import Iterator

import discord
import structlog
from discord.ext import commands

from bot.persisting import persisting

log = structlog.get_logger()

_DEAF = dt.timedelta(minutes=1)  # a connection may be dead for so long before it counts as broken
_PLACES = 100  # at most, those with the newest messages
_EACH = 50  # messages of a place, the oldest ones

Place = discord.TextChannel | discord.Thread


class Missed(commands.Cog):
    """Hears messages of servers behind an interruption, where Discord doesn't tell them itself.

    It does where a session goes on; but a shard that isn't let in at once begins a new one. Whoever
    listens to messages gets them late then, and some twice.
    """

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self._bot = bot
        self._since: dict[int, dt.datetime] = {}  # by shard

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note since when a shard hears nothing."""
        self._since.setdefault(shard_id, discord.utils.utcnow() - _DEAF)

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that a shard was told everything."""
        self._since.pop(shard_id, None)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """Look for what a shard wasn't told."""
        since = self._since.pop(shard_id, None)
        if since is None:
            return
        found = sorted(self._changed(shard_id, since), key=_newest, reverse=True)
        log.info("looking_for_missed", shard=shard_id, places=len(found))
        for place in found[:_PLACES]:
            try:
                for message in await persisting(lambda place=place: _said(place, since)):
                    self._bot.dispatch("message", message)
            except discord.HTTPException as error:
                log.info("missed_unread", channel=place.id, error=str(error))

    def _changed(self, shard_id: int, since: dt.datetime) -> Iterator[Place]:
        """The places of a shard where something was written that the bot may read."""
        after = discord.utils.time_snowflake(since)
        for guild in self._bot.guilds:
            if guild.shard_id == shard_id:
                for place in (*guild.text_channels, *guild.threads):
                    may = place.permissions_for(guild.me)
                    if _newest(place) > after and may.read_messages and may.read_message_history:
                        yield place


def _newest(place: Place) -> int:
    return place.last_message_id or 0


async def _said(place: Place, since: dt.datetime) -> list[discord.Message]:
    return [each async for each in place.history(limit=_EACH, after=since, oldest_first=True)]
