"""The Discord side without Discord: a state, the sample archive, a bot in simcord."""

import asyncio
import datetime as dt
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from pathlib import Path

import discord
import pytest
import simcord
from sqlalchemy import URL, delete

from bot.client import FootnoteBot
from bot.recorder import Recorder, recording
from bot.services import Services
from bot.settings import Settings
from bot.state import Record, State
from bot.state.database import Database
from bot.state.migrate import upgrade
from bot.state.tables import metadata
from index.archive import SAMPLE, open_archives
from index.database import asyncpg_url
from index.indexer import Indexer
from index.search import Search
from index.store import Store
from tests.discord_forum import like_discord
from tests.discord_openapi import find_openapi, violations
from tests.fakes import FlatEmbedder, HandClock, ScriptedAssistant
from tests.postgres import Cluster

# simcord's epoch: stamps of rows and of messages must agree.
EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_MODAL = 9
like_discord()
MORNING = dt.datetime(2026, 4, 21, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the indexed sample archive, to copy; without the model."""
    folder = tmp_path_factory.mktemp("sample") / "data"

    async def build() -> None:
        async with Store(folder, FlatEmbedder()) as store:
            await Indexer(store, open_archives([str(SAMPLE)])).run()

    asyncio.run(build())
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path | URL:
    """Where the state is kept: in SQLite, unless a module's tests run on `either_database`."""
    return tmp_path / "state.db"


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def either_database(request: pytest.FixtureRequest, tmp_path: Path) -> Path | URL:
    """An empty state's place, in each of the databases in turn."""
    if request.param == "SQLite":
        return tmp_path / "state.db"
    url: URL = request.getfixturevalue("postgres_state")
    asyncio.run(_empty(url))
    return url


async def _empty(url: URL) -> None:
    kept = Database(url)
    for table in reversed(metadata.sorted_tables):
        await kept.erase(delete(table))
    await kept.close()


@pytest.fixture(scope="session")
def postgres_state(postgres: Cluster) -> URL:
    """A state in PostgreSQL that tests share one after another."""
    url = asyncpg_url(asyncio.run(postgres.create()))
    upgrade(url)
    return url


@pytest.fixture
async def state(database: Path | URL, stamps: HandClock) -> AsyncIterator[State]:
    """An empty state."""
    opened = await State.open(database, stamps)
    yield opened
    await opened.close()


@pytest.fixture
async def recorder(state: State) -> AsyncIterator[Recorder]:
    """What records answers in the state, for 30 days."""
    async with recording(lambda: nullcontext(state), 30, at_once=True) as opened:
        yield opened


async def recorded(state: State, count: int = 1) -> list[Record]:
    """The records in the order of asking, as soon as there are so many."""
    long_ago = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    async with asyncio.timeout(5):
        while len(found := await state.answers.newest(99, since=long_ago)) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found[::-1]


@pytest.fixture
def stamps() -> HandClock:
    """The clock that stamps rows."""
    return HandClock(EPOCH)


@pytest.fixture
def clock() -> HandClock:
    """The clock that people live by: a morning on the day of the newest sample digest."""
    return HandClock(MORNING)


@pytest.fixture
def assistant() -> ScriptedAssistant:
    """An assistant with one cited claim."""
    return ScriptedAssistant()


@pytest.fixture
async def store(sample_index: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """The opened sample index."""
    folder = tmp_path / "data"
    shutil.copytree(sample_index, folder)
    async with Store(folder, FlatEmbedder()) as opened:
        yield opened


@pytest.fixture
def services(
    tmp_path: Path,
    store: Store,
    state: State,
    assistant: ScriptedAssistant,
    clock: HandClock,
    *,
    recorder: Recorder,
) -> Services:
    """Everything that the bot is given, without limits on questions."""
    settings = Settings(
        data=tmp_path / "data",
        writer="extractive",
        now=MORNING,
        discord_token=None,
        limit_person=0,
        limit_channel=0,
        limit_day=0,
    )
    return Services(settings, store, Search(store), assistant, state, clock, recorder)


def make_bot(services: Services) -> FootnoteBot:
    """A bot on one shard that edits without waiting."""
    return FootnoteBot(services, pause=0.0, shard_count=1)


@pytest.fixture
def simcord_bot(services: Services) -> FootnoteBot:
    """What the `simcord_env` fixture runs."""
    return make_bot(services)


@pytest.fixture
def env(simcord_env: simcord.Env) -> simcord.Env:
    """The running environment."""
    return simcord_env


@pytest.fixture
def me(env: simcord.Env) -> discord.ClientUser:
    """The bot as people see it."""
    assert env.bot.user
    return env.bot.user


@pytest.fixture
def guild(env: simcord.Env) -> simcord.GuildHandle:
    """A server with the bot in it."""
    return env.create_guild()


@pytest.fixture
def channel(guild: simcord.GuildHandle) -> simcord.ChannelHandle:
    """A text channel of the server."""
    return guild.create_text_channel("digests")


@pytest.fixture
def alice(env: simcord.Env, guild: simcord.GuildHandle) -> simcord.MemberActor:
    """A member without special permissions."""
    return guild.add_member(env.create_user("alice"))


@pytest.fixture
def admin(env: simcord.Env, guild: simcord.GuildHandle) -> simcord.MemberActor:
    """A member who may manage the server."""
    role = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    return guild.add_member(env.create_user("admin"), roles=[role])


@pytest.fixture(autouse=True)
def held_against_openapi(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold every request of a simcord test against Discord's description, where it is there."""
    if "simcord_env" not in request.fixturenames:
        yield
        return
    env: simcord.Env = request.getfixturevalue("simcord_env")
    yield
    if find_openapi() is not None:
        assert violations(env.http_requests) == []
    _hold(env)


def _hold(env: simcord.Env) -> None:
    """No message may ping anybody, but for the one role that a server wants pinged by its post."""
    for sent in env.http_requests:
        body = sent.json if isinstance(sent.json, dict) else {}
        if sent.path.endswith("/callback") and body.get("type") == _MODAL:
            continue  # it is no message
        # A forum's post is a thread that holds its message.
        for message in (body, body.get("data") or {}, body.get("message") or {}):
            if "content" in message or "components" in message:
                allowed = message.get("allowed_mentions", {})
                assert allowed.get("parse") == [], sent.path
                assert not allowed.get("users"), sent.path
                first = sent.method == "POST" and bool(message.get("components"))
                assert len(allowed.get("roles") or ()) <= first, sent.path
