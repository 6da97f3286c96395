"""How much of what questions need stands in the first passages that search finds.

python -m tests.benchmarks.retrieval QUESTIONS ARCHIVE [--data DIR] [--now ISO] [--peers]
    [-k 5 10] [--misses]

QUESTIONS is as bot/evaluation/questions.py tells. A need is met where one of the first k passages
is from a file that the evidence names and holds 60 % of the quote's runs of four words. What an
archive can't answer is left out. --peers measures what LlamaIndex and BM25 find in the same files.
"""

import argparse
import asyncio
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.assistant.conversation import wordings
from bot.evaluation.questions import Need, Question, rank_of, read_questions
from index.archive import open_archives
from index.digest import Evidence, Span
from index.embedding import Embedder
from index.indexer import Indexer
from index.search import Query, Search
from index.store import Store
from tests.benchmarks.peers import Chunk, Peers, chunks_of, vectors_of

_DEEP = 200  # passages among which a need that isn't met is looked for
_WIDTH = 100  # characters that the table wants, where no terminal tells how many there are


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the assistant searches it: what it means, and the days that it names."""

    question: Question
    wordings: tuple[str, ...]
    span: Span
    today: dt.date

    @property
    def alone(self) -> str:
        """The question as it stands without its conversation."""
        return self.wordings[0] if self.wordings else self.question.text


@dataclass(slots=True)
class Run:
    """What one way of searching found: for each question (file, text), best first, and its time."""

    name: str
    found: list[list[Chunk]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Miss:
    """A need that isn't met; `rank` is where it is among many passages, if it is there at all.

    `held` tells whether any passage holds it: else it was cut apart, or isn't in the index.
    """

    asked: Asked
    need: Need
    rank: int | None
    held: bool
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """All that a benchmark run found; the first of `runs` is ours."""

    asked: tuple[Asked, ...]
    runs: tuple[Run, ...]
    misses: tuple[Miss, ...]
    passages: int
    chunks: int


async def measure(
    questions: Sequence[Question],
    archive: str,
    data: Path,
    today: dt.date,
    *,
    most: int = 10,
    peers: bool = False,
    embedder: Embedder | None = None,
) -> Measured:
    """Index the archive into `data` and ask every question for the first `most` passages."""
    async with Store(data, embedder) as store:
        report = await Indexer(store, open_archives([archive])).run()
        search = Search(store)
        asked = [await _asked(question, search, today) for question in questions]
        await _search(search, asked[0], most)  # what is loaded once isn't measured
        ours = Run("Footnote")
        for each in asked:
            started = time.perf_counter()
            found = await _search(search, each, most)
            ours.milliseconds.append((time.perf_counter() - started) * 1000)
            ours.found.append(found)
        misses = [
            await _miss(store, each, need, found)
            for each, found in zip(asked, ours.found, strict=True)
            for need in each.question.needs
            if rank_of(need, found) is None
        ]
        runs, chunks = [ours], list[Chunk]()
        if peers:
            chunks = chunks_of(archive, await _files_of(store))
            vectors = vectors_of(chunks, store.embedder, data / "peers.npz")
            runs += _peer_runs(Peers(chunks, vectors, store.embedder), asked)
    return Measured(tuple(asked), tuple(runs), tuple(misses), report.passages, len(chunks))


async def _asked(question: Question, search: Search, today: dt.date) -> Asked:
    frame = await search.timeframe(question.text, today)
    return Asked(question, wordings(question.text, question.history), frame.span, today)


async def _search(search: Search, asked: Asked, k: int) -> list[Chunk]:
    """The passages as the assistant searches them."""
    found = await search.look(Query(asked.question.text, k, wordings=asked.wordings), asked.today)
    return [_chunk(each) for each in found.evidence]


def _chunk(evidence: Evidence) -> Chunk:
    return evidence.passage.file or evidence.origin.file, evidence.passage.text


async def _miss(store: Store, asked: Asked, need: Need, found: Sequence[Chunk]) -> Miss:
    deep = await _search(Search(store), asked, _DEEP)
    files = [f"/{quote.file}" for quote in need.quotes]
    passages = [
        _chunk(evidence)
        for origin in await store.catalog.origins()
        if origin.file and any(f"/{origin.file}" in file for file in files)
        for evidence in await store.catalog.passages_of(origin.document)
    ]
    held = rank_of(need, passages) is not None
    return Miss(asked, need, rank_of(need, deep), held, _files(found))


async def _files_of(store: Store) -> list[str]:
    """The files that documents were made of, below the archive, each once."""
    found: dict[str, None] = {}
    for origin in await store.catalog.origins():
        document = await store.catalog.document(origin.document)
        assert document is not None
        items = [section.file for section in document.digest.sections if section.file]
        found.update(dict.fromkeys(items or [origin.file]))
    return list(found)


def _peer_runs(peers: Peers, asked: Sequence[Asked]) -> Iterator[Run]:
    ways: dict[str, Callable[[str], list[Chunk]]] = {
        "dense": peers.dense,
        "BM25": peers.bm25,
        "RRF of both": peers.both,
    }
    for name, way in ways.items():
        run = Run(name)
        for each in asked:
            started = time.perf_counter()
            run.found.append(way(each.alone))
            run.milliseconds.append((time.perf_counter() - started) * 1000)
        yield run


def _files(found: Sequence[Chunk]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(file for file, _ in found))[:3]


def share_met(asked: Sequence[Asked], found: Sequence[Sequence[Chunk]], k: int) -> float:
    """The share of all needs of some questions that the first k passages of each meet."""
    met = [
        rank_of(need, passages[:k]) is not None
        for each, passages in zip(asked, found, strict=True)
        for need in each.question.needs
    ]
    return sum(met) / len(met)


def table(measured: Measured, ks: Sequence[int], title: str) -> Table:
    """The shares by the type of question, for each way of searching in the first k of each `ks`."""
    found = Table("questions", "asked", "needs", title=title)
    for run in measured.runs:
        found.add_column(f"{run.name}\n{_beside(map(str, ks))}")
    for name, chosen in _rows(measured.asked):
        some = [measured.asked[n] for n in chosen]
        needs = sum(len(each.question.needs) for each in some)
        shares = [
            _beside(f"{share_met(some, [run.found[n] for n in chosen], k):.2f}" for k in ks)
            for run in measured.runs
        ]
        found.add_row(name, str(len(some)), str(needs), *shares)
    times = [f"{statistics.median(run.milliseconds):.1f}" for run in measured.runs]
    found.add_row("median ms", "", "", *times)
    return found


def _beside(cells: Iterable[str]) -> str:
    return "  ".join(f"{cell:>4}" for cell in cells)


def _rows(asked: Sequence[Asked]) -> Iterator[tuple[str, list[int]]]:
    """The rows of the table: its name, and which questions it tells of."""
    everything = list(range(len(asked)))
    for kind in sorted({each.question.kind for each in asked}):
        yield kind, [n for n in everything if asked[n].question.kind == kind]
    if first := [n for n in everything if not asked[n].question.history]:
        yield "all but follow-ups", first
    yield "all", everything


def lines_of(miss: Miss) -> Iterator[str]:
    """A need that isn't met, for people to look into."""
    asked = miss.asked
    yield f"{asked.question.id} ({asked.question.kind}): {asked.question.text}"
    if asked.alone != asked.question.text:
        yield f"    searched: {asked.alone}"
    if asked.span:
        yield f"    within:   {asked.span.start or ''} to {asked.span.end or ''}"
    yield f"    needs:    {', '.join(dict.fromkeys(quote.file for quote in miss.need.quotes))}"
    told = f"not among {_DEEP}" if miss.held else "no passage holds it"
    yield f"    rank:     {miss.rank or told}"
    yield f"    instead:  {', '.join(miss.instead) or 'nothing'}"


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("archive")
    parser.add_argument("--data", type=Path, help="keep the index and the peers' vectors here")
    parser.add_argument("--now", type=dt.datetime.fromisoformat, default=dt.datetime.now(dt.UTC))
    parser.add_argument("--peers", action="store_true", help="measure LlamaIndex and BM25 as well")
    parser.add_argument("-k", type=int, nargs="+", default=[5, 10])
    parser.add_argument("--misses", action="store_true", help="list each need that isn't met")
    given = parser.parse_args()
    most = max(given.k)
    with tempfile.TemporaryDirectory() as folder:
        data = given.data or Path(folder)
        questions = [each for each in read_questions(given.questions) if each.answerable]
        if not questions:
            parser.error(f"{given.questions} holds no question that the archive can answer")
        measured = asyncio.run(
            measure(questions, given.archive, data, given.now.date(), most=most, peers=given.peers)
        )
    chunks = f", {measured.chunks:,} chunks" if measured.chunks else ""
    title = f"{given.questions.name}: needs met ({measured.passages:,} passages{chunks})"
    console = Console(width=max(Console().width, _WIDTH))
    console.print(table(measured, given.k, title))
    if given.misses:
        console.print(f"Not met in the first {most}:")
        for line in (line for miss in measured.misses for line in lines_of(miss)):
            console.print(line, soft_wrap=True, markup=False, highlight=False)


if __name__ == "__main__":
    main()
