"""Bots killed at random points of the daily post: has every channel each digest exactly once?

python -m tests.benchmarks.deliveries [--rounds 200] [--channels 20] [--processes 1]
    [--postgres] [--seed 7]

Each round is a day: a bot starts, takes up what the last one left, posts the day's digest in every
channel with its thread, and is killed (signal 9) around a request that chance chose, half of the
time around a post. Every second channel is a forum. After some rounds one bot is left alone until
all is posted; at the end what stands in the channels is counted.
Discord is a server of this process, which knows nothing of the kills. With more processes, so many
bots share one state and one token. The state is in SQLite, or in a PostgreSQL that is started for
it.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.table import Table
from simcord.backend.models import Channel, Message
from simcord.enums import ChannelType
from sqlalchemy import URL

from bot.delivery import LEASE
from bot.state import GuildSetup, State
from index.archive import open_archives
from index.database import asyncpg_url
from index.indexer import Indexer
from index.store import Store
from tests.discord_forum import like_discord
from tests.discord_server import DiscordServer
from tests.fakes import FlatEmbedder
from tests.index.making import write
from tests.postgres import running

ROOT = Path(__file__).parents[2]
FIRST = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
_PARAGRAPHS = 5  # of a digest; they make three messages of its thread
_WORDS = 160  # of a paragraph
_TITLE = re.compile(r"Digest number (\d+)\.")
QUIET = 5.0  # seconds without a request: all is done
_ROUND = 90.0  # seconds after which a round has failed
_AFTER = 0.01  # seconds, at most, between a request and the kill
_CATCH_UP = 4  # rounds until a bot is left alone
_UNNOTED = 0.003  # and between a post and the kill


@dataclass
class Outcome:
    """What became of the rounds."""

    kills: int = 0
    at_work: int = 0  # kills that left something of the day undone
    posts: int = 0
    wrong: list[str] = field(default_factory=list)


class Bot(Protocol):
    """A process that can be killed."""

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""

    def kill(self) -> None:
        """Send it signal 9."""

    async def wait(self) -> int:
        """Return when it has ended."""


@dataclass
class World:
    """A Discord with its channels, and the folder that the bots work in."""

    server: DiscordServer
    folder: Path
    state: Path | URL
    channels: Sequence[Channel]
    processes: int
    quiet: float = QUIET
    ahead: float = 0.0

    async def start(self, day: int) -> Sequence[Bot]:
        """Start the bots on that day, when what the last ones held is free again."""
        self.ahead += LEASE.total_seconds() + 1
        self.server.backend.clock.advance(LEASE.total_seconds() + 1)
        self.server.requests.clear()
        await self.server.disconnect(forget=True)  # the dead need no events
        return await self._spawned((FIRST + dt.timedelta(days=day)).isoformat())

    async def _spawned(self, now: str) -> Sequence[Bot]:
        env = dict(os.environ) | self.server.redirect(self.folder / "hook")
        return [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.benchmarks.deliverer"),
                *(str(self.folder / f"data-{n}"), _address(self.state)),
                *(now, str(self.ahead)),
                cwd=ROOT,
                env=env,
                stdout=asyncio.subprocess.DEVNULL,
            )
            for n in range(self.processes)
        ]

    async def until(self, requests: int, within: float = _ROUND) -> None:
        """Wait until so many came in this round."""
        await self.server.wait_for(lambda _: len(self.server.requests) >= requests, within)

    @property
    def posting(self) -> set[str]:
        """Where posts are sent to."""
        return {
            f"/channels/{channel.id}/{'threads' if is_forum(channel) else 'messages'}"
            for channel in self.channels
        }

    async def until_sent(self, posts: int) -> None:
        """Wait until so many posts came in this round; their answers may be on the way."""

        def sent() -> int:
            return sum(r.method == "POST" and r.path in self.posting for r in self.server.requests)

        await self.server.wait_for(lambda _: sent() >= posts, _ROUND)

    async def finished(self, day: int) -> None:
        """Wait until the last digest of that day is whole in every channel."""
        await self.server.wait_for(lambda _: self._done(day), _ROUND)

    def _done(self, day: int) -> bool:
        for channel in reversed(self.channels):
            threads = self.server.threads(channel)
            if len(threads) <= day or self._counts(threads[-1]) != [1] * _PARAGRAPHS:
                return False
        return True

    def posts(self, channel: Channel) -> list[Message]:
        """The posts of a channel; those of a forum are what each thread opens with."""
        threads = self.server.threads(channel)
        each = [self.server.messages(t)[:1] for t in threads] if is_forum(channel) else []
        found = [m for opening in each for m in opening] or self.server.messages(channel)
        return [message for message in found if message.components]

    def _counts(self, thread: Channel) -> list[int]:
        """How often each paragraph stands in a thread."""
        text = "\n".join(message.content for message in self.server.messages(thread))
        return [text.count(f"paragraph {n}.") for n in range(_PARAGRAPHS)]

    async def rest(self) -> int:
        """Wait until the bots that log in have come to rest; how many requests there were."""
        await self.server.connected(_ROUND)
        with contextlib.suppress(TimeoutError):
            while True:
                await self.until(len(self.server.requests) + 1, self.quiet)
        return len(self.server.requests)

    def wrong(self, days: int) -> list[str]:
        """What is missing, doubled or out of order up to that day, a line each."""
        found: list[str] = []
        for channel in self.channels:
            posts = self.posts(channel)
            titles = [int(n) for post in posts for n in _TITLE.findall(str(post.components))]
            if titles != list(range(days)):
                found.append(f"{channel.name}: the digests {titles}")
            threads = self.server.threads(channel)
            if len(threads) != days:
                found.append(f"{channel.name}: {len(threads)} threads")
            for thread in threads:
                counts = self._counts(thread)
                if counts != [1] * _PARAGRAPHS:
                    found.append(f"{channel.name}, {thread.name}: the paragraphs {counts}")
        return found


def is_forum(channel: Channel) -> bool:
    """Whether each post in a channel is a thread."""
    return channel.type == ChannelType.FORUM


def _address(state: Path | URL) -> str:
    return str(state) if isinstance(state, Path) else state.render_as_string(hide_password=False)


def digest(day: int) -> str:
    """The digest of a day."""
    text = "\n\n".join(f"This is paragraph {n}. " + "Word " * _WORDS for n in range(_PARAGRAPHS))
    return f"# Digest number {day}.\n\n{text}\n"


async def stop(processes: Sequence[Bot]) -> None:
    """Kill what still runs; return when it is gone."""
    for process in processes:
        if process.returncode is None:
            process.kill()
    for process in processes:
        await process.wait()


async def _world(
    stack: AsyncExitStack, days: int, channels: int, processes: int, *, where: URL | None
) -> World:
    like_discord()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    files = {f"{(FIRST + dt.timedelta(days=day)).date()}.md": digest(day) for day in range(days)}
    root = write(folder / "archive", files)
    async with Store(folder / "data-0", FlatEmbedder()) as store:
        await Indexer(store, open_archives([str(root)])).level()
    for n in range(1, processes):
        shutil.copytree(folder / "data-0", folder / f"data-{n}")
    server = await stack.enter_async_context(DiscordServer())
    kept = where or folder / "state.db"
    state = await State.open(kept)
    made: list[Channel] = []
    for n in range(channels):
        guild = server.add_guild(f"guild {n}")
        kind = ChannelType.FORUM if n % 2 else ChannelType.TEXT
        made.append(server.backend.create_channel(guild.id, f"digests-{n}", type=kind))
        setup = GuildSetup(guild.id, made[-1].id, 8, "UTC", 0, FIRST, catch_up="all")
        await state.set_guild(setup)
    await state.close()
    return World(server, folder, kept, made, processes)


async def rounds(
    count: int,
    seed: int,
    channels: int = 20,
    processes: int = 1,
    *,
    quiet: float = QUIET,
    where: URL | None = None,
) -> Outcome:
    """Do so many rounds, after a first one that is left alone.

    All is taken as done when no request came for `quiet` seconds. The state is kept at `where`, an
    empty PostgreSQL database; without one in SQLite.
    """
    chance = random.Random(seed)  # noqa: S311
    outcome = Outcome()
    async with AsyncExitStack() as stack:
        world = await _world(stack, count + 1, channels, processes, where=where)
        world.quiet = quiet
        bots = await world.start(0)
        try:
            most = await world.rest()
            for day in range(1, count + 1):
                await stop(bots)
                bots = await world.start(day)
                if chance.random() < 0.5:
                    await world.until(chance.randint(1, most))
                    await asyncio.sleep(chance.uniform(0, _AFTER))
                else:  # where a post may stand that nobody noted yet
                    await world.until_sent(chance.randint(1, channels))
                    await asyncio.sleep(chance.uniform(0, _UNNOTED))
                await stop(bots)
                outcome.kills += len(bots)
                outcome.at_work += len(bots) if world.wrong(day + 1) else 0
                if day % _CATCH_UP == 0 or day == count:
                    bots = await world.start(day)
                    await world.finished(day)
            await stop(bots)
            bots = await world.start(count)
            await world.rest()  # nothing is posted once more
        finally:
            await stop(bots)
        outcome.wrong = world.wrong(count + 1)
        outcome.posts = sum(len(world.posts(channel)) for channel in world.channels)
    return outcome


def main() -> None:
    """Do the rounds and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--channels", type=int, default=20)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    started = time.monotonic()
    with running() if given.postgres else nullcontext() as cluster:
        where = asyncpg_url(asyncio.run(cluster.create())) if cluster else None
        numbers = (given.rounds, given.seed, given.channels, given.processes)
        outcome = asyncio.run(rounds(*numbers, where=where))
    table = Table("rounds", "channels", "kills", "of a bot at work", "posts", "wrong", "minutes")
    minutes = f"{(time.monotonic() - started) / 60:.1f}"
    shown = (given.rounds, given.channels, outcome.kills, outcome.at_work, outcome.posts)
    table.add_row(*map(str, shown), str(len(outcome.wrong)), minutes)
    console = Console()
    console.print(table)
    for line in outcome.wrong:
        console.print(line)
    raise SystemExit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
