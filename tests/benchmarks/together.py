"""Several bots and indexers on one PostgreSQL and one Chroma server, while the archive changes.

python -m tests.benchmarks.together [--bots 4] [--indexers 2] [--changes 40] [--every 1]
    [--channels 6] [--sharded] [--passages 1500] [--seed 7]

Each second a digest is written, changed or removed; every fifth change brings one that is to be
posted as well. All bots serve the same servers, or each its shard of them with `--sharded`. Every
bot asks its own store all the time for what changed last. When the catalog commits a change is
seen by reading it fifty times a second: the moment is that of the last look that didn't show it.
An answer is stale that was asked for after that and doesn't know of the change; told is how long
after it the last such answer of each bot was asked for. By meaning what came can be found when its
vector is made.

Then the vectors of so many passages are made by one indexer, by two, and by two of which one is
killed. Their embedder sleeps twenty milliseconds for a text, as if each had a machine of its own.
Both servers and Discord are started for it. It fails where a post or a passage is missing or
doubled, or where an answer is stale for two seconds.
"""

import argparse
import asyncio
import datetime as dt
import json
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np
from rich.console import Console
from rich.table import Table
from simcord.backend.models import Channel
from simcord.enums import ChannelType
from sqlalchemy import select

from bot.state import GuildSetup, State
from index import schema
from index.archive import open_archives
from index.database import asyncpg_url
from index.indexer import Indexer
from index.store import Store
from tests.benchmarks import deliveries
from tests.benchmarks.deliveries import ROOT, World
from tests.benchmarks.worker import TOKEN, Given
from tests.chroma_server import RunningChroma
from tests.chroma_server import running as running_chroma
from tests.discord_forum import like_discord
from tests.discord_server import DiscordServer
from tests.index.embedders import WordsEmbedder
from tests.index.making import write
from tests.postgres import Cluster
from tests.postgres import running as running_postgres

LIMIT = 2.0  # seconds that an answer may be stale
_SUBJECTS = 12
_ASKED = 4  # subjects that are asked for, those that changed last
_POST = 5  # changes until a digest comes that is to be posted
_LOOK = 0.02  # seconds between two looks at the catalog
_WAIT = 180.0  # seconds after which something has failed
_PAUSE = 0.02  # seconds that the embedder of a machine takes for a text
_LETTERS = "bcdfgklmnp"
_TOLD = "SELECT DISTINCT substring(title FROM 'Zuv[a-z]+') FROM footnote_catalog.documents"
_HELD = (
    "SELECT DISTINCT substring(text FROM 'Zuv[a-z]+') FROM footnote_catalog.flat"
    " JOIN footnote_catalog.passages USING (key)"
)


@dataclass(slots=True)
class Change:
    """A change of a subject: which token came in place of which, and when, by `time.monotonic`."""

    name: str
    day: str
    old: str | None
    new: str | None
    committed: float | None = None
    embedded: float | None = None
    until: float = math.inf  # when it changed again


@dataclass(slots=True)
class Process:
    """A worker, with what it told."""

    name: str
    running: asyncio.subprocess.Process
    reading: "asyncio.Task[None]"
    ready: asyncio.Event
    embedded: int = 0

    def say(self, told: Any) -> None:
        """Write it a line of JSON."""
        assert self.running.stdin is not None
        self.running.stdin.write((json.dumps(told) + "\n").encode())


@dataclass
class Outcome:
    """What was seen: seconds by what is told, posts, what each process embedded, what is wrong.

    `late` are answers that were stale for too long.
    """

    changes: int = 0
    posts: int = 0
    passages: int = 0
    answers: int = 0
    stale: dict[str, list[float]] = field(default_factory=dict)
    vectors: list[float] = field(default_factory=list)
    embedded: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Servers:
    """A PostgreSQL and a Chroma server that run."""

    postgres: Cluster
    chroma: RunningChroma

    async def given(self, folder: Path, pause: float = 0.0) -> Given:
        """Databases in both, and an archive and a data folder, for one measurement."""
        archive, data = folder / "archive", folder / "data"
        database, chroma = await self.postgres.create(), self.chroma.create()
        return Given(str(archive), str(data), database, self.chroma.url, chroma, pause)


