"""How soon a bot with a large archive is ready, and how much memory it takes.

python -m tests.benchmarks.ready [--passages 100000] [--starts 7] [--questions 40] [--keep DIR]

The archive is drawn (see `synthetic.py`) and indexed with vectors that are drawn, too; with --keep
it stays in DIR. The bot is `footnote run` in a process of its own, beside one with the sample
archive: they are started in turn, on a warm disk. It is ready when /readyz says so: Discord
connected, the stores open, every file of the archive looked at. Prints a table; ends with 1 where
the median is over 3 s, or memory is over 700 MB behind the questions, which people ask in threads.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

from index.archive import SAMPLE, open_archives
from index.embedding import MiniLM, Vectors
from index.indexer import Indexer
from index.store import Store
from tests.benchmarks.load import index, world
from tests.benchmarks.synthetic import DAYS, FIRST, PASSAGES, PUBLICATIONS, Meanings, Words
from tests.chroma_server import free_port
from tests.discord_server import DiscordServer

_READY, _MEMORY = 3.0, 700.0  # seconds, MB
_LOOK = 0.01  # seconds between two looks whether the bot is ready
_PATIENCE = 60.0
_THREADS = 4


class _Drawn(MiniLM):
    """Drawn vectors that pass for the model's, so that a bot with the model takes them up."""

    def __init__(self) -> None:
        super().__init__()
        self._meanings = Meanings()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row for each text."""
        return self._meanings.passages(len(texts))


@dataclass
class Starts:
    """What was measured of a bot: until it was ready, and MB then and behind questions."""

    passages: int = 0
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # seconds that it computed
    memory: list[float] = field(default_factory=list)
    asked: float = 0.0


def write_archive(archive: Path, passages: int) -> None:
    """Write digests that have about so many passages."""
    words, count = Words(), passages // PASSAGES
    for n in range(count):
        day = FIRST + dt.timedelta(days=n * DAYS // count)
        stories = "\n\n".join(
            f"## {words.text()[:30]} {n}.{item}\n\n{words.text()}" for item in range(PASSAGES)
        )
        folder = archive / f"publication-{n % PUBLICATIONS}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{day}-{n}.md").write_text(f"# Digest {n}\n\n{stories}\n", encoding="utf-8")


async def made(folder: Path, passages: int) -> None:
    """Write and index an archive in a folder, unless it was left there."""
    if (folder / "made").exists():
        return
    write_archive(folder / "archive", passages)
    async with Store(folder / "data", _Drawn()) as store:
        await Indexer(store, open_archives([str(folder / "archive")])).run()
    (folder / "made").touch()


async def _start(folder: Path, archive: Path, data: Path, measured: Starts, asked: int) -> None:
    """Start a bot until it is ready; then ask it so many questions."""
    port = free_port()
    async with DiscordServer() as server, aiohttp.ClientSession() as session:
        discord = await world(server, folder, data, _THREADS, archive)
        began = time.monotonic()
        async with discord.bot(FOOTNOTE_WATCH_PORT=str(port)) as process:
            async with asyncio.timeout(_PATIENCE):
                while not await _ready(session, port):  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK)
            measured.seconds.append(time.monotonic() - began)
            measured.cpu.append(sum(process.cpu_times()[:2]))
            measured.memory.append(_memory(process))
            if asked:
                await discord.ask(asked // _THREADS, 2)
                async with asyncio.timeout(_PATIENCE):
                    while discord.whole() < asked:  # noqa: ASYNC110
                        await asyncio.sleep(0.2)
                measured.asked = _memory(process)


async def _ready(session: aiohttp.ClientSession, port: int) -> bool:
    with contextlib.suppress(aiohttp.ClientError):
        async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    return False


def _memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


async def measure(folder: Path, passages: int, starts: int, asked: int) -> list[Starts]:
    """Start both bots in turn, behind a start of each that warms the disk; the last ones are asked.

    `asked` questions are rounded down to as many for each thread.
    """
    sample, large = folder / "sample", folder / "data"
    if not sample.exists():
        await index(sample)
    await made(folder, passages)
    bots = {SAMPLE: sample, folder / "archive": large}
    found = {archive: Starts() for archive in bots}
    for n in range(starts + 1):
        for archive, data in bots.items():
            last = n == starts
            await _start(
                folder, archive, data, found[archive], asked // _THREADS * _THREADS if last else 0
            )
    for archive, data in bots.items():
        async with Store(data, MiniLM()) as store:
            found[archive].passages = await store.catalog.passage_count()
    return [*found.values()]


def main() -> None:
    """Build what is missing, start, ask, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        found = asyncio.run(measure(folder, given.passages, given.starts, given.questions))
    table = Table("", *(f"{each.passages:,} passages" for each in found))
    table.add_row("seconds until ready", *(f"{_median(each.seconds[1:]):.2f}" for each in found))
    table.add_row("of them computing", *(f"{_median(each.cpu[1:]):.2f}" for each in found))
    table.add_row("slowest start", *(f"{max(each.seconds[1:]):.2f}" for each in found))
    table.add_row("MB when ready", *(f"{_median(each.memory[1:]):.0f}" for each in found))
    label = f"MB behind {given.questions} questions"
    table.add_row(label, *(f"{each.asked:.0f}" for each in found))
    Console().print(table)
    large = found[-1]
    raise SystemExit(_median(large.seconds[1:]) > _READY or large.asked > _MEMORY)


def _median(figures: Sequence[float]) -> float:
    return statistics.median(figures)


if __name__ == "__main__":
    main()
