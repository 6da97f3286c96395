"""The daily post when the machine's clock jumps."""

import asyncio
import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import discord
import pytest
from discord.ext import commands

from bot.cogs.clock import Clock
from bot.delivery import Delivery
from bot.services import Services
from tests.bot.conftest import EPOCH, MORNING
from tests.bot.test_delivery import SETUP, PaperOutlet
from tests.fakes import HandClock


@pytest.mark.parametrize("jumps", [(-1, 1), (1, -1)])
@pytest.mark.parametrize("fault", ["", "before send"])
async def test_a_jump_of_an_hour_posts_nothing_twice(
    services: Services,
    clock: HandClock,
    stamps: HandClock,
    jumps: tuple[int, int],
    fault: str,
) -> None:
    """Set back or forth by an hour behind the post, or in the middle of it, the digest comes once.

    What was begun is finished at the latest when the clock is where it was, and a lease later.
    """
    outlet = PaperOutlet()
    outlet.faults = [fault] if fault else []
    since = MORNING - dt.timedelta(days=1)
    await services.state.set_guild(replace(SETUP, hour=11, since=since))
    delivery = Delivery(services, outlet)
    await delivery.run()

    for hours in jumps:
        clock.move(hours=hours)
        stamps.move(hours=hours)
        await delivery.run()
    for _ in range(3):
        clock.move(hours=1)
        stamps.move(hours=1)
        await delivery.run()

    (sent,) = outlet.sent
    (post,) = await services.state.posts(SETUP.channel_id)
    assert post.message_id == sent.message
    assert post.threaded_at
    assert len(sent.thread) == len(set(sent.thread)) > 1


async def test_clock_that_is_set_back_holds_nothing_up(
    services: Services, clock: HandClock, stamps: HandClock
) -> None:
    """A post that failed comes a lease later, also where the clock went back behind its hour."""
    outlet = PaperOutlet()
    outlet.faults = ["before send"]
    since = MORNING - dt.timedelta(days=1)
    await services.state.set_guild(replace(SETUP, hour=11, since=since))
    delivery = Delivery(services, outlet)
    await delivery.run()
    assert outlet.sent == []

    for each in (clock, stamps):
        each.move(hours=-5)
        each.move(minutes=3)
    await delivery.run()

    (sent,) = outlet.sent
    (post,) = await services.state.posts(SETUP.channel_id)
    assert post.message_id == sent.message


async def test_rounds_go_by_a_clock_that_only_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute between two rounds is the machine's running time, whatever its date says."""
    rounds: list[None] = []

    class Work:
        """Counts its rounds."""

        async def run(self) -> None:
            """Do nothing."""
            rounds.append(None)

        async def finish(self) -> None:
            """Have nothing to finish."""

    async def ready() -> None:
        """Be ready."""

    bot = cast("commands.AutoShardedBot", SimpleNamespace(wait_until_ready=ready))
    monkeypatch.setattr("bot.cogs.clock.EVERY", 0.01)
    cog = Clock(bot, Work(), "work_failed")
    await cog.cog_load()
    await asyncio.sleep(0.03)
    with monkeypatch.context() as patch:
        # discord.py's loops ask this; set back by a day they would sleep for one.
        patch.setattr(discord.utils, "utcnow", lambda: EPOCH)
        patch.setattr(discord.utils, "compute_timedelta", lambda _: 86_400.0)
        before = len(rounds)
        await asyncio.sleep(0.05)
    await cog.finish()

    assert before >= 1
    assert len(rounds) > before
