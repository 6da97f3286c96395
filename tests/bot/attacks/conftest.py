"""The hostile archive, indexed once; the sample archive for what comes from outside of it."""

import asyncio
import datetime as dt
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.assistant.answer import Answer
from bot.assistant.assistant import Assistant
from bot.assistant.extractive import ExtractiveWriter
from bot.opening import open_assistant
from bot.settings import Settings
from index.archive import open_archives
from index.embedding import MiniLM
from index.indexer import Indexer, Report
from index.search import Search
from index.store import Store
from tests.attacks import ATTACKS
from tests.bot.attacks.hostile import make_archive, question
from tests.bot.attacks.secrets import KEY, SURROUNDING, TOKEN
from tests.fakes import FlatEmbedder
from tests.messages_server import MessagesServer

NOW = dt.datetime(2026, 4, 29, 12, tzinfo=dt.UTC)


class QuickEmbedder(FlatEmbedder):
    """Gives its vectors out as the model's: what it made the command doesn't make again."""

    name = MiniLM.name


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Report]:
    """The hostile archive, the data folder of its index to copy, and what indexing reported."""
    folder = tmp_path_factory.mktemp("hostile")
    archive = make_archive(folder / "archive")

    async def build() -> Report:
        async with Store(folder / "data", QuickEmbedder()) as store:
            return await Indexer(store, open_archives([str(archive)])).run()

    return archive, folder / "data", asyncio.run(build())


@pytest.fixture(scope="session")
def hostile_answers(
    hostile: tuple[Path, Path, Report], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Answer]:
    """What the assistant without a model answers to the question about each attack."""
    folder = tmp_path_factory.mktemp("answers") / "data"
    shutil.copytree(hostile[1], folder)

    async def ask() -> dict[str, Answer]:
        async with Store(folder, QuickEmbedder()) as store:
            assistant = _without_model(store)
            return {name: await assistant.answer(question(name)) for name in ATTACKS}

    return asyncio.run(ask())


@pytest.fixture
def hostile_settings(hostile: tuple[Path, Path, Report], tmp_path: Path) -> Settings:
    """Settings for the hostile archive, with a copy of its index."""
    archive, data, _ = hostile
    shutil.copytree(data, tmp_path / "hostile")
    return Settings(
        archive=(str(archive),), data=tmp_path / "hostile", writer="extractive", now=NOW
    )


@pytest.fixture
async def hostile_store(hostile_settings: Settings) -> AsyncIterator[Store]:
    """The hostile archive's index, opened."""
    async with Store(hostile_settings.data, QuickEmbedder()) as opened:
        yield opened


@pytest.fixture
def hostile_search(hostile_store: Store) -> Search:
    """A search over it."""
    return Search(hostile_store)


@pytest.fixture
def hostile_assistant(hostile_store: Store) -> Assistant:
    """The assistant without a model over it."""
    return _without_model(hostile_store)


def _without_model(store: Store) -> Assistant:
    return Assistant(store, Search(store), ExtractiveWriter(store.embedder), clock=lambda: NOW)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MessagesServer]:
    """A Messages API on loopback; the surroundings hold a secret."""
    monkeypatch.setenv("SECRET_OF_ANOTHER", SURROUNDING)
    async with MessagesServer(key=KEY) as running:
        yield running


@pytest.fixture
async def over_hostile(hostile_store: Store, server: MessagesServer) -> AsyncIterator[Assistant]:
    """Claude over the archive in whose every place an attack stands."""
    async with _asking(hostile_store, server) as assistant:
        yield assistant


@pytest.fixture
async def over_sample(store: Store, server: MessagesServer) -> AsyncIterator[Assistant]:
    """Claude over an archive that means well."""
    async with _asking(store, server) as assistant:
        yield assistant


@asynccontextmanager
async def _asking(store: Store, server: MessagesServer) -> AsyncIterator[Assistant]:
    """The assistant that settings with secrets make, whose Claude is the server."""
    settings = Settings(
        writer="claude",
        anthropic_api_key=SecretStr(KEY),
        anthropic_base_url=server.url,
        discord_token=SecretStr(TOKEN),
        now=NOW,
    )
    async with open_assistant(settings, store) as assistant:
        yield assistant
