"""An assistant on the sample archive whose writer asks a server of this machine."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.claude import ClaudeWriter, make_client
from index.search import Search
from index.store import Store
from tests.messages_server import MODEL, MessagesServer

NOW = dt.datetime(2026, 4, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
async def server() -> AsyncIterator[MessagesServer]:
    """A Messages API on loopback."""
    async with MessagesServer() as running:
        yield running


@pytest.fixture
async def writer(server: MessagesServer) -> AsyncIterator[ClaudeWriter]:
    """A writer whose client goes to the server."""
    async with make_client("test-key", server.url, 5) as client:
        yield ClaudeWriter(client, MODEL, 500)


@pytest.fixture
def assistant(sample_store: Store, writer: ClaudeWriter) -> Assistant:
    """The assistant on 22 April 2026."""
    return Assistant(sample_store, Search(sample_store), writer, clock=lambda: NOW)
