"""`footnote story`: how a story went on."""

from typing import Any

from bot.assistant.answer import long_date
from bot.cli.index import level
from bot.cli.search import evidence_json
from bot.opening import open_store
from bot.render.printable import json_line
from bot.settings import Settings
from index.digest import Span
from index.errors import IndexFault
from index.search import Search
from index.stories.stories import Stories
from index.stories.values import Entry, Mentions, Timeline


async def story(settings: Settings, name: str, *, k: int, span: Span, as_json: bool) -> None:
    """Write the timeline of a name or of some words, and their mentions a week.

    Raises IndexFault, with the nearest names, where nothing tells of it.
    """
    async with open_store(settings) as (store, indexer):
        await level(indexer)
        stories = Stories(store)
        timeline = await stories.timeline(name, span, k)
        if not timeline.entries:
            raise IndexFault(await _unknown(stories, name, span))
        aliases = await Search(store, settings.other_names).aliases()
        names = [timeline.name, *aliases.others(timeline.name)]
        mentions = await stories.mentions([names], span)
    if as_json:
        print(json_line(story_json(timeline, mentions)))  # noqa: T201
        return
    from bot.render.terminal import stdout, story_text

    stdout().print(story_text(timeline, mentions))


async def _unknown(stories: Stories, name: str, span: Span) -> str:
    if span and (whole := await stories.timeline(name, limit=1)).entries:
        day = whole.entries[0].evidence.origin.date
        return f"Nothing tells of {name!r} in these days; first told: {long_date(day)}."
    near = ", ".join(await stories.nearest_names(name))
    return f"The archive doesn't tell of {name!r}." + (
        f" The nearest names: {near}." if near else ""
    )


def story_json(timeline: Timeline, mentions: Mentions) -> dict[str, Any]:
    """The object that `footnote story --json` writes."""
    return {
        "name": timeline.name,
        "found": timeline.found,
        "entries": [_entry_json(entry) for entry in timeline.entries],
        "weeks": [
            {"week": week.isoformat(), "mentions": count}
            for week, count in zip(mentions.weeks, mentions.counts[0], strict=True)
        ],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    told, *others = map(evidence_json, (entry.evidence, *entry.also))
    kept = ("passage", "document", "publication", "title", "section", "date", "archive", "file")
    places = [{key: place[key] for key in (*kept, "url")} for place in (told, *others)]
    return {"quote": entry.quote, "mentions": entry.mentions, **places[0], "also": places[1:]}
