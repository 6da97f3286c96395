"""The daily post when the machine's clock jumps."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.delivery import Delivery
from bot.services import Services
from tests.bot.conftest import MORNING
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
