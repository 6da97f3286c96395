"""Many questions in many threads at once, through a Discord that limits its requests.

python -m tests.benchmarks.load [--threads 20] [--questions 10] [--people 5]

The bot is `footnote run` in a process of its own, with the real model on the sample archive; it
writes without an API. Discord is a server of this process, with Discord's rate limits. Each thread
is a digest's; its people ask all their questions at once, and wait.
"""

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table
from simcord.backend.models import Channel, Message

from bot.state import State, Topic
from index.archive import SAMPLE, open_archives
from index.embedding import MiniLM
from index.indexer import Indexer
from index.store import Store
from tests.discord_server import DiscordServer

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "Which model topped SWE-Bench Pro?",
    "How large is its context window?",
    "What did Anthropic say about its strongest model?",
    "Who leases computing capacity, and until when?",
    "What happened on 9 April?",
    "What should a buyer check in a compute contract?",
    "Which open models come from China?",
    "What do agents in production get wrong?",
    "How much did OpenAI raise?",
    "What is new about chips?",
)
HEARTBEAT = 0.5  # seconds; Discord asks for one every 41, of which few would fall into a load
LATE = 1.0  # seconds that a heartbeat may be late
PATIENCE = 600.0  # seconds for all answers
_MARKS = (20, 50)  # answers after which memory is read


@dataclass
class Load:
    """What became of the questions."""

    threads: int
    asked: int
    answered: int = 0
    in_order: int = 0  # threads whose answers came in the order of asking
    requests: int = 0
    refused: int = 0  # of them, with 429
    beats: int = 0
    latest: float = 0.0  # seconds between the moment that a heartbeat was due and when it came
    seconds: float = 0.0
    cpu: float = 0.0  # seconds of the bot, its start included
    memory: dict[int, float] = field(default_factory=dict)  # MB, by answers given


@dataclass
class World:
    """A Discord with threads that the bot knows, and the bot's folder."""

    server: DiscordServer
    threads: Sequence[Channel]
    data: Path
    hook: Path
    archive: Path = SAMPLE

    @asynccontextmanager
    async def bot(self, **settings: str) -> AsyncIterator[psutil.Process]:
        """The bot, connected, until the block ends."""
        env = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        # All of them come within the hour, from a few people in one channel.
        env |= dict.fromkeys((f"FOOTNOTE_LIMIT_{of}" for of in ("PERSON", "CHANNEL", "DAY")), "0")
        env |= settings
        command = ["-m", "bot", "run", "--archive", str(self.archive), "--data", str(self.data)]
        command += ["--now", "2026-04-21T12:00:00+00:00", "--writer", "extractive"]
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=ROOT, env=env | self.server.redirect(self.hook)
        )
        try:
            await self.server.connected(60)
            yield psutil.Process(process.pid)
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), 20)

    async def ask(self, each: int, people: int) -> None:
        """Let the people of every thread ask so many questions, in turn through the threads."""
        guild = self.server.backend.get_guild(self.threads[0].guild_id or 0)
        asking = itertools.cycle([self.server.add_user(guild, f"user-{n}") for n in range(people)])
        for n in range(each):
            for thread in self.threads:
                question = QUESTIONS[n % len(QUESTIONS)]
                await self.server.say(thread, next(asking), question)
            await asyncio.sleep(0)

    def answers(self, thread: Channel) -> Iterator[tuple[int, str]]:
        """The ids of the questions that are answered in a thread, with the words of each answer."""
        me = self.server.backend.bot_user.id
        said = [message for message in self.server.messages(thread) if message.author_id == me]
        starts = [n for n, message in enumerate(said) if message.reference]
        for start, end in itertools.pairwise([*starts, len(said)]):
            yield _question(said[start]), "\n".join(each.content for each in said[start:end])

    def whole(self) -> int:
        """How many questions have their whole answer."""
        answers = itertools.chain.from_iterable(map(self.answers, self.threads))
        return sum("Searched " in words for _, words in answers)

    def in_order(self) -> int:
        """In how many threads the answers stand in the order of the questions."""
        orders = [[question for question, _ in self.answers(thread)] for thread in self.threads]
        return sum(order == sorted(order) for order in orders)


