"""What the bot remembers."""

import asyncio
import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.faults import BotFault
from bot.state import GuildSetup, State, Topic
from tests.bot.conftest import EPOCH
from tests.fakes import HandClock

GUILD = 1_456_074_443_980_800_000  # ids need more than 32 bits
SETUP = GuildSetup(GUILD, GUILD + 1, 8, "Europe/Berlin", GUILD + 2, EPOCH)
DAY = dt.date(2026, 4, 21)


async def test_setup_is_replaced(state: State) -> None:
    """A server has one setup, the last one, with its moments in UTC."""
    berlin = dt.timezone(dt.timedelta(hours=2))
    await state.set_guild(replace(SETUP, since=EPOCH.astimezone(berlin)))
    await state.set_guild(replace(SETUP, hour=9))

    assert await state.guild(GUILD) == replace(SETUP, hour=9)
    assert await state.guilds() == [replace(SETUP, hour=9)]
    assert await state.guild(1) is None


async def test_pause_tells_news(state: State) -> None:
    """Only that a server begins to wait is news, so people are told once; the reason is kept."""
    await state.set_guild(SETUP)
    news, kept = [], []

    for reason in ("a", "a", "b", None, None, "b"):
        news.append(await state.pause(SETUP, reason))
        guild = await state.guild(GUILD)
        kept.append(guild and guild.paused)

    assert news == [True, False, False, False, False, True]
    assert kept == ["a", "a", "b", None, None, "b"]


async def test_pause_of_a_former_setup_is_dropped(state: State) -> None:
    """What was found out about a channel says nothing about the one that is set up by now."""
    await state.set_guild(replace(SETUP, channel_id=5))

    assert not await state.pause(SETUP, "gone")
    assert await state.guild(GUILD) == replace(SETUP, channel_id=5)


async def test_pause_begins_once(state: State) -> None:
    """Of many that find the same obstacle one is to tell people of it."""
    await state.set_guild(SETUP)

    begun = await asyncio.gather(*(state.pause(SETUP, "gone") for _ in range(8)))

    assert sorted(begun) == [False] * 7 + [True]


async def test_post_remembers_what_it_shows(state: State) -> None:
    """The content of a post and its parts are kept, and replaced by a revision's."""
    post = await state.claim(SETUP, "d", DAY, "h", (("a", "1"), ("b", "2")))
    assert post

    (before,) = await state.posts(SETUP.channel_id)
    await state.shows(post, "i", (("a", "3"),))
    (after,) = await state.posts(SETUP.channel_id)

    assert before == post
    assert (after.content_hash, after.sections) == ("i", (("a", "3"),))


async def test_claim_is_given_once(state: State) -> None:
    """Of many that claim a digest for a channel one gets it; another channel has its own."""
    claims = await asyncio.gather(*(state.claim(SETUP, "d", DAY, "h") for _ in range(8)))
    other = await state.claim(replace(SETUP, channel_id=5), "d", DAY, "h")

    assert len([claim for claim in claims if claim]) == 1
    assert other


async def test_takeover_is_given_once(state: State, stamps: HandClock) -> None:
    """Of many that take a broken claim over one gets it; a sent post can't be taken."""
    post = await state.claim(SETUP, "d", DAY, "h")
    assert post
    stamps.move(minutes=5)

    taken = await asyncio.gather(*(state.reclaim(post) for _ in range(8)))
    (now,) = await state.posts(SETUP.channel_id)
    await state.sent(now, 77)

    assert sorted(taken) == [False] * 7 + [True]
    assert (now.claimed_at, now.tried_at) == (EPOCH, EPOCH + dt.timedelta(minutes=5))
    assert not await state.reclaim(now)


