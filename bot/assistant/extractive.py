"""The writer without a model: exact, dated sentences of the archive, or none."""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence

from bot.assistant.answer import WriterName
from bot.assistant.choosing import choose
from bot.assistant.disagreement import disagreement, words_about
from bot.assistant.found import Found
from bot.assistant.telling import quoted
from bot.assistant.writer import Brief, Draft, Quote, Spent
from index.embedding import Embedder
from index.remembering import Remembering

_OVER_TIME = re.compile(
    r"(?i)\b(?:histor\w+|timeline|over time|so far|chang\w+|evol\w+|progress\w*|develop\w+|"
    r"how (?:has|have|did) .{3,60}(?:chang|grow|grew|evolv|develop|go on)\w*)\b"
)


class ExtractiveWriter:
    """Quotes the sentences that answer best, and says nothing where none does."""

    name: WriterName = "extractive"
    model: str | None = None
    prompt: str | None = None

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = Remembering(embedder)

    async def write(self, brief: Brief) -> AsyncGenerator[Draft | Spent]:
        """Write each claim as one sentence of the archive with its date before it."""
        used: set[tuple[str, int]] = set()
        chosen = in_order(await asyncio.to_thread(choose, brief, self._embedder), brief)
        apart = disagreement([found for found in chosen if found.apart])
        if apart is not None:
            chosen = [*apart, *(found for found in chosen if found not in apart)]
        told: list[Quote] = []
        for found in chosen:
            if (found.evidence.passage.id, found.sentence) in used:
                continue
            quote = found.quote_beside(used)
            if used:
                yield Draft("\n")
            yield quoted(found.evidence, quote, *found.same)
            used |= {(quote.passage, n) for n in range(quote.first, quote.end)}
            told.append(quote)
            if apart is not None and len(told) == len(apart):
                yield Draft("", tuple(told), own=f"\n- {words_about(*apart)}")


def in_order(found: Sequence[Found], brief: Brief) -> list[Found]:
    """The sentences as they are told: a question about time has the oldest first.

    One about the latest has the newest first. What is undated stands last.
    """
    newest = brief.frame.newest
    if not (newest or brief.frame.slices or _OVER_TIME.search(brief.question)):
        return list(found)
    dated = [each for each in found if each.evidence.origin.date]
    dated.sort(key=lambda each: str(each.evidence.origin.date), reverse=newest)
    return [*dated, *(each for each in found if not each.evidence.origin.date)]
