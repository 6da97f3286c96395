"""`footnote run` with a token: the bot on Discord."""

import asyncio
import contextlib

from bot.client import run_bot
from bot.keeper import keep_level
from bot.opening import open_assistant, open_store
from bot.services import Services
from bot.settings import Settings
from bot.state import State
from index.search import Search


async def discord(settings: Settings) -> None:
    """Run the bot until it is told to stop.

    The catalog is level before the bot logs in, so that it answers by words at once; vectors
    follow while it runs.
    """
    async with open_store(settings) as (store, indexer), contextlib.AsyncExitStack() as stack:
        await indexer.level()
        state = await State.open(settings.data / "state.db")
        stack.push_async_callback(state.close)
        services = Services(
            settings=settings,
            store=store,
            search=Search(store),
            assistant=await stack.enter_async_context(open_assistant(settings, store)),
            state=state,
            clock=settings.clock,
        )
        keeper = asyncio.create_task(keep_level(indexer, settings.refresh))
        try:
            await run_bot(services)
        finally:
            keeper.cancel()
            # What it does in this moment ends before the store closes under it.
            await asyncio.wait({keeper})
