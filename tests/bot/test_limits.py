"""How much may be asked."""

import time
from types import SimpleNamespace

import pytest

from bot.limits import Limits, Reached
from bot.state import AskedBy
from bot.words import LANGUAGES, speaking

START = 1_000_000.0
BY = AskedBy(7, 1, 10)


class _Clock:
    """The time by which limits are counted."""

    def __init__(self) -> None:
        self.now = START

    def time(self) -> float:
        """Seconds since 1970."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    """A clock that stands until it is moved, in place of the machine's in the library."""
    clock = _Clock()
    fake = SimpleNamespace(time=clock.time, monotonic=time.monotonic)
    monkeypatch.setattr("limits.storage.memory.time", fake)
    return clock


def test_a_person_goes_on_when_the_first_question_is_an_hour_old(clock: _Clock) -> None:
    """The window moves: the limit says when, and then one more question is taken."""
    limits = Limits(person=2)
    assert limits.take(BY) is None
    clock.now += 600
    assert limits.take(BY) is None

    reached = limits.take(AskedBy(7, 2, 11))
    assert reached == Reached("person", 7, int(START) + 3_600)
    clock.now = START + 3_601
    assert limits.take(BY) is None
    assert limits.take(BY) == Reached("person", 7, int(START) + 4_200)


def test_what_is_refused_costs_nothing(clock: _Clock) -> None:
    """Who asks on at a limit isn't held longer, and takes nothing of the channel's or the day's."""
    limits = Limits(person=1, channel=2, day=2)
    assert limits.take(BY) is None
    for _ in range(9):
        clock.now += 60
        assert limits.take(BY) == Reached("person", 7, int(START) + 3_600)
    assert limits.take(AskedBy(8, 1, 10)) is None


def test_threads_count_as_their_channel() -> None:
    """What is asked in a channel's threads counts together; another channel goes on."""
    limits = Limits(channel=2, place=lambda id_: 10 if id_ > 90 else id_)
    assert limits.take(AskedBy(1, 1, 91)) is None
    assert limits.take(AskedBy(2, 1, 92)) is None
    reached = limits.take(AskedBy(3, 1, 10))
    assert reached
    assert (reached.kind, reached.id) == ("channel", 10)
    assert limits.take(AskedBy(3, 1, 11)) is None


def test_a_server_has_its_day(clock: _Clock) -> None:
    """The day's limit holds for a server in all channels, and lasts a day; others go on."""
    limits = Limits(day=1)
    assert limits.take(BY) is None
    assert limits.reached(AskedBy(8, 1, 11)) == Reached("day", 1, int(START) + 86_400)
    assert limits.take(AskedBy(7, 2, 12)) is None
    assert limits.take(AskedBy(8, None, 13)) is None
    assert limits.reached(AskedBy(9, None, 14)) is not None
    clock.now += 86_401
    assert limits.take(BY) is None


def test_the_limit_that_lasts_longest_is_told(clock: _Clock) -> None:
    """Of several limits that are reached the last one to end is said, in every language."""
    limits = Limits(person=1, day=1)
    limits.take(BY)
    clock.now += 1
    reached = limits.reached(BY)
    assert reached
    assert reached.kind == "day"
    for language in LANGUAGES:
        with speaking(language):
            assert f"<t:{int(START) + 86_400}:R>" in reached.line


def test_no_limit() -> None:
    """With 0 everything is taken."""
    limits = Limits()
    assert not any(limits.take(BY) for _ in range(999))


def test_a_thing_is_said_once_an_hour(clock: _Clock) -> None:
    """What was said is to be said again after an hour, and to others at once."""
    limits = Limits()
    told = [limits.first("refused", 7), limits.first("refused", 7), limits.first("refused", 8)]
    clock.now += 3_601
    assert [*told, limits.first("refused", 7)] == [True, False, True, True]


def test_nobody_is_remembered_for_longer_than_they_count(clock: _Clock) -> None:
    """Of many people who ask once nothing is left when their hour is over."""
    limits = Limits(person=5)
    for user in range(20_000):
        clock.now += 10
        limits.take(AskedBy(user))
    assert len(limits._keys) < 3_000
    assert len(limits._windows.storage.events) < 3_000  # type: ignore[attr-defined]
    assert limits.first("refused", 1)
