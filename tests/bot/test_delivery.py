"""The daily post: what is due, and that it is posted once whatever happens."""

import asyncio
import datetime as dt
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.delivery import LEASE, Delivery
from bot.posting import PostBlocked, PostGone, Posting
from bot.render.digest import card
from bot.render.full import digest_messages
from bot.services import Services
from bot.state import GuildSetup, Post
from bot.state.values import CatchUp
from index.archive import SAMPLE, open_archives
from index.indexer import Indexer
from index.store import Store
from index.stories.stories import Stories
from index.stories.values import Earlier
from tests.bot.conftest import MORNING
from tests.fakes import HandClock
from tests.index.making import write

SETUP = GuildSetup(1, 10, 8, "Europe/Berlin", 5, MORNING)
_NEWS = "# News\n\n## Models\n\nThey {} all.\n\n## Robots\n\nRobots walk.\n\n## {}"
REVISED = (_NEWS.format("beat", "Talks\n\nHeld."), _NEWS.format("now beat", "Chips\n\nFabs run."))


@dataclass
class Sent:
    """A post that stands in a channel."""

    document: str
    message: int
    thread: list[str] = field(default_factory=list)
    text: str = ""
    edits: list[str] = field(default_factory=list)


class Crash(Exception):
    """The process ends here."""


class PaperOutlet:
    """An outlet that remembers, and fails when it is told to."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.blocked: dict[int, str] = {}
        self.faults: list[str] = []
        self.refused: set[str] = set()
        self.locked: set[str] = set()
        self.closed: set[str] = set()
        self.told: list[tuple[int, str]] = []
        self.languages: dict[int, str] = {}
        self.forums: set[int] = set()

    hears = True

    def serves(self, guild_id: int) -> bool:
        """Every server but 404."""
        return guild_id != 404

    def obstacle(self, setup: GuildSetup) -> str | None:
        """What the test says."""
        return self.blocked.get(setup.guild_id)

    def shows(self, channel_id: int, other: int) -> bool:
        """Besides the channel itself only 11."""
        return other in (channel_id, 11)

    async def find(self, post: Post, until: dt.datetime) -> int | None:
        """The message, where it was sent."""
        assert post.claimed_at <= until
        return next((s.message for s in self.sent if s.document == post.document), None)

    def language(self, guild_id: int) -> str | None:
        """What the test says."""
        return self.languages.get(guild_id)

    def shard(self, guild_id: int) -> int:
        """Half of the servers are on each of two."""
        return guild_id % 2

    def is_forum(self, channel_id: int) -> bool:
        """Whether the test says so."""
        return channel_id in self.forums

    async def say(self, post: Post, line: str) -> None:
        """A line is found by its mark as a post is."""
        self._fail("before say")
        self.sent.append(Sent(post.document, 100 + len(self.sent), text=line))
        self._fail("after say")

    async def send(self, post: Post, posting: Posting) -> int:
        """Send, with a fault before or after where the test says so."""
        parts = posting.parts
        assert parts
        self._fail("before send")
        if post.document in self.refused:
            raise PermissionError
        await asyncio.sleep(0)
        self.sent.append(Sent(post.document, 100 + len(self.sent), text="\n".join(parts)))
        self._fail("after send")
        return self.sent[-1].message

    async def edit(self, post: Post, parts: Sequence[str]) -> None:
        """Note what the post shows now."""
        sent = next(s for s in self.sent if s.message == post.message_id)
        sent.edits.append("\n".join(parts))
        self._fail("edit")

    async def open(self, post: Post, name: str) -> int:
        """The thread has the message's id."""
        assert name
        self._fail("open")
        assert post.message_id is not None
        return post.message_id

    async def fill(self, thread_id: int, messages: Sequence[str]) -> None:
        """Write what isn't there."""
        post = next(s for s in self.sent if s.message == thread_id)
        if post.document in self.locked:
            raise PermissionError
        if post.document in self.closed:
            raise PostBlocked("The thread is closed.")
        thread = post.thread
        for message in messages:
            if message not in thread:
                thread.append(message)
                self._fail("fill")

    async def tell(self, setup: GuildSetup, text: str) -> None:
        """Note who was told what."""
        self.told.append((setup.set_by, text))
        self._fail("tell")

    def _fail(self, where: str) -> None:
        if where in self.faults:
            self.faults.remove(where)
            if where == "open":
                raise PostGone
            raise Crash


