"""The assistant: question and conversation in, a growing Answer out."""

import datetime as dt
import re
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Container, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import zip_longest

import structlog

from bot.assistant.abstention import abstention, gap_words
from bot.assistant.answer import Answer, Segment, Usage
from bot.assistant.check import Check
from bot.assistant.conversation import Turn, continues, remembered
from bot.assistant.extractive import ExtractiveWriter
from bot.assistant.telling import TellingWriter
from bot.assistant.tense import in_time
from bot.assistant.topic import topic_words
from bot.assistant.understanding import Understood, understood
from bot.assistant.writer import (
    Anew,
    Brief,
    Draft,
    Gathered,
    Growing,
    SearchFault,
    Spent,
    Wanted,
    Writer,
    WriterFault,
)
from index.digest import Coverage, Evidence, Scope, Span
from index.facts import ArchiveNames
from index.search import Query, Search
from index.store import Store
from index.terms import readable
from index.timeframe import Timeframe
from index.vocabulary import Vocabulary

log = structlog.get_logger()

_SOURCES = 3  # pages cited by the evidence that are looked into besides it
_LONGEST = 4_000  # characters of a question that are read
_NAMED = 40  # publications that are named to a writer who asked for another
_SENTENCE_OVER = re.compile(r"\s*[.!?…。！？;]|\s*\n")
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"’”)\]]*\s*\Z|\n\s*\Z")


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

    @property
    def author(self) -> str:
        """Who writes, with the model behind it: 'extractive', 'claude (claude-sonnet-5-5)'."""
        model = self._writer.model
        return f"{self._writer.name} ({model})" if model else self._writer.name

    async def answer(
        self, question: str, history: Sequence[Turn] = (), *, about: str | None = None
    ) -> Answer:
        """The whole answer."""
        answers = [answer async for answer in self.stream(question, history, about=about)]
        return answers[-1]

    async def stream(
        self, question: str, history: Sequence[Turn] = (), *, about: str | None = None
    ) -> AsyncGenerator[Answer]:
        """The answer as it grows; the last one has `final`.

        `about` is the document that the conversation is about: its passages come first. The words
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
        query = Query(
            question,
            self._passages,
            Scope(read.frame.span),
            frame=read.frame,
            wordings=read.meant.wordings,
        )
        brief = await self._brief(query, read, history, about)
        searched = time.monotonic()
        writer = self._writer
        answer = Answer(question, brief.standalone, tried=writer.model, prompt=writer.prompt)
        spoken: float | None = None
        async with aclosing(self._written(answer, brief)) as growing:
            async for answer in growing:
                spoken = spoken or (time.monotonic() if answer.segments else None)
                yield answer
        if not answer.claims and query.scope.span and not brief.coverage.widened:
            # The days that the question names don't hold it; the rest of the archive may.
            brief = await self._brief(query, read, history, about, widen=True)
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

    async def _brief(
        self,
        query: Query,
        read: Understood,
        history: Sequence[Turn],
        about: str | None,
        *,
        widen: bool = False,
    ) -> Brief:
        catalog = self._store.catalog
        asked, said, at = query.scope.span, read.meant, read.pointed
        vocabulary = await catalog.vocabulary()
        # 'Summarise this digest' is about nothing that was said before.
        new = said.open and not topic_words(query.text, dated=bool(asked))
        alone = query.text if new else said.text
        evidence: Sequence[Evidence] = ()
        overview = (asked or about) and not topic_words(alone, dated=bool(asked))
        if not widen and not at.passages and overview:
            evidence = await self._openings(asked, about)
        whole = bool(evidence)
        if not widen and not whole:
            evidence = await self._search.find(query)
        if not evidence and asked:
            widen = True
            evidence = await self._search.find(replace(query, scope=Scope(), frame=Timeframe()))
        if said.open and not continues(query.text, said.carried, evidence, vocabulary):
            alone = query.text
        if about is not None and not whole and await self._told_then(about, asked):
            k = (self._passages + 1) // 2
            own = await self._search.find(
                replace(query, k=k, scope=Scope(document=about), frame=Timeframe())
            )
            evidence = _first(own, evidence)[: self._passages]
        meant = alone if alone == query.text else next(iter(said.wordings), query.text)
        if at.passages:
            # What is pointed at is as good as the best that search finds.
            score = max((each.score for each in evidence), default=0.0)
            own = [replace(each, score=score) for each in at.passages]
            evidence = _first(own, evidence)[: self._passages]
        if not whole:
            evidence = await self._with_sources(evidence, alone)
        return Brief(
            question=query.text,
            standalone=alone,
            history=tuple(history),
            evidence=tuple(evidence),
            coverage=await catalog.coverage(asked, widened=widen),
            vocabulary=vocabulary,
            aliases=await self._search.aliases(),
            frame=query.frame,
            today=self._clock().date(),
            about=next((e.origin for e in evidence if e.origin.document == about), None),
            overview=whole,
            meant=meant,
            told=at.passages if at.whole else (),
            names=await self._names(vocabulary),
            find=self._find,
        )

    async def _find(self, wanted: Wanted) -> Sequence[Evidence]:
        """What a writer's own search finds: each of its queries has its turn."""
        names = {o.publication.casefold() for o in await self._store.catalog.origins()}
        for name in wanted.scope.publications:
            if name.casefold() not in names:
                known = sorted({o.publication for o in await self._store.catalog.digests()})
                more = ", …" if len(known) > _NAMED else ""
                listed = ", ".join(known[:_NAMED]) + more
                raise SearchFault(f"there is no publication {name!r}; there are: {listed}")
        found = [
            await self._search.find(Query(text, self._passages, wanted.scope))
            for text in wanted.queries
        ]
        each: dict[str, Evidence] = {}
        for evidence in (e for turn in zip_longest(*found) for e in turn if e is not None):
            each.setdefault(evidence.passage.id, evidence)
        best = [*each.values()][: self._passages]
        return [replace(evidence, rank=rank) for rank, evidence in enumerate(best, 1)]

    async def _names(self, vocabulary: Vocabulary) -> Container[str]:
        """The archive's names, where the writer chooses its words itself."""
        if isinstance(self._writer, ExtractiveWriter):
            return frozenset()
        return ArchiveNames(await self._store.catalog.names(), vocabulary)

    async def _told_then(self, about: str, asked: Span) -> bool:
        """Whether a digest is of the days that are asked for, where some are."""
        if not asked:
            return True
        origins = await self._store.catalog.origins()
        day = next((o.date for o in origins if o.document == about), None)
        return day is None or day in asked

    async def _with_sources(self, evidence: Sequence[Evidence], alone: str) -> list[Evidence]:
        """The evidence, and from sources that its passages cite what comes nearest."""
        cited = await self._store.catalog.sources_of([e.passage.id for e in evidence])
        known = {each.origin.document for each in evidence}
        documents = dict.fromkeys(
            origin.document
            for each in evidence
            for origin in cited.get(each.passage.id, ())
            if origin.document not in known
        )
        found = [*evidence]
        for document in list(documents)[:_SOURCES]:
            found += await self._search.find(Query(alone, 1, Scope(document=document)))
        return [replace(each, rank=rank) for rank, each in enumerate(found, 1)]

    async def _openings(self, asked: Span, about: str | None) -> list[Evidence]:
        """How the parts of the digests of some days begin, or those of one digest; newest first."""
        catalog = self._store.catalog
        origins = reversed(await catalog.digests())
        documents = (
            [about]
            if about and await self._told_then(about, asked)
            else [o.document for o in origins if o.date in asked]
        )
        found: list[list[Evidence]] = []
        for document in documents[: self._passages]:
            parts: dict[str, Evidence] = {}
            for evidence in await catalog.passages_of(document):
                parts.setdefault("".join(evidence.passage.headings[:1]), evidence)
            found.append(list(parts.values()))
        # Each digest has its turn before one has a second.
        turns = [e for turn in zip_longest(*found) for e in turn if e is not None]
        return [replace(e, rank=n) for n, e in enumerate(turns[: self._passages], 1)]

    async def _written(self, empty: Answer, brief: Brief) -> AsyncGenerator[Answer]:
        """The answer as the writer writes it, or the extractive writer where that one can't.

        A writer that failed once for a question isn't asked again for it.
        """
        empty = replace(empty, segments=await self._gap(brief))
        answer = empty
        if empty.fault is None:
            try:
                writer = self._quoting(brief) if self._writer.name == "extractive" else self._writer
                async with aclosing(_checked(empty, writer, brief)) as growing:
                    async for answer in growing:
                        yield answer
            except WriterFault as fault:
                log.info("writer_fell_back", writer=self._writer.name, fault=fault.name)
                if fault.rest is not None and (kept := _unbroken(answer, fault.rest)).claims:
                    yield replace(kept, notice=str(fault), fault=fault.name)
                    return
                notice = f"{fault} Quoting the archive instead."
                answer = replace(
                    empty,
                    usage=answer.usage,
                    dropped=answer.dropped,
                    notice=notice,
                    fault=fault.name,
                )
            else:
                return
        async with aclosing(_checked(answer, self._quoting(brief), brief)) as growing:
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
        return (Segment(f"{gap} Other days tell:\n\n"),) if gap else ()


async def _checked(answer: Answer, writer: Writer, brief: Brief) -> AsyncGenerator[Answer]:
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


def _unbroken(answer: Answer, rest: str) -> Answer:
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


def _first(own: Sequence[Evidence], rest: Sequence[Evidence]) -> list[Evidence]:
    """Evidence of the document that is talked about, then the rest, ranked anew."""
    ids = {evidence.passage.id for evidence in own}
    both = [*own, *(evidence for evidence in rest if evidence.passage.id not in ids)]
    return [replace(evidence, rank=rank) for rank, evidence in enumerate(both, 1)]
