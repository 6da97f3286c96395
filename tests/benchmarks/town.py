"""A Discord whose people keep bots busy, an archive that changes, and the bots to be killed."""

import asyncio
import datetime as dt
import json
import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from simcord.enums import ChannelType
from sqlalchemy import RowMapping, select

from bot.shards import Shards
from bot.state import GuildSetup, State
from bot.state.database import Database, url_of
from index.chroma_server import ChromaServer
from tests import chroma_server, postgres
from tests.benchmarks.busy_bot import Fork, Home, Life
from tests.benchmarks.crashes import alter, finished, make
from tests.benchmarks.deliveries import FIRST, Bot, World, digest
from tests.benchmarks.people import People, Place
from tests.discord_forum import like_discord
from tests.discord_server import DiscordServer, Request
from tests.index.making import write

_READERS = 24
_PATIENCE = 60.0  # seconds for bots to connect
_LIFE = 2.0  # seconds, at most, of a bot that is killed whatever it does
_LONGEST = 8.0  # seconds that a request is waited for
_REQUESTS = 3  # times as many as a day has without people, among which the kill falls
_ANSWERS = 10  # whole answers among which it falls
_WORDS = 3  # words about a subscription among which it falls
_AFTER = 0.01  # seconds, at most, between a request and the kill


def date_of(day: int) -> dt.date:
    """The date of a day of the benchmark."""
    return (FIRST + dt.timedelta(days=day)).date()


@dataclass(kw_only=True)
class Town(World):
    """A World whose bots do everything."""

    home: Home
    people: People
    chance: random.Random
    _identified: int = 0  # connections to Discord before the bots that live now

    async def connected(self) -> None:
        """Wait until all bots listen."""
        wanted = self._identified + self.processes
        await self.server.wait_for(lambda _: len(self.server.identifies) >= wanted, _PATIENCE)

    async def _spawned(self, now: str) -> Sequence[Bot]:
        server, shards = self.server, range(self.processes)
        self._identified = len(server.identifies)
        told = (self.home, server.url, server.gateway_url, server.token)
        moment = dt.datetime.fromisoformat(now)
        return [Fork(Life(*told, moment, self.ahead, Shards(n, n, self.processes))) for n in shards]

    @property
    def notes(self) -> Path:
        """The files that nobody posts, as they tell no day."""
        return self.home.archive / "notes"

    def write(self, day: int) -> None:
        """The digest of a day comes into the archive, and others change."""
        write(self.home.archive, {f"{date_of(day)}.md": digest(day)})
        self.change()

    def change(self) -> None:
        """Some notes change, go or come."""
        alter(self.chance, self.notes)
        n = self.chance.randint(0, 9999)
        write(self.notes, {f"new-{n}.md": make(self.chance, n)})

    async def load(self) -> None:
        """What goes on while a bot lives: people speak, files change."""
        await self.connected()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.people.live())
            while True:
                await asyncio.sleep(self.chance.uniform(0.2, 1.0))
                self.change()

    async def moment(self, day: int, most: int) -> None:
        """Wait until the moment of the kill: after one of some requests, or any time at all.

        `most` is how many a day has without people.
        """
        chance = self.chance
        if chance.random() < 0.25:
            await self.connected()
            await asyncio.sleep(chance.uniform(0, _LIFE))
            return
        # What is shown may not be noted yet.
        unsent = sum(len(self.server.threads(channel)) <= day for channel in self.channels)
        kinds = [
            (lambda _: True, _REQUESTS * most),
            (self._is_post, unsent),
            (self._is_letter, self.people.owed(date_of(day))),
            (_is_answer, _ANSWERS),
            (_is_word, _WORDS),
        ]
        kind, count = chance.choice([(kind, count) for kind, count in kinds if count])
        wanted = chance.randint(1, count)
        with suppress(TimeoutError):
            await self.server.wait_for(
                lambda _: sum(map(kind, self.server.requests)) >= wanted, _LONGEST
            )
        if chance.random() < 0.5:  # else the bot hasn't even heard
            await asyncio.sleep(chance.uniform(0, _AFTER))

    def _is_post(self, request: Request) -> bool:
        return request.method == "POST" and request.path in self.posting

    def _is_letter(self, request: Request) -> bool:
        channels = self.server.backend.dm_channels.values()
        to = request.path in {f"/channels/{channel}/messages" for channel in channels}
        return request.method == "POST" and to and bool(request.json.get("components"))

    def undone(self, day: int) -> bool:
        """Whether something of the day is left to do."""
        people = self.people
        return bool(self.wrong(day + 1) or people.waiting(date_of(day)) or people.unanswered)

    async def rows(self, table: Any) -> Sequence[RowMapping]:
        """All that the state has of something."""
        state = self.home.state
        database = Database(url_of(state) if isinstance(state, Path) else state)
        try:
            return await database.all(select(table))
        finally:
            await database.close()

    @property
    def undisturbed(self) -> Path:
        """An index of the archive that no bot has open."""
        return self.folder / "undisturbed"

    async def index(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the index holds when it is level, and what one holds that nobody disturbed."""
        home = self.home
        held = await finished(home.data, home.archive, home.database, home.chroma)
        return held, await finished(self.undisturbed, home.archive)


def _is_answer(request: Request) -> bool:
    return "answer:up:" in json.dumps(request.json)


def _is_word(request: Request) -> bool:
    """Whether it tells what became of a command."""
    return request.method == "POST" and request.path.startswith("/webhooks/")


@asynccontextmanager
async def town_of(
    chance: random.Random, channels: int, notes: int, *, on_servers: bool
) -> AsyncIterator[Town]:
    """A town, with so many notes in its archive; on one database, or on servers for two bots."""
    like_discord()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = Home(folder / "archive", folder / "data")
        if on_servers:
            home = await _on_servers(home, stack, folder)
        write(home.archive / "notes", {f"note-{n}.md": make(chance, n) for n in range(notes)})
        await finished(home.data, home.archive, home.database, home.chroma)
        await finished(folder / "undisturbed", home.archive)
        processes = 2 if on_servers else 1
        server = await stack.enter_async_context(DiscordServer(shards=processes))
        state = await State.open(home.state)
        places: list[Place] = []
        for n in range(channels):
            guild = server.add_guild(f"guild {n}", shard=n % processes)
            kind = ChannelType.FORUM if n // processes % 2 else ChannelType.TEXT
            posts = server.backend.create_channel(guild.id, f"digests-{n}", type=kind)
            lounge = server.add_channel(guild, "lounge")
            places.append(Place(posts, lounge, server.add_user(guild, f"asker-{n}")))
            setup = GuildSetup(guild.id, posts.id, 8, "UTC", 0, FIRST, catch_up="all")
            await state.set_guild(setup)
        await state.close()
        yield Town(
            server,
            folder,
            home.state,
            [place.posts for place in places],
            processes,
            home=home,
            people=People(server, places, _READERS, chance),
            chance=chance,
        )


async def _on_servers(home: Home, stack: AsyncExitStack, folder: Path) -> Home:
    cluster = stack.enter_context(postgres.running())
    (folder / "chroma").mkdir()
    server = stack.enter_context(chroma_server.running(folder / "chroma"))
    chroma = ChromaServer(server.url, database=server.create())
    return Home(home.archive, home.data, SecretStr(await cluster.create()), chroma)
