"""`footnote search`: the evidence alone."""

import json
from typing import Any

from bot.cli.index import level
from bot.cli.lines import parse_line, stdin_lines
from bot.opening import open_store
from bot.settings import Settings
from index.digest import Evidence, Scope, Span
from index.search import Query, Search


async def search(settings: Settings, words: str, *, k: int, span: Span, as_json: bool) -> None:
    """Write the passages found for a query, or for each line of standard input."""
    async with open_store(settings) as (store, indexer):
        await level(indexer)
        finder = Search(store)
        if words == "-":
            async for line in stdin_lines():
                found = await finder.find(Query(parse_line(line).question, k, Scope(span)))
                print(json.dumps(evidence_json(found), ensure_ascii=False), flush=True)  # noqa: T201
            return
        found = await finder.find(Query(words, k, Scope(span)))
    if as_json:
        print(json.dumps(evidence_json(found), ensure_ascii=False))  # noqa: T201
        return
    from bot.render.terminal import evidence_text, stdout

    stdout().print(evidence_text(found))


def evidence_json(found: list[Evidence]) -> list[dict[str, Any]]:
    """The list that `footnote search --json` writes."""
    return [
        {
            "rank": evidence.rank,
            "score": round(evidence.score, 6),
            "passage": evidence.passage.id,
            "document": evidence.origin.document,
            "kind": evidence.origin.kind,
            "publication": evidence.origin.publication,
            "title": evidence.origin.title,
            "section": " › ".join(evidence.passage.headings),
            "date": evidence.origin.date.isoformat() if evidence.origin.date else None,
            "archive": evidence.origin.archive,
            "file": evidence.origin.file or None,
            "url": evidence.origin.url,
            "text": evidence.passage.text,
        }
        for evidence in found
    ]
