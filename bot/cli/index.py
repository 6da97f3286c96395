"""`footnote index`, and the indexing that goes before every question."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.keeper import Keeper
from bot.opening import open_store
from bot.render.printable import json_line
from bot.settings import Settings
from index.indexer import Indexer, Progress, Report
from index.intake import Skipped
from index.lock import holder_of
from index.probe import probe

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Task


async def index(settings: Settings, *, as_json: bool, rebuild: bool, watch: float | None) -> None:
    """Bring the index level with the archive, and keep it so where `watch` is given.

    `watch` are the seconds between two looks at an archive that doesn't tell its changes. To
    `rebuild` is to build another index beside, which then takes the place of the former one.
    """
    if rebuild:
        await _build_beside(settings)
        if held := await asyncio.to_thread(holder_of, settings.data):
            print(  # noqa: T201
                f"The new index is whole. {held} takes it over within seconds where it is a bot or "
                f"a chat, else when it starts again.",
                file=sys.stderr,
            )
            return
    async with open_store(settings) as (_, indexer):
        report = await level(indexer, crawl=True)
        show(report, as_json=as_json)
        if watch is None:
            return

        def told(report: Report) -> None:
            if report.changed:
                show(report, as_json=as_json)

        await Keeper(indexer, watch, told).run()


async def _build_beside(settings: Settings) -> None:
    """Build another index, and ask it for what is in it, while the former one serves."""
    async with open_store(settings, beside=True) as (store, indexer):
        await level(indexer)
        await probe(store)
        await store.finish()


async def level(indexer: Indexer, *, crawl: bool = False) -> Report:
    """Bring the index level, with a progress bar where a person looks on."""
    from rich.console import Console

    with progress_bar(Console(stderr=True)) as progress:
        return await indexer.run(progress, crawl=crawl)


@contextmanager
def progress_bar(console: "Console") -> Iterator[Progress]:
    """A bar for the files that are read, one for the passages that get vectors: rate, time left."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: "Task") -> Text:
            return Text(f"{task.speed:.0f}/s" if task.speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        tasks: dict[str, TaskID] = {}

        def told(what: str, made: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what.capitalize(), total=None)
            bar.update(tasks[what], completed=made, total=total)

        yield told


def report_json(report: Report) -> dict[str, object]:
    """The object that `footnote index --json` writes."""
    value = asdict(report)
    value["skipped"] = [asdict(entry) for entry in report.skipped]
    return value


def skipped_lines(skipped: Iterable[Skipped]) -> list[str]:
    """What was passed over, a line for each reason, the most frequent first."""
    found: dict[str, list[str]] = {}
    for entry in skipped:
        found.setdefault(entry.reason, []).append(entry.file)
    return [
        f"{files[0]}{f' and {len(files) - 1} more' if len(files) > 1 else ''}: {reason}"
        for reason, files in sorted(found.items(), key=lambda item: -len(item[1]))
    ]


def show(report: Report, *, as_json: bool) -> None:
    """Write a report, as JSON or for people."""
    if as_json:
        print(json_line(report_json(report)), flush=True)  # noqa: T201
        return
    from bot.render.terminal import stdout

    console = stdout()
    console.print(
        f"{report.documents} documents, {report.passages} passages: {report.added} added, "
        f"{report.updated} updated, {report.removed} removed, {report.unchanged} unchanged "
        f"({report.seconds:.1f} s)"
    )
    for line in skipped_lines(report.skipped):
        console.print(f"skipped {line}", style="dim")
