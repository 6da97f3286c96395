"""The assistant: question and conversation in, a growing Answer out."""

import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

import structlog

from bot.assistant.abstention import abstention
from bot.assistant.answer import Answer
from bot.assistant.check import Check
from bot.assistant.conversation import Turn, standalone
from bot.assistant.extractive import ExtractiveWriter
from bot.assistant.writer import Brief, Spent, Writer, WriterFault
from index.digest import Evidence, Scope, Span
from index.search import Query, Search
from index.store import Store
from index.timeframe import Timeframe, read_timeframe

log = structlog.get_logger()

_LONGEST = 4_000  # characters of a question that are read


class Assistant:
    """Answers from the archive alone.

    `writer` writes; where it can't, the extractive writer does and the answer's notice says why.
    One path serves streamed and final answers, whoever asks.
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        *,
        clock: Callable[[], dt.datetime],
        passages: int = 12,
    ) -> None:
        self._store = store
        self._search = Search(store)
        self._writer = writer
        self._extractive = ExtractiveWriter(store.embedder)
        self._clock = clock
        self._passages = passages

    async def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        about: str | None = None,
        span: Span | None = None,
    ) -> Answer:
        """The whole answer."""
        answers = [a async for a in self.stream(question, history, about=about, span=span)]
        return answers[-1]

    async def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        about: str | None = None,
        span: Span | None = None,
    ) -> AsyncIterator[Answer]:
        """The answer as it grows; the last one has `final`.

        `about` is the document that the conversation is about: its passages come first. `span`
        limits the days whatever the question says. The words of `history` are never evidence.
        """
        started = time.monotonic()
        question = question.strip()[:_LONGEST]
        alone = standalone(question, history)
        frame = read_timeframe(question, self._clock().date())
        asked = await self._span(frame, about) if span is None else span
        brief = await self._brief(question, alone, history, about, asked)
        searched = time.monotonic()
        answer = Answer(question, alone)
        async for grown in self._written(answer, brief):
            yield (answer := grown)
        if not answer.claims and asked and span is None and not brief.coverage.widened:
            # The days that the question names don't hold it; the rest of the archive may.
            brief = await self._brief(question, alone, history, about, asked, widen=True)
            async for grown in self._written(Answer(question, alone), brief):
                yield (answer := grown)
        if not answer.claims:
            answer = abstention(answer, brief, await self._store.catalog.days())
        ended = time.monotonic()
        yield replace(
            answer,
            final=True,
            timings_ms=(
                ("search", round((searched - started) * 1000, 1)),
                ("total", round((ended - started) * 1000, 1)),
            ),
        )

    async def _span(self, frame: Timeframe, about: str | None) -> Span:
        """The days that a question names. 'The latest digest' is the newest dated day's."""
        if frame.span or not frame.latest or about is not None:
            return frame.span
        newest = (await self._store.catalog.coverage()).last
        return Span(newest, newest) if newest else Span()

    async def _brief(
        self,
        question: str,
        alone: str,
        history: Sequence[Turn],
        about: str | None,
        asked: Span,
        *,
        widen: bool = False,
    ) -> Brief:
        catalog = self._store.catalog
        evidence: Sequence[Evidence] = ()
        if not widen:
            evidence = await self._search.find(Query(alone, self._passages, Scope(asked)))
        if not evidence and asked:
            widen = True
            evidence = await self._search.find(Query(alone, self._passages))
        if about is not None:
            scope = Scope(document=about)
            own = await self._search.find(Query(alone, (self._passages + 1) // 2, scope))
            evidence = _first(own, evidence)
        return Brief(
            question=question,
            standalone=alone,
            history=tuple(history),
            evidence=tuple(evidence),
            coverage=await catalog.coverage(asked, widened=widen),
            vocabulary=await catalog.vocabulary(),
            today=self._clock().date(),
            about=next((e.origin for e in evidence if e.origin.document == about), None),
        )

    async def _written(self, empty: Answer, brief: Brief) -> AsyncIterator[Answer]:
        """The answer as the writer writes it, or the extractive writer where that one can't."""
        try:
            async for answer in _checked(empty, self._writer, brief):
                yield answer
        except WriterFault as fault:
            log.warning("writer_fell_back", writer=self._writer.name, fault=fault.name)
            notice = f"{fault} Quoting the archive instead."
            again = replace(empty, notice=notice, fault=fault.name)
            async for answer in _checked(again, self._extractive, brief):
                yield answer


async def _checked(answer: Answer, writer: Writer, brief: Brief) -> AsyncIterator[Answer]:
    """The answer with each segment that a writer's drafts become, once it passed the check."""
    check = Check(brief.evidence)
    answer = replace(
        answer,
        coverage=brief.coverage,
        today=brief.today,
        writer=writer.name,
        model=writer.model,
    )
    async for piece in writer.write(brief):
        if isinstance(piece, Spent):
            answer = replace(answer, usage=piece.usage)
        elif segment := check.pass_(piece):
            segments = (*answer.segments, segment)
            answer = replace(answer, segments=segments, citations=check.citations)
        else:
            continue
        yield answer
    if check.dropped:
        log.info("drafts_dropped", writer=writer.name, count=check.dropped)
    yield answer


def _first(own: Sequence[Evidence], rest: Sequence[Evidence]) -> list[Evidence]:
    """Evidence of the document that is talked about, then the rest, ranked anew."""
    ids = {evidence.passage.id for evidence in own}
    both = [*own, *(evidence for evidence in rest if evidence.passage.id not in ids)]
    return [replace(evidence, rank=rank) for rank, evidence in enumerate(both, 1)]
