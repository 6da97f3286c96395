"""A bot in a process of its own that posts what is due, until it is killed.

Called as: python -m tests.benchmarks.deliverer DATA STATE NOW AHEAD

STATE is a file or the address of a PostgreSQL database, NOW the clock that people live by, AHEAD
how many seconds the rows' clock is ahead.
"""

import asyncio
import datetime as dt
import os
import sys
from pathlib import Path

from sqlalchemy import make_url

from bot.client import FootnoteBot
from bot.services import Services
from bot.settings import Settings
from bot.state import State
from index.search import Search
from index.store import Store
from tests.fakes import FlatEmbedder, ScriptedAssistant


async def _main(data: str, kept: str, now: str, ahead: str) -> None:
    moment, offset = dt.datetime.fromisoformat(now), dt.timedelta(seconds=float(ahead))
    where = make_url(kept) if "://" in kept else Path(kept)
    state = await State.open(where, lambda: dt.datetime.now(dt.UTC) + offset)
    async with Store(Path(data), FlatEmbedder()) as store:
        settings = Settings(data=Path(data), writer="extractive")
        search = Search(store)
        services = Services(settings, store, search, ScriptedAssistant(), state, lambda: moment)
        # The servers are on the wire at once: nothing is to be waited for behind them.
        bot = FootnoteBot(services, guild_ready_timeout=0.2)
        await bot.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
