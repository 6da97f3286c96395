"""Letters: what is due, and that each person has one a day whatever happens."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

from bot.delivery import LEASE
from bot.letters import LetterRefused, Letters, due_day, hour_of, next_letter
from bot.services import Services
from bot.state import Letter, State, Subscription
from index.archive import open_archives
from index.indexer import Indexer
from tests.bot.conftest import MORNING
from tests.fakes import HandClock
from tests.index.making import write

ALICE, BOB = 1_456_074_443_980_800_007, 8
DAY = dt.timedelta(days=1)
WANTED = Subscription(ALICE, "digest", 8, "Europe/Berlin", MORNING - DAY)


class Crash(Exception):
    """The process ends here."""


class PaperPostbox:
    """A postbox that remembers, and fails when it is told to."""

    serves = True

    def __init__(self) -> None:
        self.sent: list[tuple[int, dt.date, str]] = []
        self.faults: list[str] = []
        self.refusing: set[int] = set()
        self.posts: dict[int, dict[str, str]] = {}

    async def links(self, guild_id: int) -> dict[str, str]:
        """The server's posts, as far as the test has set any."""
        return self.posts.get(guild_id, {})

    async def find(self, user_id: int, letter: Letter, until: dt.datetime) -> int | None:
        """The letter, where it was sent."""
        assert letter.claimed_at <= until
        found = (n for n, each in enumerate(self.sent, 1) if each[:2] == (user_id, letter.day))
        return next(found, None)

    async def send(self, user_id: int, letter: Letter, parts: Sequence[str]) -> int:
        """Send, with a fault before or after where the test says so."""
        if user_id in self.refusing:
            raise LetterRefused
        self._fail("before send")
        await asyncio.sleep(0)
        self.sent.append((user_id, letter.day, "\n".join(parts)))
        self._fail("after send")
        return len(self.sent)

    def _fail(self, where: str) -> None:
        if where in self.faults:
            self.faults.remove(where)
            raise Crash


@pytest.fixture
def database(either_database: Path | URL) -> Path | URL:
    """These tests run on both databases."""
    return either_database


@pytest.fixture
def postbox() -> PaperPostbox:
    """A postbox of paper."""
    return PaperPostbox()


async def digests(services: Services, root: Path, files: dict[str, str]) -> None:
    """Make these files the whole archive."""
    write(root, files)
    await Indexer(services.store, open_archives([str(root)])).run()


async def test_letter_tells_the_newest_digest_once(
    services: Services, postbox: PaperPostbox, clock: HandClock
) -> None:
    """At the hour the newest digest comes, with how to stop, and on the next day nothing."""
    await services.state.subscriptions.set(WANTED)
    clock.move(hours=-4)
    await Letters(services, postbox).run()
    early = list(postbox.sent)
    clock.move(hours=4)
    for _ in range(3):
        await Letters(services, postbox).run()
        clock.move(days=1)

    assert early == []
    ((person, day, text),) = postbox.sent
    assert (person, day) == (ALICE, MORNING.date())
    assert "AI Daybook 2026-04-21" in text
    assert "/unsubscribe" in text.splitlines()[-1]


async def test_the_end_completes_one_letter(services: Services, postbox: PaperPostbox) -> None:
    """A letter that is being sent is noted as sent; no other is begun."""
    await services.state.subscriptions.set(WANTED)
    await services.state.subscriptions.set(replace(WANTED, user_id=ALICE + 1))
    letters, sending, go_on = Letters(services, postbox), asyncio.Event(), asyncio.Event()

    async def slow(user_id: int, letter: Letter, parts: Sequence[str]) -> int:
        sending.set()
        await go_on.wait()
        return await PaperPostbox.send(postbox, user_id, letter, parts)

    postbox.send = slow  # type: ignore[method-assign]
    running = asyncio.create_task(letters.run())
    async with asyncio.timeout(5):
        await sending.wait()
        ending = asyncio.create_task(letters.finish())
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(running, ending)
        at_the_end = len(postbox.sent)
        await Letters(services, postbox).run()

    assert at_the_end == 1
    assert len(postbox.sent) == 2


@pytest.mark.parametrize("where", ["before send", "after send"])
async def test_crash_loses_and_doubles_nothing(
    services: Services, postbox: PaperPostbox, stamps: HandClock, where: str
) -> None:
    """After a crash at any step the letter is sent once, and never by who finds a young claim."""
    await services.state.subscriptions.set(WANTED)
    postbox.faults = [where]

    await Letters(services, postbox).run()
    before = len(postbox.sent)
    await Letters(services, postbox).run()
    young = len(postbox.sent)
    stamps.move(seconds=LEASE.total_seconds())
    for _ in range(2):
        await asyncio.gather(*(Letters(services, postbox).run() for _ in range(5)))

    kept = await services.state.subscriptions.get(ALICE)
    assert young == before
    assert len(postbox.sent) == 1
    assert kept
    assert kept.letter
    assert (kept.letter.held_at, kept.letter.message_id) == (None, 1)


