"""A bot in a process of its own that does all that a bot does, until it is killed.

Its processes are forked from one that has imported everything, so that they start at once.
"""

import asyncio
import datetime as dt
import multiprocessing
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import discord.gateway
import yarl
from pydantic import SecretStr
from sqlalchemy import URL

from bot.assistant.answer import Segment
from bot.client import FootnoteBot
from bot.keeper import keeping_level
from bot.logs import configure_logs
from bot.recorder import recording
from bot.services import Services
from bot.settings import Settings
from bot.shards import Shards
from bot.state import State
from index.archive import open_archives
from index.chroma_server import ChromaServer
from index.database import asyncpg_url
from index.indexer import Indexer
from index.search import Query, Search
from index.store import Store
from tests.fakes import ScriptedAssistant
from tests.index.embedders import WordsEmbedder

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "chromadb", "watchfiles", "alembic", "aiosqlite"])
_LOOK = 0.5  # seconds between two looks at the archive
_SLOW = 0.02  # seconds that vectors of a batch take
_PAUSE = 0.05  # seconds between two edits of an answer
_SAID = ("Meta leases cells.", "Oracle orders agents.", "Zephyr leads.")


@dataclass(frozen=True, slots=True)
class Home:
    """Where bots live: an archive, and a data folder or the servers in its place."""

    archive: Path
    data: Path
    database: SecretStr | None = None
    chroma: ChromaServer | None = None

    @property
    def state(self) -> Path | URL:
        """Where the state is kept."""
        if self.database is None:
            return self.data / "state.db"
        return asyncpg_url(self.database.get_secret_value())


@dataclass(frozen=True, slots=True)
class Life:
    """What a bot is started with.

    `now` is the clock that people live by, `ahead` how many seconds the rows' clock is ahead.
    """

    home: Home
    url: str
    gateway_url: str
    token: str
    now: dt.datetime
    ahead: float
    shards: Shards


class Fork:
    """A bot's process."""

    def __init__(self, life: Life) -> None:
        self._process = _FORKS.Process(target=_run, args=(life,), daemon=True)
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def kill(self) -> None:
        """Send it signal 9."""
        self._process.kill()

    async def wait(self) -> int:
        """Return when it has ended."""
        await asyncio.to_thread(self._process.join)
        return self._process.exitcode or 0


def _run(life: Life) -> None:
    discord.http.Route.BASE = life.url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(life.gateway_url)
    configure_logs("error")
    asyncio.run(_live(life))


async def _live(life: Life) -> None:
    home, offset = life.home, dt.timedelta(seconds=life.ahead)
    state = await State.open(home.state, lambda: dt.datetime.now(dt.UTC) + offset)
    settings = Settings(
        data=home.data,
        writer="extractive",
        shards=life.shards,
        limit_person=0,
        limit_channel=0,
        limit_day=0,
    )
    embedder = WordsEmbedder(pause=_SLOW)
    async with (
        Store(home.data, embedder, database=home.database, chroma=home.chroma) as store,
        recording(lambda: nullcontext(state), 30, at_once=True) as recorder,
    ):
        indexer = Indexer(store, open_archives([str(home.archive)]))
        await indexer.level()
        search = Search(store)
        said = [Segment(words, (1,)) for words in _SAID]
        answering = ScriptedAssistant(said, pause=lambda: search.find(Query("Who leases cells?")))
        services = Services(
            settings, store, search, answering, state, lambda: life.now, recorder=recorder
        )
        async with keeping_level(indexer, _LOOK):
            # The servers are on the wire at once: nothing is to be waited for behind them.
            bot = FootnoteBot(services, pause=_PAUSE, guild_ready_timeout=0.2)
            await bot.start(life.token)
