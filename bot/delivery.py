"""The daily post: due, claimed, sent, found again, threaded."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.render.digest import card, digest_messages, thread_name
from bot.services import Services
from bot.state import GuildSetup, Post
from index.digest import Document, Origin

log = structlog.get_logger()

# Longer than a send may take: a claim that is older was left behind by a crash.
LEASE = dt.timedelta(minutes=2)
_SEND = 60.0  # seconds
_ASK = "in the thread; ask there about anything in it"
# Where Discord withholds the text of messages an unaddressed question would stay unanswered.
_ASK_BY_MENTION = "in the thread; mention me there to ask about it"


class PostGone(Exception):
    """A post or its thread was deleted. Raised by outlets; the delivery leaves it at that."""


class Outlet(Protocol):
    """Where posts go. Only this side of the delivery knows Discord.

    `open` and `fill` raise PostGone where people deleted what they should work on.
    """

    @property
    def hears(self) -> bool:
        """Whether questions are heard that don't mention the bot."""

    def serves(self, guild_id: int) -> bool:
        """Whether this process is the one that talks to the server."""

    def obstacle(self, setup: GuildSetup) -> str | None:
        """Why nothing can be posted in the channel, in words for people; None where it can."""

    async def find(self, post: Post) -> int | None:
        """The message of a post that may have been sent already, by its own mark."""

    async def send(self, post: Post, parts: Sequence[str]) -> int:
        """Send a post with its mark; the message's id."""

    async def open(self, post: Post, name: str) -> int:
        """Open the thread under a post, or find the one that is there; its id."""

    async def fill(self, thread_id: int, messages: Sequence[str]) -> None:
        """Write the messages into a thread, those that aren't there already."""


def due(
    setup: GuildSetup, posts: Sequence[Post], origins: Iterable[Origin], now: dt.datetime
) -> tuple[Origin, ...]:
    """The digests that are to be posted in a server's channel now, oldest first.

    A channel starts with the newest day. From then on the newest digest of each publication is
    due, never one from before that first day: what was missed meanwhile isn't poured out.
    Undated documents have no day to be due on.
    """
    zone = ZoneInfo(setup.timezone)
    since = setup.since.astimezone(zone).date()
    today = now.astimezone(zone).date()
    last = today if due_at(setup, today) <= now else today - dt.timedelta(days=1)
    # All that is older than the setup has one moment: no need to ask for each of thousands.
    first = dt.date.min if due_at(setup, since - dt.timedelta(days=1)) <= now else since
    ripe = [o for o in origins if o.kind == "digest" and o.date and first <= o.date <= last]
    if not ripe:
        return ()
    newest: dict[str, dt.date] = {}
    for origin in ripe:
        day = origin.date or dt.date.min
        newest[origin.publication] = max(newest.get(origin.publication, day), day)
    start = min((post.day for post in posts), default=max(newest.values()))
    posted = {post.document for post in posts}
    found = [
        origin
        for origin in ripe
        if origin.date and start <= origin.date == newest[origin.publication]
    ]
    found.sort(key=lambda origin: (origin.date or dt.date.min, origin.publication, origin.file))
    return tuple(origin for origin in found if origin.document not in posted)


def due_at(setup: GuildSetup, day: dt.date) -> dt.datetime:
    """When a digest of this day is to be posted: at the server's hour of that day.

    A digest that is older than the setup comes at the hour of the setup's day, so at once where
    that has passed: whoever sets the bot up sees that it works.
    """
    zone = ZoneInfo(setup.timezone)
    day = max(day, setup.since.astimezone(zone).date())
    moment = dt.datetime.combine(day, dt.time(setup.hour, tzinfo=zone))
    return moment.astimezone(dt.UTC)


def next_post(
    setup: GuildSetup, posts: Sequence[Post], origins: Sequence[Origin], now: dt.datetime
) -> tuple[Origin, dt.datetime] | None:
    """Which digest is posted next and when, as far as the archive tells; None where none is."""
    since = (setup.since - dt.timedelta(days=2)).date()
    days = {max(origin.date, since) for origin in origins if origin.date}
    moments = {due_at(setup, day) for day in days}
    for moment in sorted({now, *(moment for moment in moments if moment > now)}):
        found = due(setup, posts, origins, moment)
        if found:
            return found[0], moment
    return None


