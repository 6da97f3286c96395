"""The line of a day that has no digest."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from bot.delivery import LEASE, Delivery
from bot.quiet import quiet_day
from bot.services import Services
from bot.state import GuildSetup
from index.digest import Origin
from tests.bot.conftest import MORNING
from tests.bot.test_delivery import PaperOutlet
from tests.fakes import HandClock

SETUP = GuildSetup(1, 10, 8, "Europe/Berlin", 5, MORNING - dt.timedelta(days=1), quiet=True)
LINE = (
    "No digest today. The last one is from [21 April 2026](<https://discord.com/channels/1/100>)."
)


@pytest.fixture
def outlet() -> PaperOutlet:
    """An outlet of paper."""
    return PaperOutlet()


def origin(day: dt.date) -> Origin:
    """A digest of a day."""
    return Origin("d", "digest", "News", "News", day, "a", "a.md", None)


def at(hour: int, minute: int = 0, day: int = 22) -> dt.datetime:
    """A moment of April 2026 in UTC, two hours behind Berlin."""
    return dt.datetime(2026, 4, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "newest", "changes", "quiet"),
    [
        (at(5, 59), 21, {}, False),  # before the hour
        (at(6), 21, {}, True),
        (at(21, 59), 21, {}, True),  # still the same day
        (at(6), 22, {}, False),  # there is one
        (at(6), 15, {}, True),
        (at(6), 14, {}, False),  # the archive has stopped
        (at(6), 21, {"quiet": False}, False),
        (at(6), 21, {"since": at(6, 1)}, False),  # set up behind the hour
        (at(18, 59), 21, {"arrival": True}, False),
        (at(19), 21, {"arrival": True}, True),
        (at(19), 21, {"arrival": True, "catch_up": "none"}, True),
    ],
)
def test_when_a_day_is_quiet(
    now: dt.datetime, newest: int, changes: dict[str, object], *, quiet: bool
) -> None:
    """It is from the hour or the evening on, that day alone, behind a digest of the week before."""
    setup = replace(SETUP, **changes)  # type: ignore[arg-type]
    day = dt.date(2026, 4, newest)

    found = quiet_day(setup, [origin(day)], now)

    assert found == ((now.date(), origin(day)) if quiet else None)


async def test_quiet_day_is_said_once_and_its_digest_still_comes(
    services: Services, outlet: PaperOutlet, clock: HandClock, stamps: HandClock
) -> None:
    """One line a day and channel, whoever looks how often; nothing for days that went by."""
    await services.state.set_guild(SETUP)
    await services.state.set_guild(replace(SETUP, guild_id=2, channel_id=20, quiet=False))
    await services.state.set_guild(replace(SETUP, guild_id=3, channel_id=30))
    outlet.forums = {30}
    await Delivery(services, outlet).run()
    posts = len(outlet.sent)
    clock.move(days=3)

    for _ in range(3):
        await asyncio.gather(*(Delivery(services, outlet).run() for _ in range(3)))
        stamps.move(seconds=LEASE.total_seconds())

    assert [sent.text for sent in outlet.sent[posts:]] == [LINE]
    assert outlet.sent[-1].document == "quiet:2026-04-24"


@pytest.mark.parametrize("where", ["before say", "after say"])
async def test_crash_doubles_no_line(
    services: Services, outlet: PaperOutlet, clock: HandClock, stamps: HandClock, where: str
) -> None:
    """After a crash the line stands once."""
    await services.state.set_guild(SETUP)
    await Delivery(services, outlet).run()
    clock.move(days=1)
    outlet.faults = [where]

    for _ in range(3):
        await Delivery(services, outlet).run()
        stamps.move(seconds=LEASE.total_seconds())

    assert [sent.text for sent in outlet.sent[1:]] == [LINE]


async def test_server_is_spoken_to_in_its_language(
    services: Services, outlet: PaperOutlet, clock: HandClock
) -> None:
    """Each server's post and line are in its own language."""
    await services.state.set_guild(SETUP)
    await services.state.set_guild(replace(SETUP, guild_id=2, channel_id=20))
    outlet.languages = {1: "de"}
    await Delivery(services, outlet).run()
    clock.move(days=1)
    await Delivery(services, outlet).run()

    texts = [sent.text for sent in outlet.sent]
    assert ["Vollständig" in text for text in texts[:2]] == [True, False]
    assert [text.partition(" ")[0] for text in texts[2:]] == ["Heute", "No"]
