"""The records of answers: kept, counted, and gone when they should be."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.assistant.answer import Usage
from bot.recorder import expire
from bot.state import AskedBy, GuildSetup, Record, State
from bot.state.values import Consulted, Forgotten, Quoted
from tests.bot.conftest import EPOCH
from tests.fakes import HandClock

ALICE, BOB, GUILD = 1_456_074_443_980_800_001, 7, 1_456_074_443_980_800_000
RECORD = Record(
    id="a" * 32,
    asked_at=EPOCH,
    question="Who leads? ☃",
    standalone="SWE-Bench Pro: Who leads? ☃",
    outcome="fallback",
    writer="extractive",
    by=AskedBy(ALICE, GUILD, GUILD + 1),
    searched_from=dt.date(2026, 4, 1),
    searched_to=dt.date(2026, 4, 9),
    widened=True,
    passages=(
        Consulted("p1", 1, 0.123456789, cited=True, quotes=(Quoted(1, 0, 12), Quoted(3, 13, 40))),
        Consulted("p2", 2, 0.1, cited=False),
    ),
    fault="overloaded",
    dropped=3,
    model="claude-sonnet-5-5",
    prompt="f" * 64,
    usage=Usage(3_000_000_000, 2, 3, 4),
    cost=Decimal("0.0000000125"),
    timings_ms=(("search", 1.5), ("total", 20.0)),
)


def record(number: int, *, by: int | None = None, **changed: object) -> Record:
    """A record of its own, by default of the terminal."""
    return replace(RECORD, id=f"{number:032}", by=AskedBy(by), **changed)  # type: ignore[arg-type]


async def ids(state: State) -> set[int]:
    """The records that are kept."""
    long_ago = EPOCH - dt.timedelta(days=365)
    return {int(each.id) for each in await state.answers.newest(99, since=long_ago)}


async def test_a_record_comes_back_as_it_was(state: State) -> None:
    """Every field survives, the cost to its last digit; so does what isn't known."""
    bare = Record("b" * 32, EPOCH - dt.timedelta(hours=1), "", "", "unasked", "extractive")
    await state.answers.add(RECORD)
    await state.answers.add(bare)

    assert await state.answers.newest(9, since=EPOCH - dt.timedelta(days=1)) == [RECORD, bare]
    assert await state.answers.get(RECORD.id) == RECORD
    assert await state.answers.get("nobody's") is None


async def test_the_newest_of_an_outcome(state: State) -> None:
    """A listing holds the newest records of the days and of the outcome that are asked for."""
    for hours in range(6):
        outcome = "abstained" if hours % 2 else "answered"
        asked_at = EPOCH + dt.timedelta(hours=hours)
        await state.answers.add(record(hours, asked_at=asked_at, outcome=outcome))

    since = EPOCH + dt.timedelta(hours=2)
    found = await state.answers.newest(2, since=since)
    abstained = await state.answers.newest(9, since=since, outcome="abstained")
    assert [int(each.id) for each in found] == [5, 4]
    assert [int(each.id) for each in abstained] == [5, 3]


async def test_a_tally_counts_sums_and_takes_the_middle(state: State) -> None:
    """Each outcome has its count, its cost with what isn't known told apart, its middle time."""
    for n, (price, total) in enumerate([("0.01", 10.0), (None, 90.0), ("0.02", 20.0)]):
        cost = None if price is None else Decimal(price)
        await state.answers.add(record(n, cost=cost, timings_ms=(("total", total),)))
    await state.answers.add(record(9, outcome="stopped", cost=Decimal(0), timings_ms=()))

    fallback, stopped = await state.answers.tally(EPOCH)
    assert (fallback.outcome, fallback.answers, fallback.median_ms) == ("fallback", 3, 20.0)
    assert (fallback.cost, fallback.unpriced) == (Decimal("0.03"), 1)
    assert (stopped.outcome, stopped.answers, stopped.median_ms) == ("stopped", 1, None)
    assert await state.answers.tally(EPOCH + dt.timedelta(seconds=1)) == []


async def test_a_person_is_forgotten(state: State) -> None:
    """All records of a person go, those of others and of the terminal stay."""
    for n, by in enumerate((ALICE, BOB, None, ALICE)):
        await state.answers.add(record(n, by=by))

    assert await state.forget(ALICE) == Forgotten(answers=2)
    assert await ids(state) == {1, 2}
    assert await state.forget(ALICE) == Forgotten()


async def test_who_set_a_server_up_is_forgotten_and_the_setup_stays(state: State) -> None:
    """The daily post goes on; only who wanted it is no longer known."""
    setup = GuildSetup(GUILD, 5, 8, "UTC", ALICE, EPOCH)
    await state.set_guild(setup)
    await state.set_guild(replace(setup, guild_id=6, set_by=BOB))

    assert await state.forget(ALICE) == Forgotten(setups=1)

    assert await state.guild(GUILD) == replace(setup, set_by=0)
    assert await state.guild(6) == replace(setup, guild_id=6, set_by=BOB)


@pytest.mark.parametrize("either_database", ["SQLite"], indirect=True)
async def test_nothing_of_a_person_stays_in_the_files_of(state: State, tmp_path: Path) -> None:
    """What is erased stands neither in the database's file nor in its log, though it is open."""
    words = "my neighbour's tortoise"
    await state.answers.add(record(1, by=ALICE, question=words))
    await state.answers.add(record(2, by=BOB))
    assert words.encode() in files_of(tmp_path)

    await state.forget(ALICE)

    assert words.encode() not in files_of(tmp_path)
    assert await ids(state) == {2}


def files_of(folder: Path) -> bytes:
    """Every byte of the state database."""
    return b"".join(file.read_bytes() for file in folder.glob("state.db*"))


@pytest.mark.parametrize(("keep", "left"), [(30, {1, 2}), (1, {1}), (0, set())])
async def test_what_is_old_goes(state: State, stamps: HandClock, keep: int, left: set[int]) -> None:
    """Records older than the days that are set are erased; with 0 days all are."""
    for n, hours in ((1, 23), (2, 25), (3, 30 * 24 + 1)):
        asked_at = EPOCH - dt.timedelta(hours=hours)
        await state.answers.add(record(n, asked_at=asked_at))

    assert await expire(state, keep) == 3 - len(left)
    assert await ids(state) == left