async def test_claim_of_yesterday_is_given_up_for_today(
    services: Services, postbox: PaperPostbox, clock: HandClock, stamps: HandClock
) -> None:
    """A letter that was never sent isn't caught up with, and what it was to tell comes today."""
    await services.state.subscriptions.set(WANTED)
    postbox.faults = ["before send"]
    await Letters(services, postbox).run()
    clock.move(days=1)
    stamps.move(days=1)

    await Letters(services, postbox).run()
    await Letters(services, postbox).run()

    ((_, day, text),) = postbox.sent
    assert day == MORNING.date() + DAY
    assert "AI Daybook 2026-04-21" in text


async def test_second_attempt_tells_what_is_newest_by_then(
    services: Services,
    postbox: PaperPostbox,
    clock: HandClock,
    stamps: HandClock,
    *,
    tmp_path: Path,
) -> None:
    """What came between two attempts is told by the second, and not once more the next day."""
    await services.state.subscriptions.set(WANTED)
    await digests(services, tmp_path / "a", {"2026-04-20.md": "# Old\n\nIt was."})
    postbox.faults = ["before send"]
    await Letters(services, postbox).run()
    await digests(services, tmp_path / "a", {"2026-04-21.md": "# New\n\nIt is."})
    for _ in range(2):
        stamps.move(seconds=LEASE.total_seconds())
        await Letters(services, postbox).run()
        clock.move(days=1)

    ((_, _, text),) = postbox.sent
    assert "## New" in text


async def test_older_digest_is_no_news(
    services: Services, postbox: PaperPostbox, clock: HandClock, tmp_path: Path
) -> None:
    """Where the digest that was told last is gone, the one before it isn't sent for it."""
    await services.state.subscriptions.set(WANTED)
    files = {f"2026-04-{day}.md": f"# The {day}th\n\nIt is." for day in (20, 21)}
    await digests(services, tmp_path / "a", files)
    await Letters(services, postbox).run()
    (tmp_path / "a" / "2026-04-21.md").unlink()
    await digests(services, tmp_path / "a", {})
    clock.move(days=1)

    await Letters(services, postbox).run()

    assert ["## The 21th" in text for _, _, text in postbox.sent] == [True]


async def test_two_at_the_same_time(
    services: Services, postbox: PaperPostbox, database: Path | URL
) -> None:
    """Processes that look at one database at the same time send once."""
    await services.state.subscriptions.set(WANTED)
    await services.state.subscriptions.set(replace(WANTED, user_id=BOB))
    other = await State.open(database, services.state.now)

    both = (services, replace(services, state=other)) * 3
    await asyncio.gather(*(Letters(each, postbox).run() for each in both))

    await other.close()
    assert sorted(person for person, _, _ in postbox.sent) == [BOB, ALICE]


async def test_another_process_writes_them(services: Services, postbox: PaperPostbox) -> None:
    """Where direct messages belong to another shard nothing is sent."""
    await services.state.subscriptions.set(WANTED)
    postbox.serves = False

    await Letters(services, postbox).run()

    assert postbox.sent == []


async def test_who_takes_none_is_paused_and_the_others_go_on(
    services: Services, postbox: PaperPostbox, clock: HandClock, stamps: HandClock
) -> None:
    """A person who takes no direct messages gets none until they subscribe again."""
    for person in (ALICE, BOB):
        await services.state.subscriptions.set(replace(WANTED, user_id=person))
    postbox.refusing = {BOB}
    await Letters(services, postbox).run()
    kept = await services.state.subscriptions.get(BOB)
    postbox.refusing.clear()
    clock.move(hours=1)
    stamps.move(hours=1)
    await Letters(services, postbox).run()
    paused = [person for person, _, _ in postbox.sent]
    assert kept
    await services.state.subscriptions.set(replace(kept, paused=None, hour=13))
    clock.move(hours=1)
    await Letters(services, postbox).run()

    assert kept.paused == "refused"
    assert paused == [ALICE]
    assert [person for person, _, _ in postbox.sent] == [ALICE, BOB]


async def test_only_what_speaks_of_a_topic(
    services: Services, postbox: PaperPostbox, clock: HandClock, tmp_path: Path
) -> None:
    """Of a digest its sections about the topics are told; a day without any is silent."""
    news = "# News\n\nHello all.\n\n## Models\n\nOpenAI ships.\n\n## Robots\n\nThey walk."
    await services.state.subscriptions.set(replace(WANTED, topics=("zebras", "openai")))
    await digests(services, tmp_path / "a", {"2026-04-21.md": "# News\n\n## Robots\n\nThey walk."})
    letters = Letters(services, postbox)
    for _ in range(2):
        await letters.run()
    silent = len(postbox.sent)
    clock.move(days=1)
    await digests(services, tmp_path / "a", {"2026-04-22.md": news})
    await letters.run()

    ((_, _, text),) = postbox.sent
    assert silent == 0
    assert "Models" in text
    assert "Hello" not in text
    assert "Robots" not in text


