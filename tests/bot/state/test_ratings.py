"""What people think of answers: one rating a person, gone when it should be."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from bot.recorder import expire
from bot.state import Feedback, State
from bot.state.values import Complaint, Forgotten, Rating
from tests.bot.conftest import EPOCH
from tests.bot.state.test_answers import ALICE, BOB, files_of, record
from tests.fakes import HandClock

FIRST, SECOND = f"{1:032}", f"{2:032}"


@pytest.fixture
async def rated(state: State) -> State:
    """Two answers to Bob, both rated by him, the first one by Alice as well."""
    for n in (1, 2):
        await state.answers.add(record(n, by=BOB, question=f"Question {n}?"))
    assert await state.rate(FIRST, BOB, "up")
    assert await state.rate(SECOND, BOB, "up")
    assert await state.rate(FIRST, ALICE, "wrong", "the second link is dead")
    return state


async def counts(state: State) -> dict[Feedback, int]:
    """How many ratings of each kind there are."""
    return await state.answers.ratings.tally(EPOCH - dt.timedelta(days=1))


async def test_each_person_has_one_rating(rated: State, stamps: HandClock) -> None:
    """The last thing that a person says of an answer stands in place of what they said before."""
    stamps.move(hours=1)
    assert await rated.rate(FIRST, ALICE, "down")

    assert await counts(rated) == {"up": 2, "down": 1}
    assert await rated.answers.ratings.newest("wrong", 9, since=EPOCH) == []


async def test_a_record_counts_what_it_was_given(rated: State) -> None:
    """Each record that is listed tells how many people gave each kind."""
    found = await rated.answers.newest(9, since=EPOCH)

    assert [dict(each.feedback) for each in found] == [{"up": 1, "wrong": 1}, {"up": 1}]


async def test_complaints_come_newest_first(rated: State, stamps: HandClock) -> None:
    """The last ratings of a kind are listed with their questions and what was said."""
    stamps.move(hours=1)
    await rated.rate(SECOND, ALICE, "wrong")

    newest, older = await rated.answers.ratings.newest("wrong", 9, since=EPOCH)
    assert newest == Complaint("Question 2?", Rating(SECOND, ALICE, "wrong", stamps()))
    assert (older.question, older.rating.word) == ("Question 1?", "the second link is dead")
    assert await rated.answers.ratings.newest("wrong", 1, since=EPOCH) == [newest]
    assert await rated.answers.ratings.newest("wrong", 9, since=stamps()) == [newest]


async def test_what_is_not_recorded_is_not_rated(rated: State) -> None:
    """An answer without a record takes no rating, and no other kinds are known."""
    assert not await rated.rate("nobody's", ALICE, "up")
    with pytest.raises(IntegrityError):
        await rated.rate(FIRST, ALICE, "sideways")  # type: ignore[arg-type]
    assert await counts(rated) == {"up": 2, "wrong": 1}


@pytest.mark.parametrize("either_database", ["SQLite"], indirect=True)
async def test_a_person_s_ratings_are_forgotten(rated: State, tmp_path: Path) -> None:
    """What a person gave to answers of others goes with them, also out of the files."""
    assert b"link is dead" in files_of(tmp_path)

    assert await rated.forget(ALICE) == Forgotten(ratings=1)

    assert b"link is dead" not in files_of(tmp_path)
    assert await counts(rated) == {"up": 2}


async def test_ratings_go_with_their_answer(rated: State, stamps: HandClock) -> None:
    """Where a record is erased, or old, nothing of what people thought of it stays."""
    stamps.move(hours=1)
    await rated.answers.add(record(3, by=ALICE, asked_at=stamps()))
    await rated.rate(f"{3:032}", ALICE, "down")
    stamps.move(hours=23.5)

    assert await expire(rated, 1) == 2
    assert await counts(rated) == {"down": 1}
    await rated.forget(ALICE)
    assert await counts(rated) == {}
