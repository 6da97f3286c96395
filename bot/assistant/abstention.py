"""'It isn't in the archive', with what comes nearest."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.assistant.answer import Answer, Segment, long_date, span_words
from bot.assistant.check import Check
from bot.assistant.topic import topic_words
from bot.assistant.unheard import unheard
from bot.assistant.writer import Brief, Draft, Quote
from bot.words import say
from index.digest import Evidence, Origin, Span

_NEAREST = 3
_SHORT = 40  # characters of a name that is said again


def abstention(answer: Answer, brief: Brief, days: Mapping[dt.date, Sequence[Origin]]) -> Answer:
    """The answer that claims nothing: why, and up to three cited things that come nearest.

    `days` are the days that have digests; where the question names one that hasn't, the answer
    names the days before and after it.
    """
    check = Check(brief.evidence, brief.names)
    segments = [Segment(_why(brief, days))]
    nearest = _one_each(brief.evidence)[:_NEAREST]
    if not topic_words(brief.standalone, dated=bool(brief.coverage.searched)):
        nearest = []  # nothing comes near to a question about nothing, or about days alone
    if nearest:
        segments.append(Segment(f"\n\n{say('answer-nearest')}"))
    for evidence in nearest:
        what = evidence.passage.about or evidence.origin.title
        draft = Draft(
            f"\n- {what} ({evidence.origin.publication}, {long_date(evidence.origin.date)})",
            (Quote(evidence.passage.id, 0, 1),),
        )
        segments += check.pass_(draft)
    return replace(answer, segments=tuple(segments), citations=check.citations, abstained=True)


def _why(brief: Brief, days: Mapping[dt.date, Sequence[Origin]]) -> str:
    if not brief.question:
        return say("answer-no-question")
    if gap := gap_words(brief.coverage.searched, days):
        return gap
    name = unheard(brief.question, brief.evidence, brief.vocabulary)
    if name and len(name) <= _SHORT:
        return say("answer-none-of", name=name)
    return say("answer-none")


def gap_words(span: Span, days: Iterable[dt.date]) -> str:
    """That days have no digest, and which ones before and after have; nothing where some do."""
    known = sorted(days)
    if not span or any(day in span for day in known):
        return ""
    asked = span_words(span.start, span.end)
    match [long_date(day) for day in span.around(known)]:
        case [before, after]:
            return say("answer-gap-both-sides", days=asked, before=before, after=after)
        case [near]:
            return say("answer-gap-one-side", days=asked, near=near)
    return say("answer-gap", days=asked)


def _one_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    found: dict[str, Evidence] = {}
    for item in evidence:
        found.setdefault(item.origin.document, item)
    return list(found.values())