async def test_other_digests_of_the_day_are_named(
    services: Services, postbox: PaperPostbox, clock: HandClock, tmp_path: Path
) -> None:
    """A day's other digests, and one that came too late the day before, stand below the card."""
    root, head = tmp_path / "a", "---\npublication: {}\ntitle: {}\n---\n\nIt is said of {}.\n"

    def file(name: str) -> str:
        return head.format(f"{name} Post", f"The {name} news", name)

    await services.state.subscriptions.set(WANTED)
    await services.state.subscriptions.set(
        replace(WANTED, user_id=BOB, publications=("Blue Post",))
    )
    await digests(services, root, {"a/2026-04-21.md": file("Red"), "b/2026-04-21.md": file("Blue")})
    await Letters(services, postbox).run()
    await digests(services, root, {"c/2026-04-21.md": file("Late")})
    clock.move(days=1)
    await digests(services, root, {"a/2026-04-22.md": file("New")})
    await Letters(services, postbox).run()

    to_alice = [text for person, _, text in postbox.sent if person == ALICE]
    (to_bob,) = [text for person, _, text in postbox.sent if person == BOB]
    assert "## The Red news" in to_alice[0]
    assert "Also new: The Blue news (Blue Post, 21 April 2026)" in to_alice[0]
    assert "## The New news" in to_alice[1]
    assert "Also new: The Late news (Late Post, 21 April 2026)" in to_alice[1]
    assert "Blue" not in to_alice[1]
    assert "## The Blue news" in to_bob
    assert "Red" not in to_bob


async def test_what_matters_most(
    services: Services, postbox: PaperPostbox, clock: HandClock
) -> None:
    """The insights of the newest day come on one card, each cited; with topics those about them."""
    await services.state.subscriptions.set(replace(WANTED, what="top"))
    await services.state.subscriptions.set(
        replace(WANTED, what="top", user_id=BOB, topics=("San Francisco",))
    )
    await services.state.subscriptions.set(
        replace(WANTED, what="top", user_id=BOB + 1, topics=("zebras",))
    )
    for _ in range(2):
        await Letters(services, postbox).run()
        clock.move(days=1)

    text = {person: text for person, _, text in postbox.sent}
    assert len(postbox.sent) == len(text) == 2
    assert text[ALICE].startswith("**What matters most**, 21 April 2026\n**1.** ")
    assert "**5.** " in text[ALICE]
    assert "AI Daybook, 21 April 2026: " in text[ALICE]
    assert text[ALICE].endswith("/unsubscribe stops them.")
    assert len(text[ALICE]) <= 4_000
    assert "San Francisco" in text[BOB]
    assert text[BOB].count("\n**1.** ") == 1
    assert "\n**2.** " not in text[BOB]


async def test_letter_leads_to_the_servers_post_in_the_persons_language(
    services: Services, postbox: PaperPostbox
) -> None:
    """Who subscribed on a server is led to the digest's post there; the letter speaks German."""
    newest = (await services.store.catalog.digests())[-1]
    postbox.posts[1] = {newest.document: "https://discord.com/channels/1/10/77"}
    await services.state.subscriptions.set(replace(WANTED, guild_id=1, locale="de"))

    await Letters(services, postbox).run()

    ((_, _, text),) = postbox.sent
    assert "[dem Beitrag](<https://discord.com/channels/1/10/77>)" in text
    assert text.endswith("/unsubscribe bestellt sie ab.")


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda n: MORNING + dt.timedelta(minutes=n))


@given(st.integers(0, 23), ZONES, MOMENTS, st.lists(st.integers(0, 5_000), max_size=40))
def test_no_day_has_two_letters(hour: int, zone: str, start: dt.datetime, steps: list[int]) -> None:
    """Whenever one looks, also around clock changes, days go forward, at their hour or later."""
    to = Subscription(ALICE, "digest", hour, zone, start)
    now, days = start, list[dt.date]()
    for minutes in steps:
        now += dt.timedelta(minutes=minutes)
        coming = next_letter(to, now)
        assert now < coming <= now + dt.timedelta(hours=50)
        assert due_day(to, coming) is not None
        if day := due_day(to, now):
            assert start < hour_of(to, day) <= now
            assert day == now.astimezone(ZoneInfo(zone)).date()
            days.append(day)
            to = replace(to, letter=Letter(day, day, ("d",), now))
    assert days == sorted(set(days))