@pytest.fixture
def database(either_database: Path | URL) -> Path | URL:
    """These tests run on both databases."""
    return either_database


@pytest.fixture
def outlet() -> PaperOutlet:
    """An outlet of paper."""
    return PaperOutlet()


async def test_newest_digest_is_posted_and_threaded(
    services: Services, outlet: PaperOutlet
) -> None:
    """A due digest is posted once, its thread holds it in full, questions there are about it."""
    await services.state.set_guild(SETUP)
    delivery = Delivery(services, outlet)

    await delivery.run()
    await delivery.run()

    (sent,) = outlet.sent
    (post,) = await services.state.posts(10)
    topic = await services.state.topic(sent.message)
    assert (post.document, post.message_id) == (sent.document, sent.message)
    assert post.threaded_at
    assert "Agent Memory" in "\n".join(sent.thread)
    assert topic
    assert (topic.kind, topic.document) == ("digest", sent.document)


@pytest.mark.parametrize("where", ["before send", "after send", "fill"])
async def test_crash_loses_and_doubles_nothing(
    services: Services, outlet: PaperOutlet, stamps: HandClock, where: str
) -> None:
    """After a crash at any step the post stands once, and its thread is whole."""
    await services.state.set_guild(SETUP)
    outlet.faults = [where]

    await Delivery(services, outlet).run()
    stamps.move(seconds=LEASE.total_seconds())
    await Delivery(services, outlet).run()

    (sent,) = outlet.sent
    (post,) = await services.state.posts(10)
    assert post.message_id == sent.message
    assert post.threaded_at
    assert len(sent.thread) == len(set(sent.thread)) > 1


async def test_young_claim_is_left_to_whoever_holds_it(
    services: Services, outlet: PaperOutlet
) -> None:
    """A claim that may still be at work elsewhere isn't taken over."""
    await services.state.set_guild(SETUP)
    outlet.faults = ["before send"]

    await Delivery(services, outlet).run()
    await Delivery(services, outlet).run()

    assert outlet.sent == []


async def test_two_at_the_same_time(services: Services, outlet: PaperOutlet) -> None:
    """Two processes that look at the same time post once."""
    await services.state.set_guild(SETUP)

    await asyncio.gather(*(Delivery(services, outlet).run() for _ in range(5)))

    assert len(outlet.sent) == 1


async def test_two_take_over_at_the_same_time(
    services: Services, outlet: PaperOutlet, stamps: HandClock
) -> None:
    """Two processes that find the same broken claim send once."""
    await services.state.set_guild(SETUP)
    outlet.faults = ["before send"]
    await Delivery(services, outlet).run()
    stamps.move(seconds=LEASE.total_seconds())

    await asyncio.gather(*(Delivery(services, outlet).run() for _ in range(5)))

    assert len(outlet.sent) == 1


async def test_the_end_completes_one_post(services: Services, outlet: PaperOutlet) -> None:
    """A post that is being sent gets its thread; no other is begun until the next start."""
    await services.state.set_guild(SETUP)
    await services.state.set_guild(replace(SETUP, guild_id=2, channel_id=20))
    delivery, sending, go_on = Delivery(services, outlet), asyncio.Event(), asyncio.Event()

    async def slow(post: Post, posting: Posting) -> int:
        sending.set()
        await go_on.wait()
        return await PaperOutlet.send(outlet, post, posting)

    outlet.send = slow  # type: ignore[method-assign]
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(5):
        await sending.wait()
        ending = asyncio.create_task(delivery.finish())
        await asyncio.sleep(0)
        waited = not ending.done()
        go_on.set()
        await asyncio.gather(running, ending)
        (first,) = outlet.sent
        await delivery.run()
        at_the_end = len(outlet.sent)
        await Delivery(services, outlet).run()

    assert waited
    assert first.thread
    assert at_the_end == 1
    assert len(outlet.sent) == 2


