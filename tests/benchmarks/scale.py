"""How fast search stays as an archive grows, how much it finds of what is nearest, and its size.

python -m tests.benchmarks.scale [--sizes 10000 100000] [--keep DIR] [--questions 60]
    [--servers]

Builds an index of each size from texts and vectors that are drawn (see `synthetic.py`), which
takes a minute or two for 100,000 passages and half an hour or more for a million; with --keep it
stays in DIR, and the next run measures it again. Each is measured in a process of its own that
does nothing but search: what is compared takes turns, question by question. With --servers each
index is in a PostgreSQL and on a Chroma server of this machine. Prints a table.
"""

import argparse
import asyncio
import datetime as dt
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from index.chroma_server import ChromaServer
from index.digest import Scope, Span
from index.embedding import MiniLM, Vectors
from index.indexer import Indexer
from index.schema import SCHEMA
from index.search import _POOL as POOL
from index.search import Query, Search
from index.store import Store
from tests.benchmarks.synthetic import DAYS, FIRST, PASSAGES, Synthetic, Words, build, reading
from tests.chroma_server import running as running_chroma
from tests.postgres import running

_NEW = 40  # documents that are embedded while search goes on
# As much memory as a server of a million passages has, and nothing that outlives a power cut.
_POSTGRES = {
    "fsync": "off",
    "synchronous_commit": "off",
    "shared_buffers": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "8GB",
    "listen_addresses": "",
}
_PUBLICATION = Scope(publications=("publication 3",))
Figures = dict[str, Any]


def _span(n: int, days: int) -> Scope:
    start = FIRST + dt.timedelta(days=n * 997 % (DAYS - days))
    return Scope(Span(start, start + dt.timedelta(days=days - 1)))


