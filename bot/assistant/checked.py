"""The answer that grows from a writer's pieces, as far as they pass the check."""

import re
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot.assistant.answer import Answer, Segment, Usage
from bot.assistant.check import Check
from bot.assistant.tense import in_time
from bot.assistant.writer import Anew, Brief, Draft, Gathered, Growing, Spent, Writer
from index.digest import Coverage, Span

log = structlog.get_logger()

_SENTENCE_OVER = re.compile(r"\s*[.!?…。！？;]|\s*\n")
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"’”)\]]*\s*\Z|\n\s*\Z")


async def checked(answer: Answer, writer: Writer, brief: Brief) -> AsyncGenerator[Answer]:
    """The answer with what of a writer's drafts passes the check, as it comes."""
    check = Check(brief.evidence, brief.names, brief.aliases)
    before, dropped = answer.usage or Usage(), answer.dropped
    failures: Counter[str] = Counter()
    opening = answer.segments
    answer = replace(
        answer,
        coverage=brief.coverage,
        today=brief.today,
        writer=writer.name,
        model=writer.model,
        evidence=brief.evidence,
    )
    async with aclosing(writer.write(brief)) as pieces:
        async for piece in pieces:
            match piece:
                case Spent():
                    new = replace(answer, usage=before + piece.usage)
                case Growing():
                    new = replace(answer, pending=check.growing(piece.text))
                case Draft():
                    said = in_time(check.pass_(piece), check.citations, brief.today)
                    said = (*answer.segments, *said)
                    new = replace(answer, segments=said, citations=check.citations, pending="")
                case Gathered():
                    check.add(piece.evidence)
                    new = replace(
                        answer,
                        evidence=(*answer.evidence, *piece.evidence),
                        coverage=_wider(answer.coverage, piece.span),
                    )
                case Anew():
                    failures += check.failures
                    check = Check(answer.evidence, brief.names, brief.aliases)
                    new = replace(answer, segments=opening, citations=(), pending="")
            new = replace(new, dropped=dropped + (failures + check.failures).total())
            if new != answer:
                answer = new
                yield answer
    if failures := failures + check.failures:
        kinds = dict(failures)
        log.info("drafts_dropped", writer=writer.name, count=failures.total(), kinds=kinds)
    yield replace(answer, pending="")


def unbroken(answer: Answer, rest: str) -> Answer:
    """The answer without the sentence that broke off with `rest`."""
    kept: list[Segment] = list(answer.segments)
    while kept and not (_SENTENCE_OVER.match(rest) or _SENTENCE_END.search(kept[-1].text)):
        rest = kept.pop().text
    while kept and not kept[-1].citations:
        kept.pop()  # a lead-in to what isn't said
    cited = {n for segment in kept for n in segment.citations}
    citations = tuple(citation for citation in answer.citations if citation.n in cited)
    return replace(answer, segments=tuple(kept), citations=citations, pending="")


def _wider(coverage: Coverage, span: Span) -> Coverage:
    """The coverage where another range of days was searched besides."""
    searched = coverage.searched
    if not searched or coverage.widened:
        return coverage
    start = min(searched.start, span.start) if searched.start and span.start else None
    end = max(searched.end, span.end) if searched.end and span.end else None
    return replace(coverage, searched=Span(start, end))
