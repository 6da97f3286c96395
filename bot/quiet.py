"""The line that a day gets which has no digest."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.assistant.answer import long_date
from bot.due import due, due_at
from bot.posting import SEND, Outlet
from bot.render.escape import label, link
from bot.state import GuildSetup, Post, State
from bot.words import say
from index.digest import Origin

_EVENING = dt.time(21)  # of a server that takes digests as they arrive: then the day had none
_STOPPED = dt.timedelta(days=7)  # behind the last digest nobody wants a line a day
_MARK = "quiet:"  # before the day that a line is claimed by; no document's id is like it


class QuietLines:
    """Says once in each channel that a day has no digest, where that is wanted.

    A line is claimed like a digest's post. `hold` takes a claim over, where nobody is at it.
    """

    def __init__(
        self,
        state: State,
        clock: Callable[[], dt.datetime],
        outlet: Outlet,
        hold: Callable[[Post], Awaitable[bool]],
    ) -> None:
        self._state = state
        self._clock = clock
        self._outlet = outlet
        self._hold = hold

    async def say(self, setup: GuildSetup, kept: Sequence[Post], origins: Sequence[Origin]) -> None:
        """Say today's line, if it is time; `kept` are all claims of the channel.

        Nothing is said in a forum, where each line would be a thread.
        """
        found = quiet_day(setup, origins, self._clock())
        if found is None or self._outlet.is_forum(setup.channel_id):
            return
        day, last = found
        document = f"{_MARK}{day}"
        before = next((post for post in kept if post.document == document), None)
        if before is None:
            line = await self._state.claim(setup, document, day, "")
        else:
            line = before if not before.threaded_at and await self._hold(before) else None
        if line is None:
            return
        if before is None or not await self._stands(before):
            links = await self._state.post_links(setup.guild_id)
            text = quiet_line(last, links.get(last.document) or last.url)
            async with asyncio.timeout(SEND):
                await self._outlet.say(line, text)
        await self._state.threaded(line)

    async def _stands(self, line: Post) -> bool:
        """Whether a line that was claimed was sent as well."""
        until = line.tried_at + dt.timedelta(seconds=SEND)
        return await self._outlet.find(line, until) is not None


def is_quiet(post: Post) -> bool:
    """Whether a claim is a line's rather than a digest's."""
    return post.document.startswith(_MARK)


def quiet_day(
    setup: GuildSetup, origins: Sequence[Origin], now: dt.datetime
) -> tuple[dt.date, Origin] | None:
    """The day that is to be told quiet now, with the last digest before; None where none is.

    It is today, from the server's hour on, or from the evening where digests come as they arrive.
    """
    if not setup.quiet:
        return None
    zone = ZoneInfo(setup.timezone)
    today = now.astimezone(zone).date()
    evening = dt.datetime.combine(today, _EVENING, zone)
    moment = evening if setup.arrival else due_at(setup, today)
    # Whoever sets it up later than that sees the last digest, and hears of tomorrow.
    if not setup.since <= moment <= now:
        return None
    # What would be due if nothing had been posted: the newest that the server wants.
    newest = due(replace(setup, catch_up="newest"), (), origins, now)
    last = newest[-1] if newest else None
    if last is None or last.date is None or not today - _STOPPED <= last.date < today:
        return None
    return today, last


def quiet_line(last: Origin, url: str | None) -> str:
    """That there is no digest today, with a link to the last one."""
    return say("post-quiet", day=link(label(long_date(last.date)), url))
