"""Bots killed at random points of all that they do: is anything lost, is anything there twice?

python -m tests.benchmarks.kills [--rounds 100] [--channels 6] [--postgres] [--seed 7]

Each round is a day. Files of the archive are written, changed and removed, a bot starts, takes up
what the last one left, levels the index, posts the day's digest, sends letters, answers questions
in threads and by mention, subscribes people; and is killed (signal 9) at a moment that chance
chose. After every fourth kill one bot is left alone until all is quiet. Then what stands on Discord
is held against the state, and the index against one that nobody disturbed.
Discord is a server of this process, which knows nothing of the kills. State and index are in SQLite
with an embedded Chroma; with --postgres in a PostgreSQL and a Chroma server that are started for
it, and two processes share them, each with one of two shards.
"""

import argparse
import asyncio
import datetime as dt
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from simcord.enums import ChannelType
from sqlalchemy import RowMapping, select

from bot.shards import Shards
from bot.state import GuildSetup, State
from bot.state.database import Database, url_of
from bot.state.tables import answers, subscriptions
from index.chroma_server import ChromaServer
from tests import chroma_server, postgres
from tests.benchmarks.busy_bot import Fork, Home, Life
from tests.benchmarks.crashes import alter, finished, make
from tests.benchmarks.deliveries import FIRST, QUIET, Bot, World, digest, stop
from tests.benchmarks.people import People, Place
from tests.discord_forum import like_discord
from tests.discord_server import DiscordServer
from tests.index.making import write

_NOTES = 320  # files beside the digests: more than a thousand passages, as Chroma has files then
_READERS = 10
_CALM = 4  # rounds until a bot is left alone
_PATIENCE = 60.0  # seconds that it has
_ASKED = 5  # questions that it is asked
_LIFE = 2.0  # seconds, at most, of a bot that isn't killed by what it asks Discord for
_AFTER = 0.01  # seconds, at most, between a request and the kill
_COMPARED = ("documents", "places", "passages", "vectors")


@dataclass
class Outcome:
    """What became of the rounds: how much there was of each kind, and what was wrong with it."""

    kills: int = 0
    at_work: int = 0  # kills that left something of the day undone
    checked: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def note(self, kind: str, wrong: Iterator[str]) -> None:
        """Note what is wrong of a kind, once."""
        self.wrong += [(kind, line) for line in wrong if (kind, line) not in self.wrong]


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
        write(self.home.archive, {f"{(FIRST + dt.timedelta(days=day)).date()}.md": digest(day)})
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

    async def moment(self, most: int) -> None:
        """Wait until the moment of the kill."""
        how = self.chance.random()
        if how < 0.4:
            await self.until(self.chance.randint(1, most))
            await asyncio.sleep(self.chance.uniform(0, _AFTER))
        elif how < 0.6:  # where a post may stand that nobody noted yet
            await self.until_sent(self.chance.randint(1, len(self.channels)))
            await asyncio.sleep(self.chance.uniform(0, _AFTER))
        else:
            await self.connected()
            await asyncio.sleep(self.chance.uniform(0, _LIFE))

    def undone(self, day: int) -> bool:
        """Whether something of the day is left to do."""
        date = (FIRST + dt.timedelta(days=day)).date()
        return bool(self.wrong(day + 1) or self.people.waiting(date) or self.people.unanswered)

    async def rows(self, table: Any) -> Sequence[RowMapping]:
        """All that the state has of something."""
        state = self.home.state
        database = Database(url_of(state) if isinstance(state, Path) else state)
        try:
            return await database.all(select(table))
        finally:
            await database.close()

    async def check(self, day: int, outcome: Outcome) -> None:
        """Hold all that there is against what it should be; no bot runs."""
        people = self.people
        outcome.note("posts", iter(self.wrong(day + 1)))
        days = [(FIRST + dt.timedelta(days=n)).date() for n in range(day + 1)]
        for n, date in enumerate(days):
            outcome.note("letters", people.wrong_letters(date, due=n == day))
        kept = await self.rows(subscriptions)
        outcome.note("subscriptions", people.wrong_subscriptions(kept))
        records = await self.rows(answers)
        outcome.note("records", people.wrong_records(records))
        if people.unanswered:
            outcome.wrong.append(("records", f"{people.unanswered} questions without an answer"))
        home = self.home
        held = await finished(home.data, home.archive, home.database, home.chroma)
        whole = await finished(self.folder / "undisturbed", home.archive)
        outcome.note("passages", _differences(held, whole, day))
        letters = sum(people.letters(reader, date) for reader in people.readers for date in days)
        outcome.checked = Counter(
            posts=sum(len(self.posts(channel)) for channel in self.channels),
            letters=letters,
            records=len(people.answers()),
            subscriptions=outcome.checked["subscriptions"] + len(people.readers),
            passages=outcome.checked["passages"] + len(whole["passages"]),
        )


