"""The daily post: what is due, and that it is posted once whatever happens."""

import asyncio
import datetime as dt
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import LEASE, Delivery, PostGone, due, due_at, next_post
from bot.render.digest import card, digest_messages
from bot.services import Services
from bot.state import GuildSetup, Post
from index.archive import SAMPLE, open_archives
from index.digest import Origin
from index.indexer import Indexer
from index.store import Store
from tests.bot.conftest import MORNING
from tests.fakes import HandClock

SETUP = GuildSetup(1, 10, 8, "Europe/Berlin", 5, MORNING)
SINCE = dt.datetime(2026, 4, 20, 12, tzinfo=dt.UTC)


def origin(day: int | None, publication: str = "A", document: str | None = None) -> Origin:
    """A digest of a day of April 2026."""
    date = dt.date(2026, 4, day) if day else None
    name = document or f"{publication}{day}"
    return Origin(name, "digest", publication, f"Of {day}", date, "x", f"{name}.md", None)


def posted(day: int, publication: str = "A") -> Post:
    """The post of such a digest."""
    return Post(
        channel_id=10,
        document=f"{publication}{day}",
        guild_id=1,
        day=dt.date(2026, 4, day),
        content_hash="h",
        state="sent",
        claimed_at=SINCE,
        tried_at=SINCE,
    )


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of April 2026 in UTC; Berlin is two hours ahead."""
    return dt.datetime(2026, 4, day, hour, minute, tzinfo=dt.UTC)


def names(found: Sequence[Origin]) -> list[str]:
    """The documents' ids."""
    return [each.document for each in found]


class TestDue:
    """What is due now."""

    def test_hour_is_the_servers(self) -> None:
        """A digest is due from its day's hour on, by the server's clock."""
        setup = replace(SETUP, since=SINCE)

        assert names(due(setup, [], [origin(21)], at(21, 5, 59))) == []
        assert names(due(setup, [], [origin(21)], at(21, 6, 0))) == ["A21"]

    def test_new_channel_starts_with_the_newest_day(self) -> None:
        """A channel that was just set up gets the newest digest, not the archive."""
        archive = [origin(day) for day in (1, 2, 19, 21)] + [origin(20, "B")]

        assert names(due(SETUP, [], archive, MORNING)) == ["A21"]

    def test_older_digest_comes_at_the_hour_of_the_setups_day(self) -> None:
        """Where the newest digest is older than the setup it comes at once, or at the hour."""
        early = replace(SETUP, since=at(21, 4))

        assert names(due(SETUP, [], [origin(19)], MORNING)) == ["A19"]
        assert names(due(early, [], [origin(19)], at(21, 5, 59))) == []
        assert names(due(early, [], [origin(19)], at(21, 6))) == ["A19"]

    def test_undated_is_never_due(self) -> None:
        """What has no date has no day to be posted on."""
        assert names(due(SETUP, [], [origin(None)], at(30, 6))) == []

    def test_tomorrows_digest_waits(self) -> None:
        """A digest that is dated ahead isn't today's."""
        assert names(due(SETUP, [posted(21)], [origin(22), origin(21)], at(21, 20))) == []

    def test_each_publication_brings_its_newest(self) -> None:
        """Two digests of a day are both posted, even where one comes days late."""
        archive = [origin(21), origin(22), origin(21, "B")]

        assert names(due(SETUP, [posted(21)], archive, at(22, 9))) == ["B21", "A22"]

    def test_what_was_missed_is_not_poured_out(self) -> None:
        """After days away only the newest digest of a publication is posted."""
        archive = [origin(day) for day in range(20, 26)]

        assert names(due(SETUP, [posted(21)], archive, at(25, 9))) == ["A25"]

    def test_missed_hour_is_made_up_for(self) -> None:
        """A bot that starts after the hour still posts the digest of the day before."""
        assert names(due(SETUP, [posted(21)], [origin(22)], at(23, 3))) == ["A22"]

    def test_posted_is_posted(self) -> None:
        """Nothing is due twice."""
        assert names(due(SETUP, [posted(21)], [origin(21)], at(21, 9))) == []

    def test_clock_change(self) -> None:
        """On the day when the clocks change, and after, the hour is still the server's."""
        setup = replace(SETUP, since=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))

        assert due_at(setup, dt.date(2026, 3, 28)).hour == 7
        assert due_at(setup, dt.date(2026, 3, 29)).hour == 6

    @given(
        days=st.lists(st.integers(1, 28), max_size=8, unique=True),
        hour=st.integers(0, 23),
        zone=st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"]),
        since=st.integers(0, 24 * 28),
    )
    def test_each_digest_is_due_at_most_once(
        self, days: list[int], hour: int, zone: str, since: int
    ) -> None:
        """Over a month of hours no digest is posted twice, none early, the last one always."""
        start = at(1, 0) + dt.timedelta(hours=since)
        setup = replace(SETUP, hour=hour, timezone=zone, since=start)
        archive = [origin(day) for day in days]
        posts: list[Post] = []
        for step in range(24 * 60):
            now = start + dt.timedelta(hours=step)
            for each in due(setup, posts, archive, now):
                assert each.date
                assert each.document not in {post.document for post in posts}
                assert now >= due_at(setup, each.date)
                posts.append(posted(each.date.day))
        assert not days or f"A{max(days)}" in {post.document for post in posts}

    def test_next_post_is_foretold(self) -> None:
        """What comes next is known from the archive: now, at the hour, or not yet."""
        assert next_post(SETUP, [], [origin(21)], MORNING) == (origin(21), MORNING)
        early = replace(SETUP, since=at(21, 4))
        assert next_post(early, [], [origin(19)], at(21, 5)) == (origin(19), at(21, 6))
        assert next_post(SETUP, [posted(21)], [origin(21)], MORNING) is None


@dataclass
class Sent:
    """A post that stands in a channel."""

    document: str
    message: int
    thread: list[str] = field(default_factory=list)


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

    hears = True

    def serves(self, guild_id: int) -> bool:
        """Every server but 404."""
        return guild_id != 404

    def obstacle(self, setup: GuildSetup) -> str | None:
        """What the test says."""
        return self.blocked.get(setup.guild_id)

    async def find(self, post: Post) -> int | None:
        """The message, where it was sent."""
        return next((s.message for s in self.sent if s.document == post.document), None)

    async def send(self, post: Post, parts: Sequence[str]) -> int:
        """Send, with a fault before or after where the test says so."""
        assert parts
        self._fail("before send")
        if post.document in self.refused:
            raise PermissionError
        await asyncio.sleep(0)
        self.sent.append(Sent(post.document, 100 + len(self.sent)))
        self._fail("after send")
        return self.sent[-1].message

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
        thread = post.thread
        for message in messages:
            if message not in thread:
                thread.append(message)
                self._fail("fill")

    def _fail(self, where: str) -> None:
        if where in self.faults:
            self.faults.remove(where)
            if where == "open":
                raise PostGone
            raise Crash


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
    await services.state.set_guild(replace(SETUP, since=MORNING - dt.timedelta(days=60)))
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
