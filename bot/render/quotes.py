"""The exact words behind an answer's citations become messages."""

from collections.abc import Mapping, Sequence

from bot.render.escape import literal
from bot.render.source import address, name, place
from bot.render.split import split
from bot.state.values import Record
from bot.words import say
from index.digest import Evidence


def quote_messages(
    record: Record, found: Sequence[Evidence], posts: Mapping[str, str]
) -> tuple[str, ...]:
    """Each citation of a record with its quote, by number.

    `found` are the passages that are still in the archive; what is gone is said to be gone.
    """
    held = {evidence.passage.id: evidence for evidence in found}
    entries = sorted(
        (quote.n, _entry(quote.n, quote.start, quote.end, held.get(each.passage), posts))
        for each in record.passages
        for quote in each.quotes
    )
    return split("\n\n".join(entry for _, entry in entries) or say("buttons-no-quotes"))


def _entry(
    n: int, start: int, end: int, evidence: Evidence | None, posts: Mapping[str, str]
) -> str:
    if evidence is None:
        return rf"\[{n}\] {say('buttons-gone')}"
    origin, passage = evidence.origin, evidence.passage
    where = place(
        origin.title, " › ".join(passage.headings), address(origin.document, origin.url, posts)
    )
    quoted = literal(passage.text[start:end]).replace("\n", "\n> ")
    return f"\\[{n}\\] {where}\n-# {name(origin.publication, origin.date)}\n> {quoted}"
