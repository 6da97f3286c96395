"""A bot or an indexer in a process of its own, on the servers that several share.

Called as: python -m tests.benchmarks.worker bot|watch|embed JSON

JSON are the fields of `Given`. It writes a line of JSON for each thing that it tells. A `bot` posts
what is due, keeps the index level as bots do, and tells over and over which of the `tokens` of some
subjects it finds, in each way in which it can find them; which subjects, it reads from lines of
JSON. A `watch` keeps the index level as `footnote index --watch` does. An `embed` says that it is
ready, waits for a line, and makes the vectors that are missing.
"""

import asyncio
import datetime as dt
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.cogs import clock
from bot.keeper import Keeper
from bot.services import Services
from bot.settings import Settings
from bot.shards import Shards
from bot.state import State
from index.archive import open_archives
from index.chroma_server import ChromaServer
from index.database import asyncpg_url
from index.digest import Scope, Span
from index.embedding import Vectors, embed
from index.indexer import Indexer
from index.search import Query, Search
from index.store import Store
from tests.fakes import ScriptedAssistant
from tests.index.embedders import WordsEmbedder

TOKEN = re.compile(r"Zuv[a-z]+")
_NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
_TICK = 2.0  # seconds between two looks at what is due, a minute in earnest
_LEVEL = 60.0  # seconds between two looks at an archive that tells its changes


@dataclass(frozen=True, slots=True)
class Given:
    """Where everything is; `pause` are the seconds that the embedder takes for a text."""

    archive: str
    data: str
    database: str
    chroma: str
    chroma_database: str
    pause: float = 0.0
    rest: float = 0.2
    shards: str = ""

    def json(self) -> str:
        """As a worker is given it."""
        return json.dumps(asdict(self))

    def store(self, embedder: WordsEmbedder) -> Store:
        """The store, to be opened."""
        server = ChromaServer(self.chroma, database=self.chroma_database)
        return Store(Path(self.data), embedder, database=SecretStr(self.database), chroma=server)


class SlowEmbedder(WordsEmbedder):
    """An embedder that sleeps for each text, as if a machine of its own worked on it."""

    def __init__(self, pause: float) -> None:
        super().__init__()
        self._each = pause

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        time.sleep(self._each * len(texts))
        return super().embed(texts)


def _tell(**told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _tokens(texts: Iterable[str]) -> set[str]:
    return {token for text in texts for token in TOKEN.findall(text)}


class Prober:
    """Asks a store for subjects in each way in which one can be found."""

    def __init__(self, store: Store, search: Search) -> None:
        self._catalog, self._meaning = store.catalog, store.meaning
        self._search = search
        self.searches = 0
        self._embedder = WordsEmbedder()

    async def ask(self, name: str, day: str, tokens: Sequence[str]) -> None:
        """Tell which tokens of a subject are found, with the moment before each question."""
        date = dt.date.fromisoformat(day)
        (vector,) = await embed(self._embedder, [name])
        ways = {
            "words": self._words(name),
            "meaning": self._nearest(vector, Scope()),
            "meaning within a day": self._nearest(vector, Scope(Span(date, date))),
            "vocabulary": self._vocabulary(tokens),
            "names": self._names(tokens),
            "digests": self._titles(),
        }
        found = {}
        for way, asking in ways.items():
            at = time.monotonic()
            found[way] = at, sorted({*tokens} & await asking)
        _tell(name=name, found=found)

    async def _words(self, name: str) -> set[str]:
        self.searches += 1
        found = await self._search.find(Query(name))
        return _tokens(each.passage.text for each in found if each.words)

    async def _nearest(self, vector: Vectors, scope: Scope) -> set[str]:
        found = await self._catalog.evidence(await self._meaning.nearest(vector, scope, 200))
        return _tokens(each.passage.text for each in found)

    async def _vocabulary(self, tokens: Sequence[str]) -> set[str]:
        vocabulary = await self._catalog.vocabulary(tokens)
        return {token for token in tokens if vocabulary.frequency(token.lower())}

    async def _names(self, tokens: Sequence[str]) -> set[str]:
        names = await self._catalog.names()
        return {token for token in tokens if token in names}

    async def _titles(self) -> set[str]:
        return _tokens(origin.title for origin in await self._catalog.origins())


async def _lines() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    return reader


async def _bot(given: Given) -> None:
    state = await State.open(asyncpg_url(given.database))
    embedder = SlowEmbedder(given.pause)
    async with given.store(embedder) as store:
        search = Search(store)
        prober = Prober(store, search)
        shards = Shards.read(given.shards) if given.shards else None
        settings = Settings(data=Path(given.data), writer="extractive", shards=shards)
        services = Services(settings, store, search, ScriptedAssistant(), state, lambda: _NOW)
        bot = FootnoteBot(services, guild_ready_timeout=0.2)
        indexer = Indexer(store, open_archives([given.archive]))

        def told(*_: object) -> None:
            _tell(embedded=embedder.texts - prober.searches)

        async with asyncio.TaskGroup() as group:
            group.create_task(Keeper(indexer, _LEVEL, progress=told, behind=True).run())
            group.create_task(bot.start(os.environ["DISCORD_TOKEN"]))
            group.create_task(_hasten(bot))
            group.create_task(_probe(prober, given.rest))


async def _hasten(bot: FootnoteBot) -> None:
    clock.EVERY = _TICK
    await bot.wait_until_ready()
    _tell(ready=True)


async def _probe(prober: Prober, rest: float) -> None:
    """Ask for the subjects of the last line over and over."""
    lines = await _lines()
    subjects: list[tuple[str, str, list[str]]] = []

    async def read() -> None:
        while line := await lines.readline():
            subjects[:] = json.loads(line)

    async def ask() -> None:
        while True:
            for subject in subjects:
                await prober.ask(*subject)
            await asyncio.sleep(rest)

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        group.create_task(ask())


async def _watch(given: Given) -> None:
    embedder = SlowEmbedder(given.pause)
    async with given.store(embedder) as store:
        indexer = Indexer(store, open_archives([given.archive]))
        _tell(ready=True)
        await Keeper(indexer, _LEVEL, progress=lambda *_: _tell(embedded=embedder.texts)).run()


async def _embed(given: Given) -> None:
    lines = await _lines()
    embedder = SlowEmbedder(given.pause)
    async with given.store(embedder) as store:
        indexer = Indexer(store, open_archives([given.archive]))
        await store.vectors.count()  # the server is known
        _tell(ready=True)
        await lines.readline()
        await indexer.embed(lambda *_: _tell(embedded=embedder.texts))


if __name__ == "__main__":
    _what = {"bot": _bot, "watch": _watch, "embed": _embed}[sys.argv[1]]
    asyncio.run(_what(Given(**json.loads(sys.argv[2]))))
