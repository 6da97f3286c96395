"""Who gets letters: one claim a day, whoever claims."""

import asyncio
import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

from bot.state import State, Subscription
from tests.bot.conftest import EPOCH
from tests.bot.state.test_answers import files_of
from tests.fakes import HandClock

ALICE = 1_456_074_443_980_800_007  # ids need more than 32 bits
DAY = dt.date(2026, 4, 21)
TOMORROW = DAY + dt.timedelta(days=1)
WANTED = Subscription(
    ALICE, "top", 8, "Europe/Berlin", EPOCH, ("GLM", "robots"), ("AI News",), "de", ALICE + 1
)


async def test_subscription_is_replaced_and_its_last_letter_stays(state: State) -> None:
    """A person has one subscription, the last one, with what was sent before."""
    await state.subscriptions.set(WANTED)
    letter = await state.subscriptions.claim(WANTED, DAY, DAY, ["d", "e"])
    await state.subscriptions.set(replace(WANTED, hour=9))

    assert letter
    assert await state.subscriptions.get(ALICE) == replace(WANTED, hour=9, letter=letter)
    assert await state.subscriptions.get(1) is None


async def test_day_is_claimed_once_and_never_again(state: State) -> None:
    """Of many that claim a day one gets it; an earlier day, and stale knowledge, get nothing."""
    await state.subscriptions.set(WANTED)
    claims = await asyncio.gather(
        *(state.subscriptions.claim(WANTED, DAY, DAY, ["d"]) for _ in range(8))
    )
    stale = await state.subscriptions.claim(WANTED, TOMORROW, DAY, ["d"])
    known = await state.subscriptions.get(ALICE)
    assert known
    again = await state.subscriptions.claim(known, DAY, DAY, ["d"])
    later = await state.subscriptions.claim(known, TOMORROW, TOMORROW, ["e"])

    assert len([claim for claim in claims if claim]) == 1
    assert (stale, again) == (None, None)
    assert later


async def test_takeover_is_given_once(state: State, stamps: HandClock) -> None:
    """Of many that take a broken claim over one gets it; one that is done can't be taken."""
    await state.subscriptions.set(WANTED)
    letter = await state.subscriptions.claim(WANTED, DAY, DAY, ["d"])
    assert letter
    stamps.move(minutes=5)
    taken = await asyncio.gather(
        *(state.subscriptions.reclaim(WANTED, letter, TOMORROW, ["e"]) for _ in range(8))
    )
    (holder,) = [each for each in taken if each]
    await state.subscriptions.done(WANTED, holder, 77)

    kept = await state.subscriptions.get(ALICE)
    assert kept
    assert kept.letter == replace(holder, held_at=None, message_id=77)
    assert (holder.told, holder.documents, holder.claimed_at) == (TOMORROW, ("e",), EPOCH)
    assert await state.subscriptions.reclaim(kept, holder) is None


async def test_paused_and_ended(state: State) -> None:
    """Who is paused isn't among those that get letters, nor can a letter be claimed for them."""
    await state.subscriptions.set(WANTED)
    await state.subscriptions.set(replace(WANTED, user_id=8))
    await state.subscriptions.pause(8, "refused")

    assert await state.subscriptions.going() == [WANTED]
    assert await state.subscriptions.claim(replace(WANTED, user_id=8), DAY, DAY, ["d"]) is None
    assert (await state.subscriptions.end(8), await state.subscriptions.end(8)) == (1, 0)
    assert await state.subscriptions.claim(replace(WANTED, user_id=8), DAY, DAY, ["d"]) is None


async def test_what_is_erased_is_gone_from_the_file(tmp_path: Path) -> None:
    """Not a word of a subscription stays in the database's files."""
    path = tmp_path / "state.db"
    opened = await State.open(path)
    await opened.subscriptions.set(replace(WANTED, topics=("xylophones",)))
    before = files_of(tmp_path)
    forgotten = await opened.forget(ALICE)
    after = files_of(tmp_path)
    await opened.close()

    assert forgotten.subscriptions == 1
    assert b"xylophones" in before
    assert b"xylophones" not in after
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM subscriptions").fetchone() == (0,)
