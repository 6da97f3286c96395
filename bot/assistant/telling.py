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
            yield _claim(evidence, most)


def _claim(evidence: Evidence, most: int) -> Draft:
    end = min(most, len(evidence.passage.sentences))
    words = " ".join(evidence.passage.quote(0, end).split())
    return Draft(f"- {lead(evidence)}: {words}", (Quote(evidence.passage.id, 0, end),))
