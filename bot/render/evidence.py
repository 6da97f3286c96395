"""What a search found becomes pages."""

from collections.abc import Mapping

from bot.assistant.answer import span_words
from bot.render.escape import label, one_line
from bot.render.pages import packed
from bot.render.source import address, name, place
from bot.words import say
from index.digest import Evidence
from index.search import Found

_QUOTE = 240  # characters of a passage that are shown, in whole sentences


def evidence_pages(query: str, found: Found, posts: Mapping[str, str]) -> tuple[str, ...]:
    """Passages with where they stand, best first, and the days that were searched."""
    said = f"-# {line}" if (line := span_line(found)) else ""
    if not found.evidence:
        return packed(say("browse-nothing-fits", query=label(query[:200])), (), said)
    return packed("", (entry(evidence, posts) for evidence in found.evidence), said)


def span_line(found: Found) -> str:
    """Which days were searched, in a sentence; '' where it was all of them."""
    if not found.span:
        return ""
    days = span_words(found.span.start, found.span.end)
    if found.widened:
        return say("browse-nothing-then", days=days)
    if found.undated:
        return say("browse-only-undated", days=days, undated=found.undated)
    return say("browse-only", days=days)


def entry(evidence: Evidence, posts: Mapping[str, str]) -> str:
    """One passage with its rank, where it stands, when it was told, and how it begins."""
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