Answer = tuple[str, str, float, frozenset[str]]
"""Of a bot about a subject: the subject, the way, the moment before the question, the tokens."""


class Seen:
    """All answers, by the bot that gave them."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}

    def take(self, bot: str, told: dict[str, Any]) -> None:
        """Take in a line of a bot."""
        for way, (at, tokens) in told["found"].items():
            self.answers.setdefault(bot, []).append((told["name"], way, at, frozenset(tokens)))

    def judge(self, changes: Sequence[Change], outcome: Outcome) -> None:
        """Hold all answers against the changes."""
        for change in changes:
            if change.committed is None:
                continue  # it changed again before anybody read it
            if change.embedded:
                outcome.vectors.append(change.embedded - change.committed)
            for bot, answers in self.answers.items():
                for way in sorted({way for _, way, _, _ in answers}):
                    found = [
                        (at, tokens)
                        for name, which, at, tokens in answers
                        if (name, which) == (change.name, way) and at < change.until
                    ]
                    _judge(change, bot, way, found, outcome)


def _judge(
    change: Change,
    bot: str,
    way: str,
    found: Sequence[tuple[float, frozenset[str]]],
    outcome: Outcome,
) -> None:
    """Note how late the last answer was asked for that didn't know a change yet."""
    came = change.embedded if way.startswith("meaning") else change.committed
    for token, since, shown, what in (
        (change.old, change.committed, True, "what went is found"),
        (change.new, came, False, "what came is missing"),
    ):
        asked = [(at - since, token in tokens) for at, tokens in found if since and at >= since]
        if not token or not asked:
            continue
        late = max((after for after, told in asked if told is shown), default=0.0)
        outcome.stale.setdefault(f"{way}: {what}", []).append(late)
        outcome.answers += len(asked)
        if late >= LIMIT:
            outcome.late.append(f"{bot} by {way}: {what} for {late:.1f} s ({token})")


class Subjects:
    """Digests that come, change and go, each told apart by a token of its own."""

    def __init__(self, root: Path, seed: int) -> None:
        self._root = root
        self._chance = random.Random(seed)  # noqa: S311
        self._tokens: dict[int, str] = {}
        self._posted = 1
        self.changes: list[Change] = []

    @property
    def posted(self) -> int:
        """How many digests there are to post."""
        return self._posted

    def change(self) -> Change:
        """Write, change or remove one that didn't change lately."""
        lately = {change.name for change in self.changes[-_ASKED:]}
        number = self._chance.choice([n for n in range(_SUBJECTS) if _name(n) not in lately])
        for change in self.changes:
            if change.name == _name(number):
                change.until = min(change.until, time.monotonic())
        old = self._tokens.pop(number, None)
        new = (
            f"Zuv{_letters(len(self.changes))}" if not old or self._chance.random() < 0.6 else None
        )
        day = (dt.date(2025, 1, 1) + dt.timedelta(days=number)).isoformat()
        change = Change(_name(number), day, old, new)
        if new:
            self._tokens[number] = new
            write(self._root, {f"{day}.md": _digest(change.name, new)})
        else:
            (self._root / f"{day}.md").unlink()
        self.changes.append(change)
        if len(self.changes) % _POST == 0:
            write_day(self._root, self._posted)
            self._posted += 1
        return change

    def asked(self) -> list[tuple[str, str, list[str]]]:
        """What bots are to ask for: the subjects that changed last, with their tokens."""
        return [
            (change.name, change.day, [token for token in (change.old, change.new) if token])
            for change in self.changes[-_ASKED:]
        ]


def write_day(root: Path, day: int) -> None:
    """Write a digest that is to be posted."""
    date = (deliveries.FIRST + dt.timedelta(days=day)).date()
    write(root, {f"{date}.md": deliveries.digest(day)})


def _letters(number: int) -> str:
    return "".join(_LETTERS[int(digit)] for digit in f"{number:03}")


