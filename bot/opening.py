"""Opening what the settings name: the store, the indexer, the assistant."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from bot.assistant.assistant import Assistant
from bot.assistant.extractive import ExtractiveWriter
from bot.assistant.writer import Writer
from bot.faults import BotFault
from bot.modes import Mode, Modes
from bot.settings import Settings, SettingsFault
from index.archive import open_archives
from index.indexer import Collection, Indexer
from index.search import Search
from index.store import Store
from index.web.address import normalised
from index.web.faults import in_one_line
from index.web.feed import FeedArchive, is_address
from index.web.fetch import Fetcher
from index.web.kept import Kept
from index.web.pages import Pages
from index.web.web import Web

if TYPE_CHECKING:
    from sqlalchemy import URL

    from bot.recorder import Recorder
    from bot.state import State


@asynccontextmanager
async def open_store(
    settings: Settings, *, beside: bool = False
) -> AsyncIterator[tuple[Store, Indexer]]:
    """The opened data folder and the indexer of the archives that are set.

    `beside` it is another index that is built, while one serves.
    """
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(
            Store(
                settings.data,
                database=settings.database_url,
                chroma=settings.chroma,
                beside=beside,
            )
        )
        rules = settings.rules_of()
        folders = [root for root in settings.archives if not is_address(root)]
        addresses = [root for root in settings.archives if is_address(root)]
        archives = open_archives(
            folders, {root: found for root, found in rules.items() if not is_address(root)}
        )
        if not addresses and settings.sources != "fetch":
            yield store, Indexer(store, archives)
            return
        with in_one_line():
            kept = await Kept.open(settings.data / "web.db")
        stack.push_async_callback(kept.close)
        by_address = {normalised(root): found for root, found in rules.items()}
        opened = [FeedArchive(root, kept, by_address.get(normalised(root))) for root in addresses]
        feeds = list({feed.key: feed for feed in opened}.values())
        pages = Pages(kept, store) if settings.sources == "fetch" else None
        web = Web(
            kept,
            Fetcher(settings.fetch_agent, allowed=frozenset(settings.fetch_allow)),
            feeds=feeds,
            every=settings.feed_every,
            pages=pages,
            now=lambda: dt.datetime.now(dt.UTC),
        )
        stack.push_async_callback(web.close)
        collections: list[Collection] = [*archives, *feeds]
        if pages is not None:
            collections.append(pages)
        yield store, Indexer(store, collections, web)


def open_search(settings: Settings, store: Store, modes: Modes | None = None) -> Search:
    """The search with the names that are set; `modes` are told where it is by words alone."""

    def told(failed: bool) -> None:  # noqa: FBT001  (the callback's one value)
        if modes is not None:
            modes.tell(Mode.MEANING, degraded=failed)

    return Search(store, settings.other_names, told)


@asynccontextmanager
async def open_assistant(
    settings: Settings, store: Store, modes: Modes | None = None
) -> AsyncIterator[Assistant]:
    """The assistant with the writer that the settings choose; its connections close at the end.

    With `modes` it runs for long: they are told what is away, and Claude isn't waited for by each
    question then.
    """
    async with AsyncExitStack() as stack:
        writer = await _writer(settings, store, stack)
        if modes is not None and writer.name == "claude":
            from bot.assistant.resting import RestingWriter

            writer = RestingWriter(writer, modes)
        search = open_search(settings, store, modes)
        yield Assistant(store, search, writer, clock=settings.clock, passages=settings.evidence)


@asynccontextmanager
async def open_state(settings: Settings, *, must_exist: bool = False) -> "AsyncIterator[State]":
    """The state database, in PostgreSQL where the settings say so, else in the data folder.

    Made where there is none, unless it `must_exist`. Raises BotFault where it can't be used.
    """
    from bot.state import State

    if must_exist and not await asyncio.to_thread(has_state, settings):
        raise BotFault(
            f"There is no {settings.state}: nothing is recorded. Name the data folder with --data."
        )
    state = await State.open(state_at(settings))
    try:
        yield state
    finally:
        await state.close()


def state_at(settings: Settings) -> "Path | URL":
    """Where the state is kept."""
    from index.database import asyncpg_url

    url = settings.database_url
    return settings.state if url is None else asyncpg_url(url.get_secret_value())


def has_state(settings: Settings) -> bool:
    """Whether there is a state to read; that of a server is only known when it is opened."""
    return settings.database_url is not None or settings.state.exists()


def open_recorder(settings: Settings) -> "AbstractAsyncContextManager[Recorder]":
    """A recorder of answers; the state is opened behind the first answer, not before it."""
    from bot.recorder import Recorder, recording

    if not settings.keep_answers and not has_state(settings):
        return nullcontext(Recorder())
    return recording(lambda: open_state(settings), settings.keep_answers)


async def _writer(settings: Settings, store: Store, stack: AsyncExitStack) -> Writer:
    """Claude where a key is set, unless the settings say otherwise; else the extractive writer."""
    key = settings.anthropic_api_key
    if settings.writer == "claude" and key is None:
        raise SettingsFault("The writer 'claude' needs a key: set ANTHROPIC_API_KEY.")
    if settings.writer == "extractive" or key is None:
        return ExtractiveWriter(store.embedder)
    from bot.assistant.claude import ClaudeWriter, make_client

    client = make_client(key.get_secret_value(), settings.anthropic_base_url, settings.timeout)
    await stack.enter_async_context(client)
    writer = ClaudeWriter(
        client,
        settings.model,
        settings.max_tokens,
        effort=settings.effort,
        evidence_tokens=settings.evidence_tokens,
        rounds=settings.search_rounds,
    )
    return await stack.enter_async_context(writer)
