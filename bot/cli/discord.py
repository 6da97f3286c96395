"""`footnote run` with a token: the bot on Discord."""

from collections.abc import Callable
from contextlib import AsyncExitStack, nullcontext

import structlog

from bot.keeper import keeping_level, tell_vectors
from bot.modes import Mode, Modes
from bot.opening import open_assistant, open_search, open_state, open_store
from bot.recorder import recording
from bot.running import run_bot
from bot.services import Services
from bot.settings import Settings
from bot.watch.watching import watching
from index.errors import IndexFault
from index.indexer import Indexer, Report
from index.store import Store

log = structlog.get_logger()


async def discord(settings: Settings, closing: Callable[[], None] = lambda: None) -> None:
    """Run the bot until it is told to stop; `closing` is called before the stores are closed.

    The catalog is level before the bot logs in, so that it answers by words at once; vectors
    follow while it runs. Each step of the start is a line in the log.
    """
    modes = Modes()
    _checked("settings", archives=len(settings.archives), shards=str(settings.shards or "all"))
    async with (
        watching(settings) as metrics,
        open_store(settings) as (store, indexer),
        AsyncExitStack() as stack,
    ):
        metrics.watched.modes = lambda: [mode.value for mode in modes.now]
        _checked("data folder", path=str(settings.data.absolute()))
        report = await _level(indexer, store, modes)
        if report is not None:
            metrics.levelled(report)
        state = await stack.enter_async_context(open_state(settings))
        state.watch(lambda away: modes.tell(Mode.STATE, degraded=away))
        stack.enter_context(metrics.watched.of(store, state))
        recorder = await stack.enter_async_context(
            recording(
                lambda: nullcontext(state),
                settings.keep_answers,
                at_once=True,
                metrics=metrics,
                modes=modes,
            )
        )
        _checked("state", servers=len(await state.guilds()))
        assistant = await stack.enter_async_context(open_assistant(settings, store, modes))
        _checked("model", writer=assistant.author)
        services = Services(
            settings=settings,
            store=store,
            search=open_search(settings, store, modes),
            assistant=assistant,
            state=state,
            clock=settings.clock,
            recorder=recorder,
            metrics=metrics,
            modes=modes,
        )
        async with keeping_level(indexer, settings.refresh, modes, told=metrics.levelled):
            await run_bot(services)
            log.info("closing")
            closing()
    log.info("ended")


async def _level(indexer: Indexer, store: Store, modes: Modes) -> Report | None:
    """Bring the catalog level; where it can't be, what is indexed of every archive serves."""
    report = None
    try:
        report = await indexer.level()
    except IndexFault as fault:
        if not await indexer.holds_all():
            raise
        log.warning("index_not_level", reason=str(fault))
        modes.tell(Mode.INDEX, degraded=True)
    else:
        _checked("archive", skipped=len(report.skipped), changed=report.changed)
        tell_vectors(modes, report)
    documents = (await store.catalog.coverage()).documents
    _checked("index", documents=documents, pending=await store.catalog.outbox.pending())
    return report


def _checked(what: str, **told: object) -> None:
    log.info("checked", what=what, **told)