def _differences(held: Any, whole: Any, day: int) -> Iterator[str]:
    for name in _COMPARED:
        there, wanted = (Counter(map(str, each[name])) for each in (held, whole))
        for what, rows in (("too much", there - wanted), ("missing", wanted - there)):
            if rows:
                yield f"day {day}: {rows.total()} of {name} {what}, one is {next(iter(rows))[:200]}"


@asynccontextmanager
async def _town(
    chance: random.Random, channels: int, notes: int, *, on_servers: bool
) -> AsyncIterator[Town]:
    like_discord()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = Home(folder / "archive", folder / "data")
        if on_servers:
            home = await _on_servers(home, stack, folder)
        write(home.archive / "notes", {f"note-{n}.md": make(chance, n) for n in range(notes)})
        for data, *servers in ((home.data, home.database, home.chroma), (folder / "undisturbed",)):
            await finished(data, home.archive, *servers)
        processes = 2 if on_servers else 1
        server = await stack.enter_async_context(DiscordServer(shards=processes))
        state = await State.open(home.state)
        places: list[Place] = []
        for n in range(channels):
            guild = server.add_guild(f"guild {n}", shard=n % processes)
            kind = ChannelType.FORUM if n // processes % 2 else ChannelType.TEXT
            posts = server.backend.create_channel(guild.id, f"digests-{n}", type=kind)
            lounge, asker = (
                server.add_channel(guild, "lounge"),
                server.add_user(guild, f"asker-{n}"),
            )
            places.append(Place(posts, lounge, asker))
            await state.set_guild(
                GuildSetup(guild.id, posts.id, 8, "UTC", 0, FIRST, catch_up="all")
            )
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
    chroma = stack.enter_context(chroma_server.running(folder / "chroma"))
    database = SecretStr(await cluster.create())
    return Home(
        home.archive, home.data, database, ChromaServer(chroma.url, database=chroma.create())
    )


async def _calm(town: Town, day: int) -> None:
    """Leave bots that were started alone until all is done, or their time is over."""
    date = (FIRST + dt.timedelta(days=day)).date()
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await town.connected()
            for place in town.people.places[:_ASKED]:
                await town.people.ask(place)
            await town.finished(day)
            await town.server.wait_for(
                lambda _: not (town.people.waiting(date) or town.people.unanswered), _PATIENCE
            )


async def _killed(town: Town, bots: Sequence[Bot], most: int) -> None:
    """Kill bots at a moment that chance chose, while people speak and files change."""
    load = asyncio.create_task(town.load())
    try:
        await town.moment(most)
        await stop(bots)
    finally:
        load.cancel()
        await asyncio.wait({load})
    if not load.cancelled():
        load.result()


async def rounds(
    count: int,
    seed: int,
    channels: int = 6,
    notes: int = _NOTES,
    *,
    quiet: float = QUIET,
    on_servers: bool = False,
) -> Outcome:
    """Do so many rounds, after a first day that is left alone."""
    chance = random.Random(seed)  # noqa: S311
    outcome = Outcome()
    bots: Sequence[Bot] = ()
    async with _town(chance, channels, notes, on_servers=on_servers) as town:
        town.quiet = quiet
        try:
            town.write(0)
            bots = await town.start(0)
            await _calm(town, 0)
            most = len(town.server.requests)
            for day in range(1, count + 1):
                await stop(bots)
                town.people.settle()
                town.people.rise()
                town.write(day)
                bots = await town.start(day)
                await _killed(town, bots, most)
                outcome.kills += len(bots)
                outcome.at_work += len(bots) if town.undone(day) else 0
                town.people.settle()
                if day % _CALM == 0 or day == count:
                    bots = await town.start(day)
                    await _calm(town, day)
                    await stop(bots)
                    await town.check(day, outcome)
            town.people.settle()
            bots = await town.start(count)
            await town.rest()  # nothing comes once more
            await stop(bots)
            await town.check(count, outcome)
        finally:
            await stop(bots)
    return outcome


def main() -> None:
    """Do the rounds and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--channels", type=int, default=6)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    started = time.monotonic()
    work = rounds(given.rounds, given.seed, given.channels, on_servers=given.postgres)
    outcome = asyncio.run(work)
    minutes = (time.monotonic() - started) / 60
    at_work = f"{outcome.kills} kills, {outcome.at_work} of a bot at work, {minutes:.1f} minutes"
    table = Table("what", "checked", "wrong", title=f"{given.rounds} rounds: {at_work}")
    wrong = Counter(kind for kind, _ in outcome.wrong)
    for kind, checked in outcome.checked.items():
        table.add_row(kind, f"{checked:,}", str(wrong[kind]))
    console = Console()
    console.print(table)
    for kind, line in outcome.wrong:
        console.print(f"{kind}: {line}", markup=False)
    raise SystemExit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