async def test_failing_server_does_not_stop_the_others(
    services: Services, outlet: PaperOutlet
) -> None:
    """Where one server's post fails the next server still gets its own."""
    await services.state.set_guild(SETUP)
    await services.state.set_guild(replace(SETUP, guild_id=2, channel_id=20))
    outlet.faults = ["before send"]

    await Delivery(services, outlet).run()

    assert [post.state for post in await services.state.posts(10)] == ["claimed"]
    assert [post.state for post in await services.state.posts(20)] == ["sent"]


@pytest.mark.parametrize("fault", ["refused", "locked"])
async def test_failing_post_does_not_stop_the_next(
    services: Services, outlet: PaperOutlet, stamps: HandClock, clock: HandClock, fault: str
) -> None:
    """Where one post can never be finished the next day's digest is posted all the same."""
    since = MORNING - dt.timedelta(days=60)
    await services.state.set_guild(replace(SETUP, since=since, catch_up="all"))

    before = await day_before(services.store)
    getattr(outlet, fault).add(before)
    newest = clock()
    clock.move(days=-1)
    await Delivery(services, outlet).run()
    clock.move(seconds=(newest - clock()).total_seconds())
    stamps.move(seconds=LEASE.total_seconds())

    await Delivery(services, outlet).run()

    posts = await services.state.posts(10)
    assert [bool(post.threaded_at) for post in posts] == [False, True]
    assert posts[0].document == before


async def day_before(store: Store) -> str:
    """The document that is the newest a day before the newest."""
    last = (MORNING - dt.timedelta(days=1)).date()
    dated = [each for each in await store.catalog.origins() if each.date and each.date <= last]
    return max(dated, key=lambda each: each.date or dt.date.min).document


async def moved(store: Store, folder: Path, *others: Path) -> None:
    """The archive under another name, and so its documents under other ids."""
    await asyncio.to_thread(shutil.copytree, SAMPLE, folder)
    await Indexer(store, open_archives([str(folder), *map(str, others)])).run()


@pytest.mark.parametrize("where", ["", "before send", "after send", "fill"])
async def test_renamed_archive_is_not_posted_again(
    services: Services, outlet: PaperOutlet, stamps: HandClock, tmp_path: Path, where: str
) -> None:
    """A digest whose id changed is posted once, whatever happened before, and known by its new."""
    await services.state.set_guild(SETUP)
    outlet.faults = [where]
    await Delivery(services, outlet).run()
    await moved(services.store, tmp_path / "renamed")

    await Delivery(services, outlet).run()  # what may still be at work is left to it
    stamps.move(seconds=LEASE.total_seconds())
    for _ in range(3):
        await asyncio.gather(*(Delivery(services, outlet).run() for _ in range(3)))
        stamps.move(seconds=LEASE.total_seconds())

    (sent,) = outlet.sent
    post = (await services.state.posts(10))[-1]
    topic = await services.state.topic(sent.message)
    assert await services.store.catalog.document(post.document)
    assert post.message_id == sent.message
    assert post.threaded_at
    assert topic
    assert topic.document == post.document
    assert len(sent.thread) == len(set(sent.thread)) > 1


async def test_copy_in_another_archive_is_not_posted_too(
    services: Services, outlet: PaperOutlet, tmp_path: Path
) -> None:
    """Where two archives hold the same digest one of them is posted, and stays the posted one."""
    await services.state.set_guild(SETUP)
    await moved(services.store, tmp_path / "copy", SAMPLE)

    for _ in range(3):
        await Delivery(services, outlet).run()

    (sent,) = outlet.sent
    (post,) = await services.state.posts(10)
    assert post.document == sent.document


