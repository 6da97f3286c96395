"""The writer of what a question points at: an item of a digest, told as it stands there."""

from collections.abc import AsyncGenerator

from bot.assistant.answer import WriterName
from bot.assistant.tense import lead
from bot.assistant.writer import Brief, Draft, Quote, Spent
from index.digest import Evidence

_PASSAGES = 6
_SENTENCES, _FEWER = 4, 2  # of each passage, of each of many
_MANY = 3


class TellingWriter:
    """Quotes the first sentences of each passage that tells it, in the digest's order."""

    name: WriterName = "extractive"
    model: str | None = None
    prompt: str | None = None

    async def write(self, brief: Brief) -> AsyncGenerator[Draft | Spent]:
        """Write a claim for each passage."""
        most = _SENTENCES if len(brief.told) <= _MANY else _FEWER
        for n, evidence in enumerate(brief.told[:_PASSAGES]):
            if n:
                yield Draft("\n")
            end = min(most, len(evidence.passage.sentences))
            yield quoted(evidence, Quote(evidence.passage.id, 0, end))


def quoted(evidence: Evidence, quote: Quote, *same: Quote) -> Draft:
    """The claim of a passage's own words, of when they are; `same` say it elsewhere."""
    words = " ".join(evidence.passage.quote(quote.first, quote.end).split())
    return Draft(words, (quote, *same), own=f"- {lead(evidence)}: ")
