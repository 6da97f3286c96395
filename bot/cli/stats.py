"""`footnote stats`: what is in the archive."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from rich.table import Table
from rich.text import Text

from bot.cli.answers import FEEDBACK
from bot.cli.index import level, skipped_lines
from bot.opening import has_state, open_state, open_store
from bot.render.printable import json_line
from bot.render.terminal import bare, stdout
from bot.settings import Settings
from index.intake import Skipped
from index.store import Store
from index.web.web import Web

_SHOWN = 12
_PLACES = (("path", "name"), ("front_matter", "front matter"), ("text", "text"))


async def stats(settings: Settings, *, as_json: bool) -> None:
    """Tell span, gaps, publications, tags, what is skipped and pending, what people thought."""
    async with open_store(settings) as (store, indexer):
        report = await level(indexer)
        facts = await collect(store, report.skipped, indexer.web)
    facts |= await collect_feedback(settings)
    if as_json:
        print(json_line(facts))  # noqa: T201
    else:
        _show(facts)


async def collect(
    store: Store, skipped: Sequence[Skipped], web: Web | None = None
) -> dict[str, Any]:
    """The facts as JSON has them; a gap is a run of days between digests without any.

    `pages` tells what became of those that were asked for, where the web may be asked.
    """
    catalog = store.catalog
    origins = await catalog.origins()
    digests = [origin for origin in origins if origin.kind == "digest"]
    days = sorted(await catalog.days())
    return {
        "documents": len(origins),
        "passages": await catalog.passage_count(),
        "pending": await catalog.outbox.pending(),
        "first": days[0].isoformat() if days else None,
        "last": days[-1].isoformat() if days else None,
        "undated": sum(1 for origin in digests if origin.date is None),
        "gaps": [
            {"from": first.isoformat(), "to": last.isoformat(), "days": (last - first).days + 1}
            for first, last in gaps(days)
        ],
        "publications": dict(Counter(origin.publication for origin in digests).most_common()),
        "tags": dict(Counter(await catalog.tags()).most_common()),
        "sources": sum(1 for origin in origins if origin.kind == "source"),
        "pages": await web.outcomes() if web else {},
        "dates_differ": [
            {
                "file": origin.file,
                "path": _iso(dating.path),
                "front_matter": _iso(dating.front_matter),
                "text": _iso(dating.text),
            }
            for origin, dating in await catalog.differing()
        ],
        "same_content": [list(files) for files in await catalog.twins()],
        "skipped": [asdict(entry) for entry in skipped],
    }


async def collect_feedback(settings: Settings) -> dict[str, Any]:
    """What became of the questions that are on record, and the last that found nothing."""
    if not await asyncio.to_thread(has_state, settings):
        return {"questions": {}, "feedback": {}, "found_nothing": []}
    async with open_state(settings) as state:
        since = state.now() - dt.timedelta(days=settings.keep_answers)
        nothing = await state.answers.newest(_SHOWN, since=since, outcome="abstained")
        return {
            "questions": {each.outcome: each.answers for each in await state.answers.tally(since)},
            "feedback": await state.answers.ratings.tally(since),
            "found_nothing": [record.question for record in nothing],
        }


def gaps(days: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """The runs of days without a digest between the first and the last of `days` (in order)."""
    day = dt.timedelta(days=1)
    return [(before + day, after - day) for before, after in pairwise(days) if after - before > day]


def _show(facts: dict[str, Any]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    table.add_row("documents", f"{facts['documents']} ({facts['undated']} undated)")
    table.add_row("sources", str(facts["sources"]))
    if any(facts["pages"].values()):
        table.add_row("pages", _listed([f"{v} {k}" for k, v in facts["pages"].items() if v]))
    table.add_row("passages", f"{facts['passages']} ({facts['pending']} without a vector yet)")
    table.add_row("days", f"{facts['first']} to {facts['last']}" if facts["first"] else "none")
    table.add_row("gaps", _listed([_gap(gap) for gap in facts["gaps"]]))
    table.add_row("publications", _listed([f"{k} ({v})" for k, v in facts["publications"].items()]))
    table.add_row("tags", _listed([f"{k} ({v})" for k, v in facts["tags"].items()]))
    table.add_row("dates differ", _listed([_dates(entry) for entry in facts["dates_differ"]]))
    table.add_row("same content", _listed([" = ".join(files) for files in facts["same_content"]]))
    table.add_row("skipped", _listed(skipped_lines(Skipped(**entry) for entry in facts["skipped"])))
    if facts.get("questions"):
        table.add_row("questions", _listed([f"{v} {k}" for k, v in facts["questions"].items()]))
        votes = [f"{facts['feedback'].get(kind, 0)} {words}" for kind, words in FEEDBACK]
        table.add_row("feedback", _listed(votes))
        nothing = [f"“{bare(each)}”" for each in facts["found_nothing"]]
        table.add_row("found nothing", Text(_listed(nothing)))
    stdout().print(table)


def _dates(entry: dict[str, Any]) -> str:
    others = [f"{entry[name]} in its {words}" for name, words in _PLACES if entry[name]]
    return f"{entry['file']} ({', '.join(others)})"


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _gap(gap: dict[str, Any]) -> str:
    return gap["from"] if gap["days"] == 1 else f"{gap['from']} to {gap['to']}"


def _listed(values: list[str]) -> str:
    more = f", and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return (", ".join(values[:_SHOWN]) + more) or "none"