async def test_digest_of_book_length_leaves_the_loop_free(
    services: Services, outlet: PaperOutlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A huge digest takes seconds to render, so that is done beside the loop."""
    await services.state.set_guild(SETUP)
    threads: list[threading.Thread] = []

    def watched(render: Callable[..., object]) -> Callable[..., object]:
        def rendered(*given: object) -> object:
            threads.append(threading.current_thread())
            return render(*given)

        return rendered

    monkeypatch.setattr("bot.delivery.card", watched(card))
    monkeypatch.setattr("bot.delivery.digest_messages", watched(digest_messages))

    await Delivery(services, outlet).run()

    assert len(outlet.sent) == 1
    assert len(threads) == 2
    assert threading.current_thread() not in threads


async def test_obstacle_is_noted_and_goes_away(services: Services, outlet: PaperOutlet) -> None:
    """A server whose channel can't be posted in waits with the reason, and goes on by itself."""
    await services.state.set_guild(SETUP)
    outlet.blocked[1] = "No rights."

    await Delivery(services, outlet).run()
    waiting = await services.state.guild(1)
    outlet.blocked.clear()
    await Delivery(services, outlet).run()
    going = await services.state.guild(1)

    assert waiting
    assert going
    assert (waiting.paused, going.paused) == ("No rights.", None)
    assert len(outlet.sent) == 1


async def test_who_set_it_up_is_told_once(services: Services, outlet: PaperOutlet) -> None:
    """One note goes to who set the server up, however often it is tried and whatever is lacking."""
    await services.state.set_guild(SETUP)
    for reason in ("No rights.", "No rights.", "No channel."):
        outlet.blocked[1] = reason
        await asyncio.gather(*(Delivery(services, outlet).run() for _ in range(3)))

    ((person, text),) = outlet.told
    outlet.blocked.clear()
    await Delivery(services, outlet).run()
    outlet.blocked[1] = "No rights."
    await Delivery(services, outlet).run()

    assert person == SETUP.set_by
    assert "No rights." in text
    assert len(outlet.sent) == 1
    assert len(outlet.told) == 2  # it had gone on in between


async def test_nobody_is_told_where_nobody_is_known(
    services: Services, outlet: PaperOutlet
) -> None:
    """Where the person was forgotten, or takes no messages, the server waits all the same."""
    await services.state.set_guild(replace(SETUP, set_by=0))
    await services.state.set_guild(replace(SETUP, guild_id=2, channel_id=20))
    outlet.blocked = {1: "No rights.", 2: "No rights."}
    outlet.faults = ["tell"]

    await Delivery(services, outlet).run()

    assert [person for person, _ in outlet.told] == [SETUP.set_by]
    assert [guild.paused for guild in await services.state.guilds()] == ["No rights."] * 2


async def test_closed_thread_waits_with_one_note(
    services: Services, outlet: PaperOutlet, stamps: HandClock
) -> None:
    """A thread that was closed half way is named once, and filled when it is open again."""
    await services.state.set_guild(SETUP)
    newest = (await services.store.catalog.digests())[-1].document
    outlet.closed = {newest}

    for _ in range(6):
        await Delivery(services, outlet).run()
        waiting = await services.state.guild(1)
        assert waiting
        assert waiting.paused == "The thread is closed."
        stamps.move(seconds=LEASE.total_seconds() * 0.6)
    outlet.closed.clear()
    stamps.move(seconds=LEASE.total_seconds())
    await Delivery(services, outlet).run()

    (post,) = await services.state.posts(10)
    going = await services.state.guild(1)
    assert post.threaded_at
    assert outlet.sent[0].thread
    assert len(outlet.told) == 1
    assert going
    assert going.paused is None


async def test_thread_that_stays_closed_is_given_up(
    services: Services, outlet: PaperOutlet, stamps: HandClock
) -> None:
    """After a week a closed thread is left as it is."""
    await services.state.set_guild(SETUP)
    outlet.closed = {(await services.store.catalog.digests())[-1].document}
    await Delivery(services, outlet).run()
    stamps.move(days=7)

    await Delivery(services, outlet).run()

    (post,) = await services.state.posts(10)
    going = await services.state.guild(1)
    assert post.threaded_at
    assert going
    assert going.paused is None


async def test_two_fill_a_thread_once(services: Services, outlet: PaperOutlet) -> None:
    """While one process fills a thread another one leaves it alone."""
    await services.state.set_guild(SETUP)
    filling, go_on = asyncio.Event(), asyncio.Event()
    whole = outlet.fill

    async def slow(thread_id: int, messages: Sequence[str]) -> None:
        filling.set()
        await go_on.wait()
        await whole(thread_id, messages)

    outlet.fill = slow  # type: ignore[method-assign]
    first = asyncio.create_task(Delivery(services, outlet).run())
    await filling.wait()
    outlet.fill = whole  # type: ignore[method-assign]
    await Delivery(services, outlet).run()
    between = list(outlet.sent[0].thread)
    go_on.set()
    await first

    assert between == []
    assert len(outlet.sent[0].thread) > 1


async def test_missed_digests_come_in_order(
    services: Services, outlet: PaperOutlet, clock: HandClock, stamps: HandClock
) -> None:
    """With `all` each digest of the days away comes, oldest first, also behind one that failed."""
    since = MORNING - dt.timedelta(days=40)
    await services.state.set_guild(replace(SETUP, since=since, catch_up="all"))
    days = sorted({o.date for o in await services.store.catalog.digests() if o.date})
    clock.now = dt.datetime.combine(days[-4], dt.time(12), tzinfo=dt.UTC)
    await Delivery(services, outlet).run()
    clock.now = MORNING
    outlet.faults = ["before send"]

    await Delivery(services, outlet).run()
    failed = len(outlet.sent)
    await Delivery(services, outlet).run()
    held = len(outlet.sent)
    stamps.move(seconds=LEASE.total_seconds())
    await Delivery(services, outlet).run()

    posts = {post.document: post.day for post in await services.state.posts(10)}
    order = [posts[sent.document] for sent in outlet.sent]
    assert failed == held
    assert order == sorted(order)
    assert set(order) >= set(days[-4:])
    assert len(outlet.sent) == len(posts)


@pytest.mark.parametrize("catch_up", ["all", "newest", "none"])
async def test_claim_of_days_ago_is_sent_where_it_is_wanted(
    services: Services,
    outlet: PaperOutlet,
    clock: HandClock,
    stamps: HandClock,
    *,
    catch_up: CatchUp,
) -> None:
    """What a crash left unsent days ago is sent late with `all` only, before what is newer."""
    since = MORNING - dt.timedelta(days=60)
    await services.state.set_guild(replace(SETUP, since=since, catch_up=catch_up))
    before = await day_before(services.store)
    clock.move(days=-1)
    outlet.faults = ["before send"]
    await Delivery(services, outlet).run()
    assert [post.document for post in await services.state.posts(10)] == [before]
    clock.move(days=1)
    stamps.move(days=1)

    await Delivery(services, outlet).run()

    sent = [each.document for each in outlet.sent]
    assert sent[:-1] == ([before] if catch_up == "all" else [])
    assert sent[-1] != before
    assert all(post.threaded_at for post in await services.state.posts(10))


class TestRevision:
    """A digest that changes after it was posted."""

    @pytest.fixture
    async def root(self, services: Services, tmp_path: Path) -> Path:
        """An archive whose newest digest was posted, to change."""
        await services.state.set_guild(SETUP)
        root = tmp_path / "archive"
        write(root, {"2026-04-21.md": REVISED[0]})
        await self.indexed(services, root)
        return root

    async def indexed(self, services: Services, root: Path) -> None:
        """Bring the index level."""
        await Indexer(services.store, open_archives([str(root)])).run()

    @pytest.mark.parametrize("where", ["", "edit", "fill"])
    async def test_post_shows_it_and_says_what_changed(
        self, services: Services, outlet: PaperOutlet, stamps: HandClock, root: Path, where: str
    ) -> None:
        """The post is edited once and names the sections, its thread gets them, also by a crash."""
        await Delivery(services, outlet).run()
        (sent,) = outlet.sent
        stamps.move(seconds=LEASE.total_seconds())
        write(root, {"2026-04-21.md": REVISED[1]})
        await self.indexed(services, root)
        outlet.faults = [where] if where else []

        for _ in range(4):
            await asyncio.gather(*(Delivery(services, outlet).run() for _ in range(3)))
            stamps.move(seconds=LEASE.total_seconds())

        line = "-# Revised 21 April 2026. New: **Chips**. Changed: **Models**. Removed: **Talks**."
        thread = "\n".join(sent.thread)
        (post,) = await services.state.posts(10)
        assert len(outlet.sent) == 1
        assert len(set(sent.edits)) == 1
        assert len(sent.edits) == (2 if where else 1)
        assert line in sent.edits[0]
        assert "**3. Chips**" in sent.edits[0]
        assert thread.count("Revised 21 April") == 1
        assert thread.count("now beat") == 1
        assert thread.count("Fabs run") == 1
        assert thread.count("Robots walk") == 1
        assert post.sections
        assert "§Chips§" in dict(post.sections)

    async def test_nothing_to_see_is_no_revision(
        self, services: Services, outlet: PaperOutlet, stamps: HandClock, root: Path
    ) -> None:
        """A file that changed in what nobody sees edits nothing."""
        await Delivery(services, outlet).run()
        stamps.move(seconds=LEASE.total_seconds())
        write(root, {"2026-04-21.md": f"{REVISED[0]}\n\n"})
        await self.indexed(services, root)
        await Delivery(services, outlet).run()

        (sent,) = outlet.sent
        (post,) = await services.state.posts(10)
        document = await services.store.catalog.document(post.document)
        assert sent.edits == []
        assert document
        assert post.content_hash == document.content_hash

    async def test_old_thread_is_not_woken(
        self, services: Services, outlet: PaperOutlet, stamps: HandClock, root: Path
    ) -> None:
        """After a week the post is edited, and its thread sleeps on."""
        await Delivery(services, outlet).run()
        (sent,) = outlet.sent
        before = list(sent.thread)
        stamps.move(days=7)
        write(root, {"2026-04-21.md": REVISED[1]})
        await self.indexed(services, root)

        await Delivery(services, outlet).run()

        assert len(sent.edits) == 1
        assert sent.thread == before

    async def test_what_is_sent_late_is_no_revision(
        self, services: Services, outlet: PaperOutlet, stamps: HandClock, root: Path
    ) -> None:
        """A digest that changed between a crash and its post is posted as it is, and that's it."""
        outlet.faults = ["before send"]
        await Delivery(services, outlet).run()
        stamps.move(seconds=LEASE.total_seconds())
        write(root, {"2026-04-21.md": REVISED[1]})
        await self.indexed(services, root)

        for _ in range(3):
            await Delivery(services, outlet).run()
            stamps.move(seconds=LEASE.total_seconds())

        (sent,) = outlet.sent
        assert "Chips" in sent.text
        assert sent.edits == []


async def test_earlier_coverage_links_to_the_servers_own_post(
    services: Services, outlet: PaperOutlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A story that was told before links to that digest's post here, else to its address."""
    await services.state.set_guild(SETUP)
    old = await services.state.claim(replace(SETUP, channel_id=11), "old", MORNING.date(), "h")
    assert old
    await services.state.sent(old, 77)
    # A channel that isn't open to everybody: its post is newer, and yet not linked.
    hidden = await services.state.claim(replace(SETUP, channel_id=404), "old", MORNING.date(), "h")
    assert hidden
    await services.state.sent(hidden, 78)
    origins = await services.store.catalog.digests()
    here = replace(origins[0], document="old", date=dt.date(2026, 4, 8))
    there = replace(here, document="other", date=dt.date(2026, 4, 7), url="https://example.org/7")

    async def earlier(_self: Stories, passages: Sequence[str], limit: int) -> list[Earlier]:
        assert passages
        found = (await services.store.catalog.evidence([(passages[0], 0.0)]))[0]
        return [Earlier(replace(found, origin=o), 0.9, (), 0.9) for o in (here, there)][:limit]

    monkeypatch.setattr(Stories, "earlier", earlier)
    await Delivery(services, outlet).run()

    (sent,) = outlet.sent
    assert (
        "-# Previously: [8 April 2026](<https://discord.com/channels/1/11/77>) · "
        "[7 April 2026](<https://example.org/7>)"
    ) in sent.text


async def test_deleted_post_is_left_at_that(services: Services, outlet: PaperOutlet) -> None:
    """Where moderators delete the post before its thread, nothing is tried again."""
    await services.state.set_guild(SETUP)
    outlet.faults = ["open", "open"]

    await Delivery(services, outlet).run()
    await Delivery(services, outlet).run()

    (post,) = await services.state.posts(10)
    assert post.threaded_at
    assert outlet.faults == ["open"]


async def test_other_processes_servers_are_theirs(services: Services, outlet: PaperOutlet) -> None:
    """A server that this process doesn't serve isn't touched."""
    await services.state.set_guild(replace(SETUP, guild_id=404))

    await Delivery(services, outlet).run()

    assert await services.state.posts(10) == []
