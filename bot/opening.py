"""Opening what the settings name: the store, the indexer, the assistant."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.assistant.assistant import Assistant
from bot.assistant.extractive import ExtractiveWriter
from bot.assistant.writer import Writer
from bot.settings import Settings, SettingsFault
from index.archive import open_archives
from index.indexer import Indexer
from index.store import Store


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[tuple[Store, Indexer]]:
    """The opened data folder and the indexer of the archives that are set."""
    async with Store(settings.data) as store:
        yield store, Indexer(store, open_archives(settings.archives))


@asynccontextmanager
async def open_assistant(settings: Settings, store: Store) -> AsyncIterator[Assistant]:
    """The assistant with the writer that the settings choose; its connections close at the end."""
    async with AsyncExitStack() as stack:
        writer = await _writer(settings, store, stack)
        yield Assistant(store, writer, clock=settings.clock, passages=settings.evidence)


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
    return ClaudeWriter(client, settings.model, settings.max_tokens)
