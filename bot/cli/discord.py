"""`footnote run` with a token: the bot on Discord."""

from contextlib import AsyncExitStack, nullcontext

from bot.client import run_bot
from bot.keeper import keeping_level
from bot.opening import open_assistant, open_state, open_store
from bot.recorder import recording
from bot.services import Services
from bot.settings import Settings
from bot.watch.watching import watching
from index.search import Search


async def discord(settings: Settings) -> None:
    """Run the bot until it is told to stop.

    The catalog is level before the bot logs in, so that it answers by words at once; vectors
    follow while it runs.
    """
    async with (
        watching(settings) as metrics,
        open_store(settings) as (store, indexer),
        AsyncExitStack() as stack,
    ):
        metrics.levelled(await indexer.level())
        state = await stack.enter_async_context(open_state(settings))
        stack.enter_context(metrics.watched.of(store, state))
        recorder = await stack.enter_async_context(
            recording(
                lambda: nullcontext(state), settings.keep_answers, at_once=True, metrics=metrics
            )
        )
        services = Services(
            settings=settings,
            store=store,
            search=Search(store, settings.other_names),
            assistant=await stack.enter_async_context(open_assistant(settings, store)),
            state=state,
            clock=settings.clock,
            recorder=recorder,
            metrics=metrics,
        )
        async with keeping_level(indexer, settings.refresh, told=metrics.levelled):
            await run_bot(services)
