"""`footnote search`: the evidence alone."""

from dataclasses import replace
from typing import Any

from bot.assistant.conversation import wordings
from bot.cli.index import level
from bot.cli.lines import parse_line, stdin_lines
from bot.opening import open_store
from bot.render.printable import json_line
from bot.settings import Settings
from index.digest import Evidence, Origin, Scope
from index.search import Found, Query, Search


async def search(
    settings: Settings, words: str, *, k: int, scope: Scope, as_json: bool, explain: bool
) -> None:
    """Write the passages found for a query, or for each line of standard input.

    The time that a question names filters as it does for an answer, unless `scope` has days.
    """
    async with open_store(settings) as (store, indexer):
        await level(indexer)
        finder = Search(store, settings.other_names)
        query = Query(words, k, scope)
        if words == "-":
            async for line in stdin_lines():
                asked = parse_line(line)
                meant = wordings(asked.question, asked.history)
                each = replace(query, text=asked.question, wordings=meant)
                _write(await finder.look(each, settings.today), explain=explain)
            return
        found = await finder.look(query, settings.today)
    if as_json:
        _write(found, explain=explain)
        return
    from bot.render.terminal import found_text, stdout

    stdout().print(found_text(found, explain=explain))


def _write(found: Found, *, explain: bool) -> None:
    entries = [evidence_json(each) | (_halves(each) if explain else {}) for each in found.evidence]
    print(json_line(entries), flush=True)  # noqa: T201


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """An entry of the list that `footnote search --json` writes."""
    return {
        "rank": evidence.rank,
        "score": round(evidence.score, 6),
        "passage": evidence.passage.id,
        **_origin(evidence.origin),
        "section": " › ".join(evidence.passage.headings),
        "text": evidence.passage.text,
        "places": [{"passage": each.passage, **_origin(each.origin)} for each in evidence.places],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "document": origin.document,
        "kind": origin.kind,
        "publication": origin.publication,
        "title": origin.title,
        "date": origin.date.isoformat() if origin.date else None,
        "archive": origin.archive,
        "file": origin.file or None,
        "url": origin.url,
    }


def _halves(evidence: Evidence) -> dict[str, Any]:
    """Where each half of the search saw a passage; null where it didn't."""
    halves = {"words": evidence.words, "meaning": evidence.meaning}
    return {
        name: {"rank": hit.rank, "score": round(hit.score, 6)} if hit else None
        for name, hit in halves.items()
    }
