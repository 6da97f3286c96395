"""Thousands of questions while the archive changes: what grows, what waits, how the loop fares.

python -m tests.benchmarks.soak [--questions 20000] [--changes 500] [--at-once 4]

The assistant is the real one on the sample archive, with the real model and without an API; its
answers are recorded as the bot's are. A change writes, changes or removes a digest: as many stay
that the archive doesn't grow. Ends with 1 where memory grows by more than a tenth behind the first
tenth of the questions, where something is left in a queue, or where the loop's lag is 100 ms or
more in one of a hundred looks.
"""

import argparse
import asyncio
import contextlib
import itertools
import shutil
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

from bot.assistant.assistant import Assistant
from bot.keeper import keeping_level
from bot.logs import configure_logs
from bot.modes import Modes
from bot.opening import open_assistant, open_state, open_store
from bot.recorder import Recorder, recording
from bot.settings import Settings
from index.archive import SAMPLE
from index.store import Store
from tests.benchmarks.load import QUESTIONS

_FORMS = ("{}", "In April: {}", "Before 14 April: {}", "{} And what came later?")
_NAMES = "OpenAI Anthropic Google Meta Nvidia CoreWeave GLM-5.1 Qwen DeepSeek Mistral".split()
_ABOUT = ("What is new about {}?", "How much did {} raise?", "Which model did {} release?")
_STAY = 8  # digests of the soak that are there at a time
_LOOK = 0.01  # seconds between two looks at the loop
_GROWTH, _LAG = 1.1, 0.1
_SETTLED = 120.0  # seconds that what is queued at the end may take


@dataclass(frozen=True)
class Moment:
    """How it stands: MB of memory, and what waits."""

    memory: float
    records: int
    vectors: int
    tasks: int


@dataclass
class Soak:
    """What was measured; `lags` in seconds, `moments` behind the first tenth and at the end."""

    seconds: float = 0.0
    changes: int = 0
    lags: "array[float]" = field(default_factory=lambda: array("d"))
    outcomes: Counter[str] = field(default_factory=Counter)
    moments: list[Moment] = field(default_factory=list)

    def lag(self, share: float) -> float:
        """The lag that this share of the looks doesn't exceed."""
        return float(np.quantile(self.lags, share))


def questions() -> Iterator[str]:
    """Questions without an end; it takes some hundred until one comes again."""
    plain = [*QUESTIONS, *(form.format(name) for form in _ABOUT for name in _NAMES)]
    return itertools.cycle(form.format(question) for form in _FORMS for question in plain)


def change(archive: Path, n: int) -> None:
    """The n-th change of the archive: a digest is written, or written anew, and an old one goes."""
    (archive / f"soak-{n % _STAY}.md").write_text(
        f"---\ntitle: Soak {n}\ndate: 2026-04-{1 + n % 20:02}\n---\n\n"
        f"# Soak {n}\n\n## Chips\n\nPlant {n} makes {n * 7} wafers a day.\n",
        encoding="utf-8",
    )
    (archive / f"soak-{(n + 1) % _STAY}.md").unlink(missing_ok=True)


@dataclass
class House:
    """What answers, and what is beside it."""

    archive: Path
    store: Store
    assistant: Assistant
    recorder: Recorder

    async def moment(self) -> Moment:
        """How it stands now."""
        return Moment(
            psutil.Process().memory_info().rss / 1e6,
            self.recorder.waiting,
            await self.store.catalog.outbox.pending(),
            len(asyncio.all_tasks()),
        )


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """The sample archive, indexed, kept level and asked as a bot does."""
    archive = folder / "archive"
    shutil.copytree(SAMPLE, archive)
    settings = Settings(archive=(str(archive),), data=folder / "data", writer="extractive")
    async with open_store(settings) as (store, indexer), AsyncExitStack() as stack:
        await indexer.run()
        state = await stack.enter_async_context(open_state(settings))
        recorder = await stack.enter_async_context(
            recording(lambda: nullcontext(state), settings.keep_answers, at_once=True)
        )
        assistant = await stack.enter_async_context(open_assistant(settings, store, Modes()))
        await stack.enter_async_context(keeping_level(indexer, settings.refresh))
        yield House(archive, store, assistant, recorder)


async def soak(folder: Path, asked: int, changes: int, at_once: int) -> Soak:
    """Ask so many questions, with as many changes spread over them."""
    measured = Soak()
    every = max(asked // changes, 1) if changes else asked + 1
    async with house(folder) as home:
        numbered = zip(range(1, asked + 1), questions(), strict=False)
        looking = asyncio.create_task(_look(measured.lags))
        started = time.monotonic()

        async def ask() -> None:
            for n, question in numbered:
                answers = home.recorder.kept(question, home.assistant.stream(question))
                last = [answer async for answer in answers][-1]
                measured.outcomes[last.outcome] += 1
                if n % every == 0:
                    measured.changes += 1
                    await asyncio.to_thread(change, home.archive, measured.changes)
                if n == asked // 10:
                    measured.moments.append(await home.moment())

        await asyncio.gather(*(ask() for _ in range(at_once)))
        measured.seconds = time.monotonic() - started
        looking.cancel()
        measured.moments.append(await _settled(home))
    return measured


async def _settled(home: House) -> Moment:
    """How it stands when nothing waits any more, or after some patience."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SETTLED):
            while (now := await home.moment()).records + now.vectors:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
            return now
    return await home.moment()


async def _look(lags: "array[float]") -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(_LOOK)
        lags.append(time.perf_counter() - before - _LOOK)


def main() -> None:
    """Ask, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=4)
    given = parser.parse_args()
    configure_logs("warning")
    with tempfile.TemporaryDirectory() as name:
        found = asyncio.run(soak(Path(name), given.questions, given.changes, given.at_once))
    first, last = found.moments
    table = Table("measure", "after the first tenth", "at the end")
    table.add_row("MB", f"{first.memory:.0f}", f"{last.memory:.0f}")
    table.add_row("records that wait", str(first.records), str(last.records))
    table.add_row("vectors that wait", str(first.vectors), str(last.vectors))
    table.add_row("tasks", str(first.tasks), str(last.tasks))
    table.add_section()
    total = sum(found.outcomes.values())
    table.add_row("questions", "", f"{total} in {found.seconds:.0f} s")
    table.add_row("changes of the archive", "", str(found.changes))
    for outcome, count in found.outcomes.most_common():
        table.add_row(f"answers: {outcome}", "", str(count))
    for share, label in ((0.5, "p50"), (0.99, "p99"), (1.0, "max")):
        table.add_row(f"lag of the loop, {label}", "", f"{found.lag(share) * 1000:.1f} ms")
    Console().print(table)
    flat = last.memory <= _GROWTH * first.memory and not last.records + last.vectors
    raise SystemExit(not (flat and total == given.questions and found.lag(0.99) < _LAG))


if __name__ == "__main__":
    main()
