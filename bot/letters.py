"""Letters: each day's digest by direct message, claimed, sent, found again."""

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.delivery import LEASE
from bot.extract import Names, extract, speaks
from bot.render.letter import digest_letter, top_letter
from bot.services import Services
from bot.state import Letter, StateAway, Subscription
from bot.words import speaking
from index.digest import Document, Origin, Span, newest_first
from index.stories.stories import Stories

log = structlog.get_logger()

_SEND = 60.0  # seconds
_OTHERS = 3  # more digests of the day that a letter names
_LOOKED_AT = 12  # digests of a day
_TOP, _INSIGHTS = 5, 30  # of a letter; of a day, where not all of it is wanted


class LetterRefused(Exception):
    """The person takes no direct messages of the bot's. Raised by postboxes."""


class Postbox(Protocol):
    """Where letters go. Only this side knows Discord."""

    @property
    def serves(self) -> bool:
        """Whether this process is the one that writes direct messages."""

    async def links(self, guild_id: int) -> dict[str, str]:
        """Where everybody on a server can read digests, by document."""

    async def find(self, user_id: int, letter: Letter, until: dt.datetime) -> int | None:
        """The message of a letter that may have been sent up to then, by its own mark."""

    async def send(self, user_id: int, letter: Letter, parts: Sequence[str]) -> int:
        """Send a letter with its mark; the message's id. Raises LetterRefused."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter before it is sent: its text, and of which digests it tells, the first in full."""

    parts: tuple[str, ...]
    documents: tuple[str, ...]
    told: dt.date


def hour_of(subscription: Subscription, day: dt.date) -> dt.datetime:
    """When the letter of a day is due: at the person's hour of it."""
    moment = dt.time(subscription.hour, tzinfo=ZoneInfo(subscription.timezone))
    return dt.datetime.combine(day, moment).astimezone(dt.UTC)


def due_day(subscription: Subscription, now: dt.datetime) -> dt.date | None:
    """The day, by the person's clock, whose letter is due and wasn't claimed; None where none is.

    The first letter comes at the next hour. What a day's hour brought nothing for may come later
    on that day, and never after it.
    """
    today = now.astimezone(ZoneInfo(subscription.timezone)).date()
    claimed = subscription.letter is not None and subscription.letter.day >= today
    due = subscription.since < hour_of(subscription, today) <= now
    return today if due and not claimed else None


def next_letter(subscription: Subscription, now: dt.datetime) -> dt.datetime:
    """When the next letter may come."""
    day = now.astimezone(ZoneInfo(subscription.timezone)).date()
    last = subscription.letter.day if subscription.letter else dt.date.min
    while hour_of(subscription, day) <= now or day <= last:
        day += dt.timedelta(days=1)
    return hour_of(subscription, day)


def new_digests(
    subscription: Subscription, digests: Sequence[Origin], today: dt.date
) -> Iterator[Origin]:
    """What a letter may tell of digests, newest first: the newest day, as far as it wasn't told.

    Behind it come those of the day told last that arrived after the letter.
    """
    publications = subscription.publications
    wanted = (
        (origin.date, origin)
        for origin in digests
        if origin.date
        and origin.date <= today
        and (not publications or origin.publication in publications)
    )
    first = next(wanted, None)
    if first is None:
        return
    last = subscription.letter
    sent = last if last and last.message_id else None
    if last and (first[0] < last.told or (sent and first[0] == sent.told)):
        return
    yield first[1]
    told = sent.told if sent else first[0]
    for day, origin in takewhile(lambda each: each[0] >= told, wanted):
        if day in (first[0], told) and not (sent and origin.document in sent.documents):
            yield origin


