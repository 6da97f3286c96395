"""Evidence and briefs for tests, made by hand."""

import datetime as dt
from collections.abc import Sequence

from bot.assistant.conversation import Turn
from bot.assistant.writer import Brief, Draft, Writer
from index.digest import Coverage, Evidence, Origin, Passage, Sentence
from index.terms import parts_of, stem, words_of
from index.vocabulary import Vocabulary

TODAY = dt.date(2026, 4, 22)


def evidence(
    passage: str,
    sentences: Sequence[str],
    *,
    day: dt.date | None = dt.date(2026, 4, 13),
    rank: int = 1,
    title: str = "A title",
    headings: tuple[str, ...] = ("A heading",),
    url: str | None = None,
    score: float | None = None,
) -> Evidence:
    """A passage made of sentences, in a document of its own.

    Its score is that of what search finds by words and by meaning, unless another one is given.
    """
    text = ""
    spans = []
    for sentence in sentences:
        start = len(text) + bool(text)
        text = f"{text} {sentence}" if text else sentence
        spans.append(Sentence(start, len(text)))
    return Evidence(
        Passage(passage, f"doc-{passage}", 0, headings, text, tuple(spans)),
        Origin(f"doc-{passage}", "digest", "Daily", title, day, "archive", f"{passage}.md", url),
        rank,
        0.16 - rank / 100 if score is None else score,
    )


def brief(question: str, *found: Evidence, history: Sequence[Turn] = ()) -> Brief:
    """What a writer gets for a question with this evidence."""
    return Brief(
        question=question,
        standalone=question,
        history=tuple(history),
        evidence=found,
        coverage=Coverage(len(found), dt.date(2026, 4, 1), dt.date(2026, 4, 21), 0),
        vocabulary=vocabulary(found),
        today=TODAY,
    )


def vocabulary(found: Sequence[Evidence]) -> Vocabulary:
    """The words of the evidence, as the catalog counts them."""
    counts: dict[str, int] = {}
    for item in found:
        text = f"{item.passage.text} {' '.join(item.passage.headings)} {item.origin.title}"
        for term in {stem(part) for word in words_of(text) for part in parts_of(word)}:
            counts[term] = counts.get(term, 0) + 1
    return Vocabulary(counts, len(found))


async def drafts(writer: Writer, given: Brief) -> list[Draft]:
    """All drafts of a writer."""
    return [piece async for piece in writer.write(given) if isinstance(piece, Draft)]