class Measure:
    """Measures one index. Times are in milliseconds, memory and disk in MB."""

    def __init__(self, store: Store, embedder: Synthetic, questions: int) -> None:
        words = Words(seed=2)
        self._store = store
        self._search = Search(store)
        self._embedder = embedder
        self._questions = [words.question() for _ in range(questions)]
        self.found: Figures = {}

    async def times(self) -> None:
        """The median and the 95th percentile of each part of a search, and of whole ones."""
        took: dict[str, list[float]] = {}
        for n, question in enumerate(self._questions[:3] + self._questions):
            for name, part in self._parts(n, question).items():
                started = time.perf_counter()
                await part()
                took.setdefault(name, []).append(1000 * (time.perf_counter() - started))
        self.found["times"] = {name: _spread(times[3:]) for name, times in took.items()}

    def _parts(self, n: int, question: str) -> dict[str, Callable[[], Awaitable[object]]]:
        vector = self._embedder.meanings.questions([question])[0]
        find, meaning = self._search.find, self._store.meaning.nearest
        month, year = _span(n, 30), _span(n, 365)
        # In this order, so that none but the whole searches finds warm what it needs.
        return {
            "embed the question": lambda: asyncio.to_thread(self._embedder.embed, [question]),
            "bare Chroma query": lambda: asyncio.to_thread(self._bare, vector),
            "words": lambda: self._words(question),
            "meaning": lambda: meaning(vector, Scope(), POOL),
            "meaning, 30 days": lambda: meaning(vector, month, POOL),
            "search": lambda: find(Query(question)),
            "search, 30 days": lambda: find(Query(question, scope=month)),
            "search, a year": lambda: find(Query(question, scope=year)),
            "search, a publication": lambda: find(Query(question, scope=_PUBLICATION)),
        }

    async def _words(self, question: str) -> None:
        asked = await self._search._asked(question, Query(question))
        await self._search._by_words(asked[:1])

    def _bare(self, vector: Vectors) -> None:
        rows = vector.reshape(1, -1)
        self._store.vectors._opened().query(rows, n_results=POOL, include=["distances"])

    async def recall(self, folder: Path) -> None:
        """Which part of the nearest passages the dense half finds, without and within 30 days."""
        ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        drawn = np.load(folder / "drawn.npy", mmap_mode="r")
        days = np.array([n * DAYS // (len(ids) // PASSAGES) for n in range(len(ids) // PASSAGES)])
        of = np.repeat(days, PASSAGES) + FIRST.toordinal()
        shares: dict[str, list[float]] = {"recall": [], "recall, 30 days": []}
        vectors = self._embedder.meanings.questions(self._questions)
        scores = np.concatenate(
            [vectors @ drawn[n : n + 50_000].T for n in range(0, len(ids), 50_000)], axis=1
        )
        for n, row in enumerate(scores):
            for name, scope in zip(shares, (Scope(), _span(n, 30)), strict=True):
                span = scope.span
                inside = np.ones(len(ids), dtype=bool)
                if span.start and span.end:
                    inside = (of >= span.start.toordinal()) & (of <= span.end.toordinal())
                best = np.argsort(-np.where(inside, row, -2.0))[: min(POOL, int(inside.sum()))]
                found = await self._store.meaning.nearest(vectors[n], scope, POOL)
                held = {ids[at] for at in best} & {id_ for id_, _ in found}
                if len(best):  # a small archive has months without a digest
                    shares[name].append(len(held) / len(best))
        self.found.update({name: statistics.mean(each) for name, each in shares.items()})

    async def beside_the_indexer(self) -> None:
        """Searches while new passages are embedded at full speed in the same process."""
        intake, words = self._store.catalog.intake, Words(seed=3)
        new = [reading(words, 10**9 + n, FIRST + dt.timedelta(days=DAYS)) for n in range(_NEW)]
        await intake.put(new)
        indexer = Indexer(self._store, [])
        embedding = asyncio.create_task(indexer.embed())
        took = []
        for question in self._questions:
            started = time.perf_counter()
            await self._search.find(Query(question))
            took.append(1000 * (time.perf_counter() - started))
            if embedding.done():
                break
        self.found["searches while embedding"] = len(took)
        self.found["times"]["search while embedding"] = _spread(took)
        await embedding
        await intake.remove([(each.archive_key, each.bundle) for each in new])
        await indexer.embed()


def _spread(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]


async def measure(
    folder: Path, questions: int, embedder: Synthetic, servers: Sequence[str] = ()
) -> Figures:
    """All figures of the index in a folder, or on servers."""
    import psutil  # type: ignore[import-untyped]

    async with _store(folder, embedder, servers) as store:
        measured = Measure(store, embedder, questions)
        await measured.times()
        measured.found["resident MB"] = psutil.Process().memory_info().rss / 1e6
        await measured.recall(folder)
        await measured.beside_the_indexer()
    within = ("data", "postgres", "chroma")
    files = [path for name in within for path in (folder / name).rglob("*") if path.is_file()]
    measured.found["disk MB"] = sum(path.stat().st_size for path in files) / 1e6
    return measured.found


@contextmanager
def opened(path: Path, *, servers: bool) -> Iterator[tuple[str, ...]]:
    """The addresses of a PostgreSQL and of a Chroma server in a folder, while the block runs."""
    if not servers:
        yield ()
        return
    (path / "chroma").mkdir(parents=True, exist_ok=True)
    with (
        running(kept=path / "postgres", settings=_POSTGRES) as cluster,
        running_chroma(path / "chroma") as chroma,
    ):
        yield cluster.url("postgres"), chroma.url


def _store(path: Path, embedder: Synthetic, servers: Sequence[str]) -> Store:
    if not servers:
        return Store(path / "data", embedder)
    database, chroma = servers
    return Store(path / "data", embedder, database=SecretStr(database), chroma=ChromaServer(chroma))


async def made(path: Path, size: int, embedder: Synthetic, servers: Sequence[str] = ()) -> None:
    """Build an index of a size in a folder or on servers, unless it was left there."""
    if (path / "seconds").exists():
        return
    started = time.monotonic()
    async with _store(path, embedder, servers) as store:
        await build(path, size, store, embedder.meanings)
    (path / "seconds").write_text(f"{time.monotonic() - started:.0f}", encoding="utf-8")


def table(figures: dict[int, Figures]) -> Table:
    """What was measured, a column for each size, with the ratios that are to hold."""
    shown = Table("", *(f"{size:,} passages" for size in figures), title="Scale")
    each = list(figures.values())
    plain = (("seconds to build", "{:.0f}"), ("disk MB", "{:,.0f}"), ("resident MB", "{:,.0f}"))
    for name, form in (*plain, ("recall", "{:.4f}"), ("recall, 30 days", "{:.4f}")):
        shown.add_row(name, *(form.format(found[name]) for found in each))
    for name in each[0]["times"]:
        times = (found["times"][name] for found in each)
        shown.add_row(f"{name}, ms", *(f"{p50:.1f} (p95 {p95:.1f})" for p50, p95 in times))
    ratios = [_ratios(found) for found in each]
    for name in ratios[0]:
        shown.add_row(name, *(f"{found[name]:.2f}" for found in ratios))
    grown = ["", *(f"{_median(b) / _median(a):.2f}" for a, b in pairwise(each))]
    shown.add_row("search / search at the size before", *grown)
    return shown


def _median(found: Figures, name: str = "search") -> float:
    return float(found["times"][name][0])


def _ratios(found: Figures) -> dict[str, float]:
    bare = _median(found, "embed the question") + _median(found, "bare Chroma query")
    return {
        "search / (embed + Chroma)": _median(found) / bare,
        "search, 30 days / search": _median(found, "search, 30 days") / _median(found),
    }


def run(folder: Path, sizes: Sequence[int], questions: int, *, servers: bool) -> dict[int, Figures]:
    """The figures of each size."""
    figures: dict[int, Figures] = {}
    for size in sizes:
        path = folder / f"{size}-{SCHEMA}{'-servers' if servers else ''}"
        path.mkdir(parents=True, exist_ok=True)
        with opened(path, servers=servers) as addresses:
            asyncio.run(made(path, size, Synthetic(), addresses))
            command = [sys.executable, "-m", "tests.benchmarks.scale", "--measure", str(path)]
            command += ["--questions", str(questions), "--at", *addresses]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        seconds = float((path / "seconds").read_text(encoding="utf-8"))
        figures[size] = {"seconds to build": seconds} | json.loads(done.stdout)
    return figures


def main() -> None:
    """Build what is missing, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--servers", action="store_true")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--at", nargs="*", default=[], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        embedder = Synthetic(MiniLM())
        found = asyncio.run(measure(given.measure, given.questions, embedder, given.at))
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        figures = run(folder, given.sizes, given.questions, servers=given.servers)
    Console(width=max(100, 30 + 24 * len(figures))).print(table(figures))


if __name__ == "__main__":
    main()