class Letters:
    """Sends each person one letter a day, whatever happens in between.

    It tells the newest digest that wasn't told yet, and names the others of its day; a day that
    has nothing new is silent.
    """

    def __init__(self, services: Services, postbox: Postbox) -> None:
        self._subscriptions = services.state.subscriptions
        self._state = services.state
        self._store = services.store
        self._stories = Stories(services.store)
        self._clock = services.clock
        self._postbox = postbox
        self._metrics = services.metrics
        self._turn = asyncio.Lock()
        self._silent: dict[int, object] = {}
        self._ending = asyncio.Event()

    async def finish(self) -> None:
        """Begin no further letter; return when the one that is being sent is sent."""
        self._ending.set()
        async with self._turn:
            return

    async def run(self) -> None:
        """Send what is due, finish what was begun. A failing letter never stops the others."""
        if not self._postbox.serves:
            return
        async with self._turn:
            going = await self._subscriptions.going()
            self._silent = {to.user_id: self._silent.get(to.user_id) for to in going}
            digests = newest_first(await self._store.catalog.digests()) if going else []
            for to in going:
                if self._ending.is_set():
                    return
                try:
                    with speaking(to.locale):
                        await self._serve(to, digests)
                except LetterRefused:
                    log.info("letter_refused")
                    self._metrics.lettered("refused")
                    await self._subscriptions.pause(to.user_id, "refused")
                except StateAway:
                    raise
                except Exception:
                    log.exception("letter_failed")
                    self._metrics.lettered("failed")

    async def _serve(self, to: Subscription, digests: Sequence[Origin]) -> None:
        if to.letter and to.letter.held_at:
            if not await self._finish(to, to.letter, to.letter.held_at, digests):
                return
            left = await self._subscriptions.get(to.user_id)
            if left is None or left.paused:
                return
            to = left
        today = due_day(to, self._clock())
        written = await self._write(to, digests, today) if today else None
        if not today or not written:
            return
        letter = await self._subscriptions.claim(to, today, written.told, written.documents)
        if letter is not None:
            await self._send(to, letter, written)

    async def _finish(
        self, to: Subscription, letter: Letter, held_at: dt.datetime, digests: Sequence[Origin]
    ) -> bool:
        """Take up a letter that a crash or a fault left half done; False where another may hold it.

        One whose day has passed is given up: what it was to tell is still new to the next one.
        """
        now = self._state.now()
        # By either sign: the clock may have been set back.
        held = abs(now - held_at) < LEASE
        taken = None if held else await self._subscriptions.reclaim(to, letter)
        if taken is None:
            return False
        until = held_at + dt.timedelta(seconds=_SEND)
        found = await self._postbox.find(to.user_id, letter, until)
        # Where the clock was set back, what was due once still is.
        back = max(dt.timedelta(), held_at - now)
        due = due_day(replace(to, letter=None), self._clock() + back)
        if found is None and due == letter.day:
            written = await self._write(to, digests, letter.day)
            if written is not None:
                again = await self._subscriptions.reclaim(
                    to, taken, written.told, written.documents
                )
                if again is not None:
                    await self._send(to, again, written)
                return again is not None
        await self._subscriptions.done(to, letter, found)
        return True

    async def _send(self, to: Subscription, letter: Letter, written: Written) -> None:
        async with asyncio.timeout(_SEND):
            message_id = await self._postbox.send(to.user_id, letter, written.parts)
        await self._subscriptions.done(to, letter, message_id)
        self._metrics.lettered("sent")
        log.info("letter_sent", document=letter.documents[0])

    async def _write(
        self, to: Subscription, digests: Sequence[Origin], today: dt.date
    ) -> Written | None:
        """A day's letter; None where there is nothing new to tell, which is found out once."""
        new = list(islice(new_digests(to, digests, today), _LOOKED_AT))
        if not new:
            return None
        hashes = await self._store.catalog.content_hashes([origin.document for origin in new])
        looked_at = (to, today, tuple(sorted(hashes.items())))
        if self._silent.get(to.user_id) == looked_at:
            return None
        written = await (self._top(to, new) if to.what == "top" else self._digest(to, new))
        if written is None:
            self._silent[to.user_id] = looked_at
        return written

    async def _digest(self, to: Subscription, new: Sequence[Origin]) -> Written | None:
        """A letter of a digest, as far as it speaks of the topics."""
        topics = await self._names(to.topics)
        found = [(o, d) for o in new if (d := await self._about(o.document, topics))]
        if not found or new[0].date is None:
            return None
        (_, first), others = found[0], [origin for origin, _ in found[1 : 1 + _OTHERS]]
        posts = await self._postbox.links(to.guild_id) if to.guild_id else {}
        # A digest of book length takes seconds: the loop must not stand still meanwhile.
        parts = await asyncio.to_thread(digest_letter, first, others, posts)
        return Written(parts, (first.id, *(each.document for each in others)), new[0].date)

    async def _top(self, to: Subscription, new: Sequence[Origin]) -> Written | None:
        """A letter of the insights of the newest day, as far as they speak of the topics."""
        day, topics = new[0].date, await self._names(to.topics)
        if day is None:
            return None
        of = {origin.document for origin in new}
        found = [
            each
            for each in await self._stories.top(Span(day, day), _INSIGHTS)
            if each.evidence.origin.document in of
            and (not topics or speaks(f"{each.subject} {each.evidence.passage.text}", topics))
        ][:_TOP]
        if not found:
            return None
        posts = await self._postbox.links(to.guild_id) if to.guild_id else {}
        parts = await asyncio.to_thread(top_letter, found, day, posts)
        return Written(parts, tuple(origin.document for origin in new), day)

    async def _about(self, id_: str, topics: Names) -> Document | None:
        document = await self._store.catalog.document(id_)
        if document is None or not topics:
            return document
        digest = await asyncio.to_thread(extract, document.digest, topics)
        return replace(document, digest=digest) if digest else None

    async def _names(self, topics: Sequence[str]) -> Names:
        """The topics, each with its other names."""
        if not topics:
            return ()
        aliases = await self._store.catalog.aliases()
        return [(topic, *aliases.others(topic)) for topic in topics]
