"""What a search found becomes messages."""

from collections.abc import Mapping, Sequence

from bot.render.escape import one_line
from bot.render.source import address, name, place
from bot.render.split import split
from index.digest import Evidence

_QUOTE = 240  # characters of a passage that are shown, in whole sentences


def evidence_messages(
    query: str, found: Sequence[Evidence], posts: Mapping[str, str]
) -> tuple[str, ...]:
    """Passages with where they stand, best first."""
    if not found:
        return (f"Nothing in the archive fits “{one_line(query[:200])}”.",)
    return split("\n".join(_entry(evidence, posts) for evidence in found))


def _entry(evidence: Evidence, posts: Mapping[str, str]) -> str:
    origin, passage = evidence.origin, evidence.passage
    where = place(
        origin.title,
        " › ".join(passage.headings),
        address(origin.document, origin.url, posts),
    )
    end = 1
    while end < len(passage.sentences) and len(passage.quote(0, end + 1)) <= _QUOTE:
        end += 1
    quote = passage.quote(0, end) if passage.sentences else passage.text
    more = " …" if end < len(passage.sentences) else ""
    return (
        f"**{evidence.rank}.** {where}\n-# {name(origin.publication, origin.date)}\n"
        f"> {one_line(quote)}{more}"
    )
