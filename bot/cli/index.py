"""`footnote index`, and the indexing that goes before every question."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.opening import open_store
from bot.settings import Settings
from index.indexer import Indexer, Progress, Report

if TYPE_CHECKING:
    from rich.console import Console


async def index(settings: Settings, *, as_json: bool, rebuild: bool, watch: float | None) -> None:
    """Bring the index level with the archive; `watch` does it again after so many seconds."""
    async with open_store(settings) as (store, indexer):
        if rebuild:
            await indexer.check()
            await store.clear()
        while True:
            report = await level(indexer)
            show(report, as_json=as_json)
            if watch is None:
                return
            await asyncio.sleep(watch)


async def level(indexer: Indexer) -> Report:
    """Bring the index level, with a progress bar where a person looks on."""
    from rich.console import Console

    with progress_bar(Console(stderr=True)) as progress:
        return await indexer.run(progress)


@contextmanager
def progress_bar(console: "Console") -> Iterator[Progress]:
    """A bar for the passages that get their vectors, with rate and time left."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TimeLeft())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("passages", total=None, visible=False)

        def told(made: int, total: int) -> None:
            bar.update(task, completed=made, total=total, visible=True)

        yield told


def report_json(report: Report) -> dict[str, object]:
    """The object that `footnote index --json` writes."""
    value = asdict(report)
    value["skipped"] = [asdict(entry) for entry in report.skipped]
    return value


def show(report: Report, *, as_json: bool) -> None:
    """Write a report, as JSON or for people."""
    from rich.console import Console

    if as_json:
        print(json.dumps(report_json(report), ensure_ascii=False), flush=True)  # noqa: T201
        return
    console = Console(highlight=False)
    console.print(
        f"{report.documents} documents, {report.passages} passages: {report.added} added, "
        f"{report.updated} updated, {report.removed} removed, {report.unchanged} unchanged "
        f"({report.seconds:.1f} s)"
    )
    for entry in report.skipped:
        console.print(f"skipped {entry.file}: {entry.reason}", style="dim", markup=False)
