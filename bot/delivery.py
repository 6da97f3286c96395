"""The daily post: claimed, sent, found again, threaded, revised."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from structlog.contextvars import bound_contextvars

from bot.due import due, due_at
from bot.posting import SEND, Outlet, PostBlocked, PostGone, Posting
from bot.previously import Previously
from bot.quiet import QuietLines, is_quiet
from bot.render.digest import Before, card, thread_name
from bot.render.full import digest_messages
from bot.render.revision import revision_line
from bot.revision import changes, sections_of
from bot.services import Services
from bot.state import GuildSetup, Post, StateAway
from bot.watch.metrics import Metrics
from bot.words import say, speaking
from index.digest import Document, Origin

log = structlog.get_logger()

# Longer than a send or a thread may take: who has held a post for longer is gone.
LEASE = dt.timedelta(minutes=2)
_FILL = 100.0  # seconds
_REVISED = 5  # posts of a channel in one round: a whole archive may be written anew
_FRESH = dt.timedelta(days=7)  # after a week a thread isn't woken for a revision, nor waited for


@dataclass
class _Round:
    """One look at a server.

    `blocked` is what people must mend, `failed` whether the last step did, `open` whether a post
    is left for a later look, `due` how many more are to be sent.
    """

    setup: GuildSetup
    metrics: Metrics
    blocked: str | None = None
    failed: bool = False
    open: bool = False
    due: int = 0

    @contextlib.contextmanager
    def step(self, document: str) -> Iterator[None]:
        """What fails with one post is noted, and the others go on."""
        self.failed = False
        try:
            yield
        except PostBlocked as blocked:
            self.blocked = self.blocked or str(blocked)
            self.metrics.posted("blocked")
        except StateAway:
            raise  # nothing can be noted for the others either
        except Exception:
            self.failed = True
            guild, channel = self.setup.guild_id, self.setup.channel_id
            log.exception("post_failed", guild=guild, channel=channel, document=document)
            self.metrics.posted("failed")


class Delivery:
    """Posts each digest once in each channel, in order, whatever happens in between.

    A digest whose id changed is the same one, as long as its content and day are.
    """

    def __init__(self, services: Services, outlet: Outlet) -> None:
        self._state = services.state
        self._store = services.store
        self._clock = services.clock
        self._outlet = outlet
        self._metrics = services.metrics
        self._previously = Previously(services.store)
        self._quiet = QuietLines(services.state, services.clock, outlet, self._take_over)
        self._turn = asyncio.Lock()
        self._ending = asyncio.Event()

    async def finish(self) -> None:
        """Begin no further post; return when the one that is being sent is sent."""
        self._ending.set()
        async with self._turn:
            return

    async def run(self) -> None:
        """Post what is due, finish what was begun, show what was revised.

        A failing server never stops the others, a failing post never the next for long.
        """
        async with self._turn:
            self._previously.forget()
            setups = [s for s in await self._state.guilds() if self._outlet.serves(s.guild_id)]
            origins = await self._store.catalog.digests() if setups else []
            rounds = [_Round(setup, self._metrics) for setup in setups]
            for round_ in rounds:
                if self._ending.is_set():
                    return
                setup = round_.setup
                where = bound_contextvars(
                    guild=setup.guild_id,
                    channel=setup.channel_id,
                    shard=self._outlet.shard(setup.guild_id),
                )
                try:
                    with speaking(self._outlet.language(setup.guild_id)), where:
                        await self._serve(round_, origins)
                except StateAway:
                    raise
                except Exception:
                    log.exception("delivery_failed", guild=setup.guild_id, channel=setup.channel_id)
            held_up = sum(round_.blocked is not None for round_ in rounds)
            self._metrics.looked_for_posts(sum(round_.due for round_ in rounds), held_up)

    async def _serve(self, round_: _Round, origins: Sequence[Origin]) -> None:
        setup = round_.setup
        round_.blocked = self._outlet.obstacle(setup)
        if not round_.blocked:
            await self._deliver(round_, origins)
        obstacle = round_.blocked
        if not obstacle and round_.open:
            return  # What blocked a post that is tried later may still be there.
        # Noted first: whoever dies in between has told nobody, which is better than telling twice.
        begins = await self._state.pause(setup, obstacle)
        if obstacle is None or not begins:
            return
        log.warning("delivery_waits", guild=setup.guild_id, reason=obstacle)
        if setup.set_by:
            try:
                await self._outlet.tell(setup, say("post-waits", reason=obstacle))
            except Exception:
                log.exception("note_lost", guild=setup.guild_id)

    async def _deliver(self, round_: _Round, origins: Sequence[Origin]) -> None:
        """One look at a channel."""
        setup = round_.setup
        kept = await self._state.posts(setup.channel_id)
        posts = [post for post in kept if not is_quiet(post)]
        held = False
        for post in posts:
            if self._ending.is_set():
                break
            unsent = post.state == "claimed" and post.threaded_at is None
            round_.due += unsent
            with round_.step(post.document):
                if await self._finish(setup, post, posts, origins):
                    round_.due -= unsent
                else:
                    round_.open = True
                    held |= post.state == "claimed"
        # Digests come in order: behind one that is being sent, the next waits. One that fails
        # holds the next up until it failed once more.
        found = () if held else due(setup, posts, origins, self._clock())
        round_.due += len(found)
        for origin in found:
            if self._ending.is_set():
                break
            with round_.step(origin.document):
                held = not await self._begin(setup, origin, origins)
                round_.due -= not held
            if held or round_.failed:
                break
        if self._ending.is_set():
            round_.open = True
            return
        with round_.step("quiet"):
            await self._quiet.say(setup, kept, origins)
        shown = [post for post in posts if post.message_id and post.threaded_at]
        hashes = await self._store.catalog.content_hashes([post.document for post in shown])
        stale = [p for p in shown if hashes.get(p.document, p.content_hash) != p.content_hash]
        for post in stale[-_REVISED:]:
            if self._ending.is_set():
                break
            with round_.step(post.document):
                await self._revise(setup, post)

    async def _begin(self, setup: GuildSetup, origin: Origin, origins: Sequence[Origin]) -> bool:
        """Post a digest, unless its twin stands there; False where another process is at it."""
        document = await self._store.catalog.document(origin.document)
        if document is None or origin.date is None:
            return True
        twin = await self._twin(setup, origin, document)
        if twin is not None:
            # One that isn't sent bears its old mark: it is found or given up before it moves. One
            # whose document is still there is of a copy, and nobody wants to read that again.
            there = any(each.document == twin.document for each in origins)
            if twin.state == "sent" and not there and await self._state.adopt(twin, document.id):
                log.info("post_adopted", guild=twin.guild_id, document=document.id)
            return True
        sections = await asyncio.to_thread(sections_of, document.digest)
        await self._previously.of(document)  # Not while others wait for the claim.
        hash_ = document.content_hash
        post = await self._state.claim(setup, document.id, origin.date, hash_, sections)
        if post is None:
            return False
        await self._send(setup, post, document)
        return True

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

    async def _finish(
        self, setup: GuildSetup, post: Post, posts: Sequence[Post], origins: Sequence[Origin]
    ) -> bool:
        """Take up a post that a crash or a fault left half done.

        False where that must wait: someone else may be at it.
        """
        if post.threaded_at or post.guild_id != setup.guild_id:
            return True
        if not await self._take_over(post):
            return False
        document = await self._store.catalog.document(post.document)
        if post.message_id is not None:
            await self._thread(post, post.message_id, document)
            return True
        found = await self._outlet.find(post, post.tried_at + dt.timedelta(seconds=SEND))
        if found is not None:
            await self._state.sent(post, found)
            await self._thread(post, found, document)
        elif document is not None and self._wanted(setup, post, posts, origins):
            await self._send(setup, post, document)
        else:
            await self._state.threaded(post)
        return True

    def _wanted(
        self, setup: GuildSetup, post: Post, posts: Sequence[Post], origins: Sequence[Origin]
    ) -> bool:
        """Whether a post that was claimed and never sent isn't too late by now."""
        others = [each for each in posts if each is not post]
        # Where the clock was set back, what was due once still is.
        back = max(dt.timedelta(), post.claimed_at - self._state.now())
        wanted = due(setup, others, origins, self._clock() + back)
        return setup.catch_up == "all" or any(each.document == post.document for each in wanted)

    async def _send(self, setup: GuildSetup, post: Post, document: Document) -> None:
        digest = document.digest
        posting = Posting(
            await self._parts(post, document),
            thread_name(document),
            (*digest.tags, document.publication),
            setup.role_id,
        )
        if post.content_hash != document.content_hash:
            sections = await asyncio.to_thread(sections_of, digest)
            await self._state.shows(post, document.content_hash, sections)
        async with asyncio.timeout(SEND):
            message_id = await self._outlet.send(post, posting)
        await self._state.sent(post, message_id)
        late = None if setup.arrival else self._clock() - due_at(setup, post.day)
        self._metrics.posted("sent", late)
        log.info("digest_posted", guild=post.guild_id, document=post.document, message=message_id)
        await self._thread(post, message_id, document)

    async def _take_over(self, post: Post) -> bool:
        """Hold a post for another attempt; False where someone else may be at it."""
        # By either sign: a clock that was set back must not hold a post until it was as late again.
        held = abs(self._state.now() - post.tried_at) < LEASE
        return not held and await self._state.reclaim(post)

    async def _parts(self, post: Post, document: Document, revised: str = "") -> tuple[str, ...]:
        """The text of a post, with links to the server's own posts of earlier coverage."""
        more = "post-more-forum" if self._outlet.is_forum(post.channel_id) else "post-more"
        more = say(more if self._outlet.hears else f"{more}-mention")
        links = await self._state.post_links(
            post.guild_id, partial(self._outlet.shows, post.channel_id)
        )
        previously = [
            [Before(each.date, links.get(each.document) or each.url) for each in told]
            for told in await self._previously.of(document)
        ]
        # A digest of book length takes seconds: the loop must not stand still meanwhile.
        return (await asyncio.to_thread(card, document, more, previously, revised)).parts

    async def _thread(self, post: Post, message_id: int, document: Document | None) -> None:
        if document is None:
            return  # It may come back, under this id or another.
        sent = replace(post, state="sent", message_id=message_id)
        try:
            async with asyncio.timeout(_FILL):
                thread_id = post.thread_id or await self._outlet.open(sent, thread_name(document))
                await self._state.opened(post, thread_id)
                messages = await asyncio.to_thread(digest_messages, document)
                await self._outlet.fill(thread_id, messages)
        except PostGone:
            log.info("post_gone", guild=post.guild_id, document=post.document)
        except PostBlocked:
            if self._state.now() - post.claimed_at < _FRESH:
                raise
        await self._state.threaded(post)

    async def _revise(self, setup: GuildSetup, post: Post) -> None:
        """Show what became of a digest since it was posted, and tell what is new in it."""
        if not await self._take_over(post):
            return
        document = await self._store.catalog.document(post.document)
        if document is None:
            return
        sections = await asyncio.to_thread(sections_of, document.digest)
        if sections != post.sections:
            try:
                await self._show(setup, post, document)
            except (PostGone, PostBlocked):
                log.info("post_gone", guild=post.guild_id, document=post.document)
        await self._state.shows(post, document.content_hash, sections)

    async def _show(self, setup: GuildSetup, post: Post, document: Document) -> None:
        found = await asyncio.to_thread(changes, post.sections, document.digest)
        line = revision_line(found, self._clock().astimezone(ZoneInfo(setup.timezone)).date())
        await self._outlet.edit(post, await self._parts(post, document, line))
        log.info("digest_revised", guild=post.guild_id, document=post.document)
        if post.thread_id and self._state.now() - post.claimed_at < _FRESH:
            new = await asyncio.to_thread(digest_messages, replace(document, digest=found.text))
            # What moderators closed stays as it was.
            with contextlib.suppress(PostBlocked):
                await self._outlet.fill(post.thread_id, (line, *new))
