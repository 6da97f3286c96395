"""A data folder with a row of everything."""

import asyncio
import datetime as dt
from pathlib import Path

from sqlalchemy import URL

from bot.state import State
from index.web.kept import Kept, KeptPage
from tests.bot.conftest import EPOCH
from tests.bot.state.test_answers import ALICE, RECORD
from tests.bot.state.test_state import DAY, SETUP
from tests.bot.state.test_subscriptions import WANTED

NOW = dt.datetime(2026, 4, 21, 9, 30, tzinfo=dt.UTC)
PAGE = KeptPage("https://a.test/", "text", 1, 2, body='["What it said."]')


async def fill(data: Path, where: URL | None = None) -> None:
    """Make a state and what was fetched in a folder, with something in each table.

    The state is in a database elsewhere where one is given.
    """
    await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
    state = await State.open(where or data / "state.db", lambda: EPOCH)
    await state.set_guild(SETUP)
    post = await state.claim(SETUP, "d", DAY, "h")
    assert post
    await state.sent(post, 9)
    await state.opened(post, 10)
    await state.answers.add(RECORD)
    await state.rate(RECORD.id, ALICE, "wrong", "Not so.")
    await state.subscriptions.set(WANTED)
    await state.set_fact("commands", "h")
    await state.close()
    kept = await Kept.open(data / "web.db")
    await kept.put_page(PAGE)
    await kept.close()


async def everything(data: Path, where: URL | None = None) -> list[object]:
    """What the databases of a folder hold, or the one elsewhere, as the bot reads it."""
    state = await State.open(where or data / "state.db", lambda: EPOCH)
    kept = await Kept.open(data / "web.db")
    try:
        return [
            await state.guilds(),
            await state.posts(SETUP.channel_id),
            await state.topic(10),
            await state.answers.newest(9, since=EPOCH - dt.timedelta(days=1)),
            await state.answers.ratings.of([RECORD.id]),
            await state.subscriptions.get(WANTED.user_id),
            await state.fact("commands"),
            await kept.page(PAGE.url),
        ]
    finally:
        await state.close()
        await kept.close()