async def test_post_moves_to_the_new_id_of_its_document(state: State) -> None:
    """A sent post and the threads about it go along, once; an unsent one stays."""
    post = await state.claim(SETUP, "old", DAY, "h")
    assert post
    early = await state.adopt(post, "new")
    await state.sent(post, 77)
    await state.opened(post, 78)
    await state.add_topic(Topic(79, GUILD, "question", "old"))
    await state.add_topic(Topic(80, 5, "question", "old"))

    moved = await asyncio.gather(*(state.adopt(post, "new") for _ in range(5)))

    (found,) = await state.posts(SETUP.channel_id)
    topics = [await state.topic(number) for number in (78, 79, 80)]
    assert not early
    assert sorted(moved) == [False] * 4 + [True]
    assert (found.document, found.message_id) == ("new", 77)
    assert [topic.document for topic in topics if topic] == ["new", "new", "old"]


async def test_post_never_moves_onto_another(state: State) -> None:
    """Where the new id has a post of its own the old one stays what it is."""
    post = await state.claim(SETUP, "old", DAY, "h")
    assert post
    await state.sent(post, 77)
    await state.claim(SETUP, "new", DAY, "h")

    assert not await state.adopt(post, "new")
    assert {found.document for found in await state.posts(SETUP.channel_id)} == {"old", "new"}


async def test_life_of_a_post(state: State) -> None:
    """A post is claimed, sent, threaded, and found by its message, its thread, its document."""
    post = await state.claim(SETUP, "d", DAY, "h")
    assert post
    await state.sent(post, 77)
    message = f"https://discord.com/channels/{GUILD}/{GUILD + 1}/77"
    assert await state.post_links(GUILD) == {"d": message}
    await state.opened(post, 78)
    await state.threaded(post)

    found = await state.post_of_message(77)
    assert found
    assert (found.state, found.thread_id, found.day) == ("sent", 78, DAY)
    assert found.sent_at == found.threaded_at == EPOCH
    assert await state.topic(78) == Topic(78, GUILD, "digest", "d")
    thread = f"https://discord.com/channels/{GUILD}/78"
    assert await state.post_links(GUILD) == {"d": thread}
    assert await state.post_links(5) == {}
    assert await state.post_of_message(78) is None


async def test_unsent_post_has_no_address(state: State) -> None:
    """A claim alone can't be read by anybody."""
    post = await state.claim(SETUP, "d", DAY, "h")

    assert post
    assert post.url is None
    assert await state.post_links(GUILD) == {}


async def test_facts_and_topics_are_replaced(state: State) -> None:
    """The last word on a thread or a fact counts."""
    await state.add_topic(Topic(1, GUILD, "question"))
    await state.add_topic(Topic(1, GUILD, "question", "d"))
    await state.set_fact("a", "1")
    await state.set_fact("a", "2")

    assert await state.topic(1) == Topic(1, GUILD, "question", "d")
    assert (await state.fact("a"), await state.fact("b")) == ("2", None)
    assert await state.topic(2) is None


async def test_moment_without_zone_is_refused(state: State) -> None:
    """A moment that doesn't tell its zone is a mistake, not a guess."""
    with pytest.raises(Exception, match="needs a zone"):
        await state.set_guild(replace(SETUP, since=EPOCH.replace(tzinfo=None)))


async def test_it_outlives_the_process(tmp_path: Path) -> None:
    """What was noted is there when the file is opened again, in its durable mode."""
    path = tmp_path / "new folder" / "state.db"
    first = await State.open(path)
    await first.set_guild(SETUP)
    await first.close()
    second = await State.open(path)

    assert await second.guilds() == [SETUP]
    await second.close()
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_broken_file_is_one_line(tmp_path: Path) -> None:
    """A file that is no database is told in one line, and left as it is."""
    path = tmp_path / "state.db"
    path.write_text("no database, but long enough to be taken for the header of one" * 20)

    with pytest.raises(BotFault, match="can't be opened") as caught:
        await State.open(path)

    assert "\n" not in str(caught.value)
    assert path.read_text().startswith("no database")
