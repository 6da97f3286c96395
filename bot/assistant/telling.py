"""The writer of what a question points at: an item of a digest, told as it stands there."""

from collections.abc import AsyncGenerator

from bot.assistant.answer import WriterName
from bot.assistant.tense import lead
from bot.assistant.writer import Brief, Draft, Quote, Spent
from index.digest import Evidence

_PASSAGES = 4
_SENTENCES = 4  # of each


class TellingWriter:
    """Quotes the first sentences of each passage that tells it, in the digest's order."""

    name: WriterName = "extractive"
    model: str | None = None

    async def write(self, brief: Brief) -> AsyncGenerator[Draft | Spent]:
        """Write a claim for each passage."""
        for n, evidence in enumerate(brief.told[:_PASSAGES]):
            if n:
                yield Draft("\n")
            yield _claim(evidence)


def _claim(evidence: Evidence) -> Draft:
    end = min(_SENTENCES, len(evidence.passage.sentences))
    words = " ".join(evidence.passage.quote(0, end).split())
    return Draft(f"- {lead(evidence)}: {words}", (Quote(evidence.passage.id, 0, end),))
