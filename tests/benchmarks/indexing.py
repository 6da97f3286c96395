"""How fast an archive is searchable, embedded, and found unchanged; and in how much memory.

python -m tests.benchmarks.indexing words ARCHIVE           seconds until words are searchable
python -m tests.benchmarks.indexing again ARCHIVE DATA      a run that finds nothing changed
python -m tests.benchmarks.indexing embedding ARCHIVE       vectors a second beside the bare model
python -m tests.benchmarks.indexing memory ARCHIVE          peak memory while all is indexed

DATA is a folder in which `footnote index` has finished the archive. Each prints a table.
"""

import argparse
import asyncio
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from index.archive import open_archives
from index.embedding import MiniLM, embed
from index.indexer import Indexer
from index.store import Store

_ROUNDS = 5
_FILES = 2  # of one turn
_STEP = 16  # texts that the bare model is given at once


async def _level(archive: str, data: Path) -> tuple[float, int]:
    async with Store(data) as store:
        report = await Indexer(store, open_archives([archive])).level()
        return report.seconds, report.passages


def words(archive: str) -> Table:
    """Seconds of fresh runs, each in a folder of its own."""
    table = Table("run", "passages", "seconds until words are searchable", title=archive)
    times = []
    for n in range(3):
        with tempfile.TemporaryDirectory() as data:
            seconds, passages = asyncio.run(_level(archive, Path(data)))
        times.append(seconds)
        table.add_row(str(n + 1), f"{passages:,}", f"{seconds:.1f}")
    table.add_row("median", "", f"{statistics.median(times):.1f}")
    return table


def again(archive: str, data: str) -> Table:
    """Seconds of runs that find nothing changed: as reported, and of the whole process."""
    table = Table("run", "unchanged", "seconds", "of the process", title=archive)
    reported, whole = [], []
    for n in range(_ROUNDS):
        started = time.monotonic()
        report = _index(archive, data)
        whole.append(time.monotonic() - started)
        reported.append(report["seconds"])
        times = (f"{reported[-1]:.2f}", f"{whole[-1]:.2f}")
        table.add_row(str(n + 1), str(report["unchanged"]), *times)
    medians = (f"{statistics.median(times):.2f}" for times in (reported, whole))
    table.add_row("median", "", *medians)
    return table


async def _turn(archive: str, files: Sequence[str], first: str) -> tuple[int, float, float]:
    """How many passages some files make, and the seconds of the index and of the bare model."""
    model = MiniLM()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "archive")
        root.mkdir()  # noqa: ASYNC240 -- nothing else waits
        for file in files:
            shutil.copy(Path(archive, file), root / Path(file).name)
        async with Store(Path(folder, "data"), model) as store:
            indexer = Indexer(store, open_archives([str(root)]))
            await indexer.level()
            texts = [item.text for item in await store.catalog.outbox.to_embed(1_000_000, 0)]
            # Opening Chroma and the model takes seconds and happens once, whatever the archive.
            await store.vectors.count()

            async def bare() -> None:
                for at in range(0, len(texts), _STEP):
                    await embed(model, texts[at : at + _STEP])

            # The first run over texts of new lengths is slower, whoever makes it.
            await bare()
            took: dict[str, float] = {}
            turns: dict[str, Callable[[], Awaitable[object]]] = {
                "index": indexer.embed,
                "bare": bare,
            }
            for name in (first, *(turns.keys() - {first})):
                started = time.monotonic()
                await turns[name]()
                took[name] = time.monotonic() - started
    return len(texts), took["index"], took["bare"]


def embedding(archive: str) -> Table:
    """The index and the bare model embed the same passages in turn, the first one alternating."""
    title = f"{archive}: passages a second"
    table = Table("turn", "passages", "index", "bare model", "ratio", title=title)
    names = [b.name for a in open_archives([archive]) for b in a.listing().bundles]
    ratios = []
    for n in range(_ROUNDS):
        files = names[n * _FILES : (n + 1) * _FILES]
        count, index, bare = asyncio.run(_turn(archive, files, ("index", "bare")[n % 2]))
        ratios.append(bare / index)
        rates = (f"{count / index:.1f}", f"{count / bare:.1f}", f"{ratios[-1]:.2f}")
        table.add_row(str(n + 1), f"{count:,}", *rates)
    table.add_row("median", "", "", "", f"{statistics.median(ratios):.2f}")
    return table


def memory(archive: str) -> Table:
    """Peak resident memory of one `footnote index` from nothing."""
    with tempfile.TemporaryDirectory() as data:
        report = _index(archive, data)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    table = Table("passages", "minutes", "peak MB", title=archive)
    table.add_row(f"{report['passages']:,}", f"{report['seconds'] / 60:.1f}", f"{peak:.0f}")
    return table


def _index(archive: str, data: str) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "bot", "index", "--json", "--archive", archive, "--data", data],
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def main() -> None:
    """Print the table that is asked for."""
    measures: dict[str, Callable[..., Table]] = {
        "words": words,
        "again": again,
        "embedding": embedding,
        "memory": memory,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measure", choices=measures)
    parser.add_argument("arguments", nargs="+")
    given = parser.parse_args()
    Console().print(measures[given.measure](*given.arguments))


if __name__ == "__main__":
    main()
