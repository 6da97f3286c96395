"""Steady questions while what the bot depends on goes away and comes back.

python -m tests.benchmarks.faults [--minutes 10] [--rate 1] [--seed 7] [--only Chroma,PostgreSQL]
        [--log FILE]

The bot is `footnote run` in a process of its own, with the real model on the sample archive. Its
index and its state are in a PostgreSQL, its vectors on a Chroma server, Claude and Discord are
servers of this process. Each dependency fails in each of its ways, then each pair of them, in ways
that are drawn by the seed; between two faults all is well for a while. The disk is that on which
both servers keep their files; to fill it one needs to be root, else it is left out.
"""

import argparse
import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from simcord.backend.models import Channel

from tests.benchmarks.dependencies import Fault
from tests.benchmarks.installation import World, world
from tests.benchmarks.load import QUESTIONS
from tests.benchmarks.questions import Asked, Outcome
from tests.discord_server import DiscordServer

PATIENCE = 60.0  # seconds behind the end for what isn't answered yet
_CALM = 0.5  # of a fault's time all is well behind it
_OUTCOMES: tuple[Outcome, ...] = ("answered", "quoted", "abstained", "told", "vague", "lapsed")


@dataclass
class Phase:
    """Some seconds in which the same is away, and the questions that were asked in them."""

    name: str
    faults: tuple[Fault, ...] = ()
    seconds: float = 0.0
    asked: list[Asked] = field(default_factory=list)


@dataclass
class Report:
    """What became of all questions, of the process, and what it logged as errors."""

    phases: list[Phase]
    survived: bool = False
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def well(self) -> bool:
        """Whether each was told something, and what, by a process that lived through it."""
        asked = itertools.chain.from_iterable(phase.asked for phase in self.phases)
        return self.survived and not any(each.outcome in (None, "vague") for each in asked)


class People:
    """Ask a question each time that they are told to, in threads, by mention and by command."""

    def __init__(self, discord: DiscordServer, threads: Sequence[Channel]) -> None:
        self._discord = discord
        self._channel = discord.backend.get_channel(threads[0].parent_id or 0)
        self._guild = discord.backend.get_guild(threads[0].guild_id or 0)
        self._people = itertools.cycle(
            [discord.add_user(self._guild, f"user-{n}") for n in range(20)]
        )
        self._places = itertools.cycle(threads)
        self._questions = itertools.cycle(QUESTIONS)
        self._ways = itertools.cycle((self._in_a_thread, self._by_command, self._by_mention))

    async def ask(self) -> Asked:
        """The next question, in the next way."""
        return await next(self._ways)(next(self._questions))

    async def _in_a_thread(self, question: str) -> Asked:
        thread = next(self._places)
        message = await self._discord.say(thread, next(self._people), question)
        return Asked(self._discord, thread, message)

    async def _by_mention(self, question: str) -> Asked:
        me, who = self._discord.backend.bot_user, next(self._people)
        message = await self._discord.say(self._channel, who, question, mentions=[me])
        return Asked(self._discord, self._channel, message)

    async def _by_command(self, question: str) -> Asked:
        who, options = next(self._people), {"question": question}
        call = await self._discord.slash(self._guild, self._channel, who, "ask", options)
        return Asked(self._discord, self._channel, call)


def plan(faults: Sequence[Fault], minutes: float, seed: int) -> list[Phase]:
    """Every fault alone, then every pair of dependencies; the time is shared among them."""
    drawn = random.Random(seed)  # noqa: S311
    ways: dict[str, list[Fault]] = {}
    for fault in faults:
        ways.setdefault(fault.of, []).append(fault)
    alone = [(fault,) for fault in faults]
    pairs = [tuple(drawn.choice(ways[of]) for of in two) for two in itertools.combinations(ways, 2)]
    each = minutes * 60 / (len(alone) + len(pairs)) / (1 + _CALM)
    return [
        Phase(" + ".join(fault.name for fault in some), some, each) for some in [*alone, *pairs]
    ]


async def ask_through(world: World, phases: Sequence[Phase], rate: float) -> Report:
    """Ask so many questions a second through all phases, and wait for what became of them."""
    calm = Phase("between them")
    report = Report([*phases, calm])
    async with world.bot() as process:
        people = People(world.dependencies.discord, world.threads)
        watching = asyncio.create_task(_watch(report))
        await _first(people, calm)
        for phase in phases:
            for fault in phase.faults:
                await fault.begin()
            await _ask(people, phase, phase.seconds, rate)
            # The gateway last: what was asked meanwhile comes with it.
            for fault in reversed(phase.faults):
                await fault.end()
            calm.seconds += phase.seconds * _CALM
            await _ask(people, calm, phase.seconds * _CALM, rate)
        until = time.monotonic() + PATIENCE
        while any(_open(report)) and time.monotonic() < until:  # noqa: ASYNC110  (they don't tell)
            await asyncio.sleep(0.2)
        watching.cancel()
        alive = process.returncode is None
    report.survived = alive and process.returncode == 0
    report.errors = world.errors()
    return report


async def _first(people: People, calm: Phase) -> None:
    """Ask once, and wait until it is answered: from then on the bot is at work."""
    calm.asked.append(await people.ask())
    async with asyncio.timeout(PATIENCE):
        while calm.asked[0].outcome is None:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def _ask(people: People, phase: Phase, seconds: float, rate: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        phase.asked.append(await people.ask())
        await asyncio.sleep(1 / rate)


async def _watch(report: Report) -> None:
    while True:
        for each in _open(report):
            each.look()
        await asyncio.sleep(0.2)


def _open(report: Report) -> Iterator[Asked]:
    for phase in report.phases:
        yield from (each for each in phase.asked if each.outcome is None)


def shown(report: Report) -> Table:
    """A row for each phase."""
    table = Table("away", "seconds", "asked", *_OUTCOMES, "silent", "longest s", title="Questions")
    for phase in report.phases:
        table.add_row(phase.name, f"{phase.seconds:.0f}", *_row(phase.asked))
    everyone = [each for phase in report.phases for each in phase.asked]
    table.add_section()
    table.add_row("all", f"{sum(p.seconds for p in report.phases):.0f}", *_row(everyone))
    return table


def _row(asked: Sequence[Asked]) -> list[str]:
    counts = Counter(each.outcome for each in asked)
    longest = max((each.seconds for each in asked), default=0.0)
    columns = [*(counts[outcome] for outcome in _OUTCOMES), counts[None]]
    return [str(len(asked)), *(str(n or "") for n in columns), f"{longest:.1f}"]


async def measure(given: argparse.Namespace) -> Report:
    """Ask as the command line says; without names of dependencies all of them fail."""
    only = [name for name in given.only.split(",") if name]
    async with world(given.log) as made:
        faults = [f for f in made.dependencies.faults() if not only or f.of in only]
        return await ask_through(made, plan(faults, given.minutes, given.seed), given.rate)


def main() -> None:
    """Ask, wait, print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=1, help="questions a second")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="", help="dependencies, parted by commas")
    parser.add_argument("--log", type=Path, help="where what the bot logs is kept")
    report = asyncio.run(measure(parser.parse_args()))
    console = Console(width=140)
    console.print(shown(report))
    for event, times in report.errors.most_common():
        console.print(f"logged as an error {times} times: {event}")
    console.print("the process lived through it" if report.survived else "the process ended")
    raise SystemExit(not report.well)


if __name__ == "__main__":
    main()