class Delivery:
    """Posts each digest once in each channel, whatever happens in between.

    A digest whose id changed is the same one, as long as its content and day are.
    """

    def __init__(self, services: Services, outlet: Outlet) -> None:
        self._state = services.state
        self._catalog = services.store.catalog
        self._clock = services.clock
        self._outlet = outlet
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Post what is due and finish what was begun.

        A failing server never stops the others, a failing post never the next.
        """
        async with self._turn:
            setups = [s for s in await self._state.guilds() if self._outlet.serves(s.guild_id)]
            origins = await self._catalog.digests() if setups else []
            for setup in setups:
                try:
                    await self._serve(setup, origins)
                except Exception:
                    log.exception("delivery_failed", guild=setup.guild_id, channel=setup.channel_id)

    async def _serve(self, setup: GuildSetup, origins: Sequence[Origin]) -> None:
        obstacle = self._outlet.obstacle(setup)
        if await self._state.pause(setup.guild_id, obstacle) and obstacle:
            log.warning("delivery_waits", guild=setup.guild_id, reason=obstacle)
        if obstacle:
            return
        posts = await self._state.posts(setup.channel_id)
        for post in posts:
            with _alone(setup, post.document):
                await self._finish(setup, post)
        for origin in due(setup, posts, origins, self._clock()):
            with _alone(setup, origin.document):
                await self._begin(setup, origin, origins)

    async def _begin(self, setup: GuildSetup, origin: Origin, origins: Sequence[Origin]) -> None:
        document = await self._catalog.document(origin.document)
        if document is None or origin.date is None:
            return
        twin = await self._twin(setup, origin, document)
        if twin is not None:
            # One that isn't sent bears its old mark: it is found or given up before it moves. One
            # whose document is still there is of a copy, and nobody wants to read that again.
            there = any(each.document == twin.document for each in origins)
            if twin.state == "sent" and not there and await self._state.adopt(twin, document.id):
                log.info("post_adopted", guild=twin.guild_id, document=document.id)
            return
        post = await self._state.claim(setup, document.id, origin.date, document.content_hash)
        if post is not None:
            await self._send(post, document)

    async def _twin(self, setup: GuildSetup, origin: Origin, document: Document) -> Post | None:
        """The channel's post of the same digest under another id.

        Ids change where archives are added or renamed.
        """
        for post in await self._state.posts(setup.channel_id):
            given_up = post.state == "claimed" and post.threaded_at
            same = post.content_hash == document.content_hash and post.day == origin.date
            if same and not given_up and post.document != document.id:
                return post
        return None

    async def _finish(self, setup: GuildSetup, post: Post) -> None:
        """Take up a post that a crash or a fault left half done."""
        if post.threaded_at or post.guild_id != setup.guild_id:
            return
        document = await self._catalog.document(post.document)
        if post.state == "claimed":
            if self._state.now() - post.tried_at < LEASE or not await self._state.reclaim(post):
                return
            found = await self._outlet.find(post)
            if found is not None:
                await self._state.sent(post, found)
                await self._thread(post, found, document)
            elif document is not None:
                await self._send(post, document)
            else:
                await self._state.threaded(post)
        elif post.message_id is not None:
            await self._thread(post, post.message_id, document)

    async def _send(self, post: Post, document: Document) -> None:
        more = _ASK if self._outlet.hears else _ASK_BY_MENTION
        # A digest of book length takes seconds: the loop must not stand still meanwhile.
        post_card = await asyncio.to_thread(card, document, more)
        async with asyncio.timeout(_SEND):
            message_id = await self._outlet.send(post, post_card.parts)
        await self._state.sent(post, message_id)
        log.info("digest_posted", guild=post.guild_id, document=post.document, message=message_id)
        await self._thread(post, message_id, document)

    async def _thread(self, post: Post, message_id: int, document: Document | None) -> None:
        if document is None:
            return  # It may come back, under this id or another.
        sent = replace(post, state="sent", message_id=message_id)
        try:
            thread_id = post.thread_id or await self._outlet.open(sent, thread_name(document))
            await self._state.opened(post, thread_id)
            messages = await asyncio.to_thread(digest_messages, document)
            await self._outlet.fill(thread_id, messages)
        except PostGone:
            log.info("post_gone", guild=post.guild_id, document=post.document)
        await self._state.threaded(post)


@contextlib.contextmanager
def _alone(setup: GuildSetup, document: str) -> Iterator[None]:
    """What fails with one post is logged, and the others go on."""
    try:
        yield
    except Exception:
        log.exception(
            "post_failed", guild=setup.guild_id, channel=setup.channel_id, document=document
        )