def _name(number: int) -> str:
    return f"Zuda{_letters(number)}"


def _digest(name: str, token: str) -> str:
    # Two passages: a name that stands in one alone is in no book of names.
    return (
        f"# {token} by {name}\n\n## One\n\n{name} gave its partners the model {token} to try.\n\n"
        f"## Two\n\nPartners of {name} tell that the model {token} does well.\n"
    )


@asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    """Both servers, as long as the block runs."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_postgres() as postgres,
        running_chroma(Path(folder)) as chroma,
    ):
        yield Servers(postgres, chroma)


async def start(
    what: str,
    given: Given,
    number: int,
    told: Callable[[str, dict[str, Any]], None],
    env: dict[str, str] | None = None,
) -> Process:
    """Start a worker; `told` gets what it finds."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.worker", what, given.json()),
        cwd=ROOT,
        env=dict(os.environ) | (env or {}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    ready = asyncio.Event()

    async def read() -> None:
        assert running.stdout is not None
        while line := await running.stdout.readline():
            if not line.startswith(b"{"):
                continue  # of the log
            heard = json.loads(line)
            process.embedded = heard.get("embedded", process.embedded)
            if "ready" in heard:
                ready.set()
            if "found" in heard:
                told(process.name, heard)

    name = f"{'bot' if what == 'bot' else 'indexer'} {number}"
    process = Process(name, running, asyncio.create_task(read()), ready)
    return process


async def end(processes: Sequence[Process]) -> None:
    """Kill what still runs, and wait for it."""
    await deliveries.stop([process.running for process in processes])
    await asyncio.gather(*(process.reading for process in processes))


async def _until_true(work: Callable[[], Any], within: float = _WAIT) -> None:
    async with asyncio.timeout(within):
        while not await work():  # noqa: ASYNC110 -- other processes do it
            await asyncio.sleep(_LOOK)


async def _look(connection: "asyncpg.Connection[Any]", changes: Sequence[Change]) -> None:
    """Note which changes the catalog shows, again and again, until it is cancelled."""
    before = time.monotonic()
    while True:
        at = time.monotonic()
        async with connection.transaction(isolation="repeatable_read"):
            told = {row[0] for row in await connection.fetch(_TOLD)}
            held = {row[0] for row in await connection.fetch(_HELD)}
        for change in changes:
            if change.committed is None and (
                change.new in told if change.new else change.old not in told
            ):
                change.committed = before
            if not change.new or at >= change.until:
                continue
            if change.new not in held:
                change.embedded = None  # cut again, since a publication repeats something
            elif change.embedded is None:
                change.embedded = before
        before = at
        await asyncio.sleep(_LOOK)


async def _world(
    stack: AsyncExitStack, given: Given, channels: int, bots: int, *, sharded: bool
) -> World:
    like_discord()
    server = await stack.enter_async_context(DiscordServer(shards=bots if sharded else 1))
    where = asyncpg_url(given.database)
    state = await State.open(where)
    made: list[Channel] = []
    for n in range(channels):
        guild = server.add_guild(f"guild {n}", shard=n % bots if sharded else 0)
        kind = ChannelType.FORUM if n % 2 else ChannelType.TEXT
        made.append(server.backend.create_channel(guild.id, f"digests-{n}", type=kind))
        since = deliveries.FIRST
        await state.set_guild(GuildSetup(guild.id, made[-1].id, 8, "UTC", 0, since, catch_up="all"))
    await state.close()
    return World(server, Path(given.data), where, made, bots)


async def measure(
    running: Servers,
    *,
    bots: int = 4,
    indexers: int = 2,
    changes: int = 40,
    every: float = 1.0,
    channels: int = 6,
    seed: int = 7,
    sharded: bool = False,
    linger: float = LIMIT + 1,
) -> Outcome:
    """Let bots and indexers work together while the archive changes, and judge what they did.

    What changed last is asked for as long as `linger`, in seconds.
    """
    outcome, seen = Outcome(changes=changes), Seen()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        given = await running.given(folder)
        root = Path(given.archive)
        write_day(root, 0)
        async with given.store(WordsEmbedder()) as store:
            await Indexer(store, open_archives([given.archive])).run()
            world = await _world(stack, given, channels, bots, sharded=sharded)
            env = world.server.redirect(folder / "hook")
            started: list[Process] = []
            connection = await asyncpg.connect(given.database)
            stack.push_async_callback(connection.close)
            subjects = Subjects(root, seed)
            try:
                for n in range(bots + indexers):
                    what = "bot" if n < bots else "watch"
                    number = n if n < bots else n - bots
                    own = json.loads(given.json()) | {"data": str(folder / f"data-{n}")}
                    if sharded and what == "bot":
                        own["shards"] = f"{n}/{bots}"
                    started.append(await start(what, Given(**own), number, seen.take, env))
                async with asyncio.timeout(_WAIT):
                    await asyncio.gather(*(process.ready.wait() for process in started))
                looking = asyncio.create_task(_look(connection, subjects.changes))
                for _ in range(changes):
                    subjects.change()
                    for process in started[:bots]:
                        process.say(subjects.asked())
                    await asyncio.sleep(every)
                await _until_true(lambda: _all_seen(subjects.changes))
                await asyncio.sleep(linger)
                looking.cancel()
                await asyncio.wait({looking})
                await _until_true(lambda: _is_done(store, world, subjects.posted))
            finally:
                await end(started)
            seen.judge(subjects.changes, outcome)
            outcome.embedded = {process.name: process.embedded for process in started}
            outcome.wrong += world.wrong(subjects.posted) + await _wrong(store, root)
            outcome.posts = sum(len(world.posts(channel)) for channel in world.channels)
            outcome.passages = await store.catalog.passage_count()
    return outcome


async def _all_seen(changes: Sequence[Change]) -> bool:
    newest = [change for change in changes if change.until == math.inf]
    return all(c.committed and (c.embedded or not c.new) for c in newest)


async def _is_done(store: Store, world: World, posted: int) -> bool:
    waiting = await store.catalog.outbox.pending()
    return not waiting and world._done(posted - 1)


async def _wrong(store: Store, root: Path) -> list[str]:
    """What catalog and vectors hold that the archive doesn't, or don't hold, a line each."""
    async with store.catalog._engine.connect() as connection:
        rows = await connection.execute(select(schema.passages.c.id, schema.passages.c.text))
        told = {row.id: row.text for row in rows}
        flat = len((await connection.execute(select(schema.flat.c.key))).all())
        left = len((await connection.execute(select(schema.outbox.c.passage))).all())
    held = store.vectors._opened().get(include=[])["ids"]
    titles = sorted(origin.title for origin in await store.catalog.origins())
    written = await asyncio.to_thread(_titles, root)
    tokens = {token for text in told.values() for token in TOKEN.findall(text)}
    expected = {token for title in written for token in TOKEN.findall(title)}
    checks = {
        f"{len(titles)} digests of {len(written)} files": titles == written,
        f"tokens in the passages: {tokens ^ expected}": tokens == expected,
        f"{len(held)} vectors of {len(told)} passages": sorted(held) == sorted(told),
        f"{flat} flat vectors of {len(told)} passages": flat == len(told),
        f"{left} passages in the outbox": not left,
    }
    return [line for line, right in checks.items() if not right]


def _titles(root: Path) -> list[str]:
    """The first lines of all digests in an archive, less what marks them."""
    return sorted(path.read_text("utf-8").partition("\n")[0][2:] for path in root.glob("*.md"))


@dataclass(frozen=True, slots=True)
class Parted:
    """The making of vectors by some indexers: seconds, how many each made, what is wrong."""

    who: str
    seconds: float
    made: tuple[int, ...]
    wrong: tuple[str, ...]


async def part(
    running: Servers, indexers: int, passages: int, *, pause: float = _PAUSE, kill: bool = False
) -> Parted:
    """Let so many indexers make the vectors of so many passages; `kill` one of them at work."""
    with tempfile.TemporaryDirectory() as folder:
        given = await running.given(Path(folder), pause)
        stories = [f"## Story {n}\n\nCell {n} of the whole is told." for n in range(passages)]
        days = {
            f"2025-{n // 2000 + 1:02}-{n // 100 % 20 + 1:02}.md": f"# Digest {n}\n\n"
            + "\n\n".join(stories[n : n + 100])
            for n in range(0, passages, 100)
        }
        root = write(Path(given.archive), days)
        async with given.store(WordsEmbedder()) as store:
            indexer = Indexer(store, open_archives([given.archive]))
            await indexer.level()
            await store.vectors.count()
            total = await store.catalog.passage_count()
            started = [await start("embed", given, n, lambda *_: None) for n in range(indexers)]
            try:
                async with asyncio.timeout(_WAIT):
                    await asyncio.gather(*(process.ready.wait() for process in started))
                begun = time.monotonic()
                for process in started:
                    process.say({})
                if kill:
                    quarter = total // 4
                    await _until_true(lambda: _made(started, quarter))
                    started[0].running.kill()
                async with asyncio.timeout(3 * _WAIT):
                    await asyncio.gather(*(process.running.wait() for process in started))
                seconds = time.monotonic() - begun
            finally:
                await end(started)
            who = f"{indexers}, of which one is killed" if kill else str(indexers)
            made = tuple(process.embedded for process in started)
            wrong = await _wrong(store, root)
            if not kill and sum(made) != total:
                wrong.append(f"{sum(made)} texts embedded for {total} passages")
            return Parted(who, seconds, made, tuple(f"{who} indexers: {line}" for line in wrong))


async def _made(processes: Sequence[Process], count: int) -> bool:
    return sum(process.embedded for process in processes) >= count


def shown(outcome: Outcome) -> list[Table]:
    """The outcome as tables."""
    stale = Table("seconds from the commit", "seen", "p50", "p95", "most", title="stale answers")
    rows = [*sorted(outcome.stale.items()), ("vectors are made", outcome.vectors)]
    for what, seconds in rows:
        p50, p95, most = np.percentile(seconds, [50, 95, 100]) if seconds else (0.0, 0.0, 0.0)
        stale.add_row(what, str(len(seconds)), *(f"{each:.2f}" for each in (p50, p95, most)))
    whole = Table("changes", "posts", "passages", "answers", "embedded by", "wrong", "late")
    by = ", ".join(f"{name}: {count}" for name, count in outcome.embedded.items())
    numbers = (outcome.changes, outcome.posts, outcome.passages, outcome.answers)
    whole.add_row(*map(str, numbers), by, str(len(outcome.wrong)), str(len(outcome.late)))
    return [stale, whole]


async def _main(given: argparse.Namespace) -> list[str]:
    console = Console()
    async with servers() as running:
        outcome = await measure(
            running,
            bots=given.bots,
            indexers=given.indexers,
            changes=given.changes,
            every=given.every,
            channels=given.channels,
            seed=given.seed,
            sharded=given.sharded,
        )
        for table in shown(outcome):
            console.print(table)
        wrong = outcome.wrong + outcome.late
        if given.passages:
            table = Table("indexers", "seconds", "vectors of each", title="embedding parted")
            for indexers, kill in ((1, False), (2, False), (2, True)):
                parted = await part(running, indexers, given.passages, kill=kill)
                made = ", ".join(map(str, parted.made))
                table.add_row(parted.who, f"{parted.seconds:.1f}", made)
                wrong += parted.wrong
            console.print(table)
    for line in wrong:
        console.print(line)
    return wrong


def main() -> None:
    """Measure, print it, and fail where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bots", type=int, default=4)
    parser.add_argument("--indexers", type=int, default=2)
    parser.add_argument("--changes", type=int, default=40)
    parser.add_argument("--every", type=float, default=1.0)
    parser.add_argument("--channels", type=int, default=6)
    parser.add_argument("--passages", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sharded", action="store_true")
    raise SystemExit(bool(asyncio.run(_main(parser.parse_args()))))


if __name__ == "__main__":
    main()