def _question(message: Message) -> int:
    return int((message.reference or {})["message_id"])


async def index(data: Path) -> None:
    """Index the sample archive with the real model."""
    async with Store(data, MiniLM()) as store:
        await Indexer(store, open_archives([str(SAMPLE)])).run()


async def world(
    server: DiscordServer, folder: Path, data: Path, threads: int, archive: Path = SAMPLE
) -> World:
    """A Discord with threads of digests of the archive that `data` holds the index of."""
    async with Store(data, MiniLM()) as store:
        digests = await store.catalog.digests()
    guild = server.add_guild()
    channel = server.add_channel(guild)
    state = await State.open(data / "state.db")
    made = []
    for n in range(threads):
        thread = server.backend.create_thread(channel.id, f"thread-{n}", guild.owner_id)
        about = digests[n % len(digests)].document
        await state.add_topic(Topic(thread.id, guild.id, "digest", about))
        made.append(thread)
    await state.close()
    return World(server, made, data, folder / "hook", archive)


async def load(folder: Path, data: Path, threads: int, each: int, people: int = 5) -> Load:
    """Ask so many questions in each thread, wait for the answers; `data` holds the index."""
    measured = Load(threads, threads * each)
    async with DiscordServer(limited=True, heartbeat=HEARTBEAT) as server:
        discord = await world(server, folder, data, threads)
        async with discord.bot() as process:
            started = time.monotonic()
            server.requests.clear()
            await discord.ask(each, people)
            deadline = started + PATIENCE
            while (answered := discord.whole()) < measured.asked and time.monotonic() < deadline:
                for mark in _MARKS:
                    if answered >= mark and mark not in measured.memory:
                        measured.memory[mark] = process.memory_info().rss / 1e6
                await asyncio.sleep(0.2)
            ended = time.monotonic()
            measured.cpu = sum(process.cpu_times()[:2])
            measured.memory[measured.asked] = process.memory_info().rss / 1e6
        measured.answered, measured.in_order = discord.whole(), discord.in_order()
        beats = [beat for beat in server.heartbeats if started <= beat <= ended]
        gaps = [later - earlier for earlier, later in itertools.pairwise(beats)]
        measured.beats, measured.latest = len(beats), max(gaps, default=0) - HEARTBEAT
        measured.seconds = ended - started
        measured.requests = len(server.requests)
        measured.refused = sum(request.status == 429 for request in server.requests)
    return measured


def main() -> None:
    """Ask, wait, print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=20)
    parser.add_argument("--questions", type=int, default=10, help="in each thread")
    parser.add_argument("--people", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(index(folder / "data"))
        found = asyncio.run(
            load(folder, folder / "data", given.threads, given.questions, given.people)
        )
    table = Table("measure", "value")
    table.add_row("questions", f"{found.asked} in {found.threads} threads")
    table.add_row("answered", str(found.answered))
    table.add_row("threads in order", str(found.in_order))
    table.add_row("seconds", f"{found.seconds:.1f}")
    table.add_row("seconds of the bot's CPU", f"{found.cpu:.1f}")
    table.add_row("requests", f"{found.requests} ({found.requests / found.seconds:.1f} a second)")
    table.add_row("refused with 429", str(found.refused))
    table.add_row("heartbeats", str(found.beats))
    table.add_row("latest of them", f"{found.latest * 1000:.0f} ms")
    for answers, memory in found.memory.items():
        table.add_row(f"MB after {answers} answers", f"{memory:.0f}")
    Console().print(table)
    whole = found.answered == found.asked and found.in_order == found.threads
    flat = found.memory[found.asked] <= 1.1 * found.memory.get(
        _MARKS[-1], found.memory[found.asked]
    )
    raise SystemExit(not (whole and flat and found.latest < LATE))


if __name__ == "__main__":
    main()
