"""Indexers killed at random points, opened again and finished: is anything lost or doubled?

python -m tests.benchmarks.crashes [--rounds 50] [--seed 7]

Each round changes some files, starts an indexer and kills it (signal 9) at a random point of the
time that a run from nothing takes, several times over; then it is finished and held against an
undisturbed run over the same files.
"""

import argparse
import asyncio
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from index import schema
from index.archive import open_archives
from index.chroma_server import ChromaServer
from index.indexer import Indexer
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.making import write

ROOT = Path(__file__).parents[2]
_FILES = 320  # more than a thousand passages: then Chroma writes files beside SQLite's
_KILLS = 3  # of one round, at most
_REPEATED = "We checked 12 subreddits and 544 feeds for you."


def make(chance: random.Random, n: int) -> str:
    """A digest of a few stories; some say the same as others, some are nothing."""
    if chance.random() < 0.05:
        return chance.choice(["", "\0", "# Title\n\nThe same words everywhere."])
    words = "Meta Oracle Zephyr leases orders models capacity cells agents".split()
    stories = "\n\n".join(
        f"## Story {n}.{k}\n\n" + " ".join(chance.choices(words, k=30)) + "."
        for k in range(chance.randint(1, 6))
    )
    return f"# Digest {n}\n\n{_REPEATED}\n\n{stories}\n"


def alter(chance: random.Random, root: Path) -> None:
    """Edit, copy, rename and remove some files."""
    files = sorted(root.glob("*.md"))
    for path in chance.sample(files, min(6, len(files))):
        fate = chance.choice(["edit", "rename", "remove", "copy"])
        if fate == "edit":
            write(root, {path.name: make(chance, chance.randint(0, 999))})
        elif fate == "rename":
            path.rename(root / f"moved-{chance.randint(0, 9999)}.md")
        elif fate == "remove":
            path.unlink()
        else:
            write(root, {f"copy-{chance.randint(0, 9999)}.md": path.read_text("utf-8")})


def change(chance: random.Random, root: Path) -> None:
    """Alter some files and add others."""
    alter(chance, root)
    for _ in range(4):
        day = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}.md"
        write(root, {day: make(chance, chance.randint(0, 999))})


def killed_run(data: Path, root: Path, after: float | None) -> bool:
    """Start an indexer and kill it after so many seconds, if any; whether it was still at work."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.index.holding", "index", str(data), str(root)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    ) as process:
        if after is None:
            process.wait()
        else:
            time.sleep(after)
        at_work = process.poll() is None
        process.send_signal(signal.SIGKILL)
    return at_work


async def finished(
    data: Path,
    root: Path,
    database: SecretStr | None = None,
    chroma: ChromaServer | None = None,
) -> dict[str, Any]:
    """Index to the end; returns all that catalog and vectors hold, in an order of its own."""
    async with Store(data, WordsEmbedder(), database=database, chroma=chroma) as store:
        await Indexer(store, open_archives([str(root)])).run()
        held: dict[str, Any] = {}
        async with store.catalog._engine.connect() as connection:
            for table in schema.metadata.sorted_tables:
                # The number of a passage within its day tells the order of arrival alone.
                columns = [column for column in table.c if column.name not in ("key", "signature")]
                rows = await connection.execute(select(*columns))
                held[table.name] = sorted(map(repr, rows))
        found = store.vectors._opened().get(include=["embeddings", "metadatas"])
    vectors = found["embeddings"]
    assert vectors is not None
    held["vectors"] = sorted(
        (id_, sorted((beside or {}).items()), tuple(np.round(row, 5).tolist()))
        for id_, beside, row in zip(found["ids"], found["metadatas"] or [], vectors, strict=True)
    )
    return held


def rounds(count: int, seed: int, files: int = _FILES) -> tuple[int, int, list[str]]:
    """Do so many rounds; returns kills, kills of an indexer at work, and what differed."""
    chance = random.Random(seed)  # noqa: S311
    kills = at_work = 0
    differences: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        root, data = Path(folder, "archive"), Path(folder, "data")
        write(root, {f"issue-{n:03}.md": make(chance, n) for n in range(files)})
        started = time.monotonic()
        killed_run(Path(folder, "timed"), root, None)
        took = time.monotonic() - started
        for round_ in range(count):
            change(chance, root)
            for _ in range(chance.randint(1, _KILLS)):
                kills += 1
                at_work += killed_run(data, root, chance.uniform(0.0, took))
            disturbed = asyncio.run(finished(data, root))
            whole = asyncio.run(finished(Path(folder, f"whole-{round_}"), root))
            differences += [
                f"round {round_}: {name}" for name in whole if whole[name] != disturbed[name]
            ]
            if chance.random() < 0.3:
                data = Path(folder, f"data-{round_}")  # from nothing
    return kills, at_work, differences


def main() -> None:
    """Do the rounds and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    kills, at_work, differences = rounds(given.rounds, given.seed)
    table = Table("rounds", "kills", "of an indexer at work", "differences", title="kill -9")
    table.add_row(str(given.rounds), str(kills), str(at_work), str(len(differences)))
    console = Console()
    console.print(table)
    for line in differences:
        console.print(line)
    raise SystemExit(bool(differences))


if __name__ == "__main__":
    main()
