"""Bots killed at random points of all that they do: is anything lost, is anything there twice?

python -m tests.benchmarks.kills [--rounds 100] [--channels 6] [--postgres] [--seed 7]

In each round files of the archive are written, changed and removed, a bot starts, takes up what
the last one left, levels the index, posts the day's digest, sends letters, answers questions in
threads and by mention, subscribes people; and is killed (signal 9) at a moment that chance chose.
A day has a round or more. After every fourth kill one bot is left alone until all is quiet. Then
what stands on Discord is held against the state, and the index against one that nobody disturbed.
Discord is a server of this process, which knows nothing of the kills. State and index are in SQLite
with an embedded Chroma; with --postgres in a PostgreSQL and a Chroma server that are started for
it, and two processes share them, each with one of two shards.
"""

import argparse
import asyncio
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.state.tables import answers, subscriptions
from tests.benchmarks.deliveries import QUIET, Bot, stop
from tests.benchmarks.town import Town, date_of, town_of

_NOTES = 320  # files beside the digests: more than a thousand passages, as Chroma has files then
_NEXT = 0.6  # of the rounds begin a day; in the others a bot finds what the last one left of it
_CALM = 4  # rounds until a bot is left alone
_PATIENCE = 60.0  # seconds that it has
_LOOK = 0.2  # seconds between two looks at whether it has done all
_HOUR = 9  # of the letters that people want at first
KINDS = ("posts", "letters", "records", "subscriptions", "passages")
_COMPARED = ("documents", "places", "passages", "vectors")


@dataclass
class Outcome:
    """What became of the rounds: how much there was of each kind, and what was wrong with it."""

    kills: int = 0
    at_work: int = 0  # kills that left something of the day undone
    checked: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def note(self, kind: str, wrong: Iterable[str]) -> None:
        """Note what is wrong of a kind, once."""
        self.wrong += [(kind, line) for line in wrong if (kind, line) not in self.wrong]

    async def check(self, town: Town, day: int) -> None:
        """Hold all that there is against what it should be; no bot runs."""
        people, dates = town.people, [date_of(n) for n in range(day + 1)]
        self.note("posts", town.wrong(day + 1))
        self.note("letters", people.wrong_letters(dates))
        self.note("subscriptions", people.wrong_subscriptions(await town.rows(subscriptions)))
        self.note("records", people.wrong_records(await town.rows(answers)))
        if people.unanswered:
            self.note("records", [f"day {day}: {people.unanswered} questions without an answer"])
        held, whole = await town.index()
        self.note("passages", (f"day {day}: {line}" for line in _differences(held, whole)))
        before = self.checked
        self.checked = Counter(
            posts=sum(len(town.posts(channel)) for channel in town.channels),
            letters=sum(sum(people.letters(each, *dates)) for each in people.readers),
            records=len(people.answers()),
            subscriptions=before["subscriptions"] + len(people.readers),
            passages=before["passages"] + len(whole["passages"]),
        )


def _differences(held: Any, whole: Any) -> Iterator[str]:
    for name in _COMPARED:
        there, wanted = (Counter(map(str, each[name])) for each in (held, whole))
        for what, rows in (("too much", there - wanted), ("missing", wanted - there)):
            if rows:
                yield f"{rows.total()} of {name} {what}, one is {next(iter(rows))[:200]}"


async def _calm(town: Town, day: int) -> None:
    """Leave bots that were started alone until all is done, or their time is over."""
    people = town.people
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await town.connected()
            await town.finished(day)
            for place in people.places:
                await people.ask(place)
            if day == 0:
                for reader in people.readers:
                    await people.subscribe(reader, _HOUR)
            while town.undone(day):  # noqa: ASYNC110
                await asyncio.sleep(_LOOK)


async def _killed(town: Town, bots: Sequence[Bot], day: int, most: int) -> None:
    """Kill bots at a moment that chance chose, while people speak and files change.

    Raises RuntimeError where one has ended by itself.
    """
    load = asyncio.create_task(town.load())
    try:
        await town.moment(day, most)
        if any(bot.returncode is not None for bot in bots):
            raise RuntimeError("a bot has ended by itself")
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
    async with town_of(chance, channels, notes, on_servers=on_servers) as town:
        town.quiet = quiet
        try:
            town.write(0)
            bots = await town.start(0)
            await _calm(town, 0)
            most = len(town.server.requests)
            day = 0
            for n in range(1, count + 1):
                await stop(bots)
                town.people.settle()
                if n == 1 or chance.random() < _NEXT:
                    day += 1
                    town.people.rise()
                    town.write(day)
                bots = await town.start(day)
                await _killed(town, bots, day, most)
                outcome.kills += len(bots)
                outcome.at_work += len(bots) if town.undone(day) else 0
                town.people.settle()
                if n % _CALM == 0 or n == count:
                    bots = await town.start(day)
                    await _calm(town, day)
                    await stop(bots)
                    await outcome.check(town, day)
            town.people.settle()
            bots = await town.start(day)
            await town.rest()  # nothing comes once more
            await stop(bots)
            await asyncio.to_thread(shutil.rmtree, town.undisturbed)  # to be made from nothing
            await outcome.check(town, day)
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
    table = Table("what", "checked", "wrong")
    wrong = Counter(kind for kind, _ in outcome.wrong)
    for kind in KINDS:
        table.add_row(kind, f"{outcome.checked[kind]:,}", str(wrong[kind]))
    console = Console()
    kills = f"{outcome.kills} kills, {outcome.at_work} of a bot at work"
    console.print(f"{given.rounds} rounds, {kills}, {minutes:.1f} minutes")
    console.print(table)
    for kind, line in outcome.wrong:
        console.print(f"{kind}: {line}", markup=False)
    raise SystemExit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
