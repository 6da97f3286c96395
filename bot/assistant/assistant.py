"""The assistant: question and conversation in, a growing Answer out."""

import datetime as dt
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot.assistant.abstention import abstention, gap_words
from bot.assistant.answer import Answer, Segment
from bot.assistant.briefing import Briefing
from bot.assistant.checked import checked, unbroken
from bot.assistant.conversation import Turn, remembered
from bot.assistant.extractive import ExtractiveWriter
from bot.assistant.telling import TellingWriter
from bot.assistant.understanding import understood
from bot.assistant.writer import Brief, Writer, WriterFault
from bot.words import say
from index.digest import Scope
from index.scopes import EVERYWHERE
from index.search import Query, Search
from index.store import Store
from index.terms import readable
from index.timeframe import Timeframe

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
        search: Search,
        writer: Writer,
        *,
        clock: Callable[[], dt.datetime],
        passages: int = 12,
    ) -> None:
        self._store = store
        self._search = search
        self._writer = writer
        self._extractive = ExtractiveWriter(store.embedder)
        self._clock = clock
        self._passages = passages
        self._briefing = Briefing(
            store, search, clock=clock, passages=passages, names=writer.name != "extractive"
        )

    @property
    def author(self) -> str:
        """Who writes, with the model behind it: 'extractive', 'claude (claude-sonnet-5-5)'."""
        model = self._writer.model
        return f"{self._writer.name} ({model})" if model else self._writer.name

    async def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        about: str | None = None,
        scope: Scope = EVERYWHERE,
    ) -> Answer:
        """The whole answer."""
        growing = self.stream(question, history, about=about, scope=scope)
        return [answer async for answer in growing][-1]

    async def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        about: str | None = None,
        scope: Scope = EVERYWHERE,
    ) -> AsyncGenerator[Answer]:
        """The answer as it grows; the last one has `final`.

        `about` is the document that the conversation is about: its passages come first. Only what
        is in `scope` is evidence; days that it has are meant, whatever the question says. The words
        of `history` are never evidence.
        """
        started = time.monotonic()
        question = readable(question)[:_LONGEST]
        history = remembered([Turn(turn.role, readable(turn.content)) for turn in history])
        today = self._clock().date()
        catalog = self._store.catalog
        read = await understood(catalog, self._search, question, history, about=about, today=today)
        if read.pointed.missing:
            yield await self._not_there(question, read.pointed.missing, started)
            return
        frame = Timeframe(span=scope.span) if scope.span else read.frame
        query = Query(
            question,
            self._passages,
            replace(scope, span=frame.span),
            frame=frame,
            wordings=read.meant.wordings,
        )
        brief = await self._briefing.brief(query, read, history, about, fixed=bool(scope.span))
        searched = time.monotonic()
        writer = self._writer
        answer = Answer(question, brief.standalone, tried=writer.model, prompt=writer.prompt)
        spoken: float | None = None
        async with aclosing(self._written(answer, brief)) as growing:
            async for answer in growing:
                spoken = spoken or (time.monotonic() if answer.segments else None)
                yield answer
        asked = query.scope.span and not scope.span
        if not answer.claims and asked and not brief.coverage.widened:
            # The days that the question names don't hold it; the rest of the archive may.
            brief = await self._briefing.brief(query, read, history, about, widen=True)
            again = replace(answer, segments=(), citations=())
            async with aclosing(self._written(again, brief)) as growing:
                async for answer in growing:
                    spoken = spoken or (time.monotonic() if answer.segments else None)
                    yield answer
        if not answer.claims:
            known = replace(brief, evidence=answer.evidence)
            answer = abstention(answer, known, await catalog.days())
        ended = time.monotonic()
        yield replace(
            answer,
            final=True,
            timings_ms=(
                ("search", round((searched - started) * 1000, 1)),
                ("first", round(((spoken or ended) - started) * 1000, 1)),
                ("total", round((ended - started) * 1000, 1)),
            ),
        )

    async def _not_there(self, question: str, why: str, started: float) -> Answer:
        """The answer to a question about an item that there isn't."""
        return Answer(
            question,
            question,
            (Segment(why),),
            abstained=True,
            coverage=await self._store.catalog.coverage(),
            today=self._clock().date(),
            timings_ms=(("search", 0.0), ("total", round((time.monotonic() - started) * 1000, 1))),
            final=True,
        )

    async def _written(self, empty: Answer, brief: Brief) -> AsyncGenerator[Answer]:
        """The answer as the writer writes it, or the extractive writer where that one can't.

        A writer that failed once for a question isn't asked again for it.
        """
        empty = replace(empty, segments=await self._gap(brief))
        answer = empty
        if empty.fault is None:
            try:
                writer = self._quoting(brief) if self._writer.name == "extractive" else self._writer
                async with aclosing(checked(empty, writer, brief)) as growing:
                    async for answer in growing:
                        yield answer
            except WriterFault as fault:
                log.info("writer_fell_back", writer=self._writer.name, fault=fault.name)
                if fault.rest is not None and (kept := unbroken(answer, fault.rest)).claims:
                    yield replace(kept, notice=str(fault), fault=fault.name)
                    return
                notice = say("claude-quoting", fault=str(fault))
                answer = replace(
                    empty,
                    usage=answer.usage,
                    dropped=answer.dropped,
                    notice=notice,
                    fault=fault.name,
                )
            else:
                return
        async with aclosing(checked(answer, self._quoting(brief), brief)) as growing:
            async for answer in growing:
                yield answer

    def _quoting(self, brief: Brief) -> Writer:
        """The writer that quotes: what is pointed at as it stands, else what answers best."""
        return TellingWriter() if brief.told else self._extractive

    async def _gap(self, brief: Brief) -> tuple[Segment, ...]:
        """The word before an answer from other days that the days asked for have no digest."""
        if not brief.coverage.widened:
            return ()
        gap = gap_words(brief.coverage.searched, await self._store.catalog.days())
        return (Segment(f"{say('answer-other-days', gap=gap)}\n\n"),) if gap else ()
