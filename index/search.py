"""Hybrid search: one question in, ranked evidence out."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from index.aliases import Aliases, listed
from index.digest import Evidence, Hit, Scope, Span
from index.embedding import Vectors, embed
from index.errors import IndexFault
from index.question import Understood, understand
from index.ranking import Ranking, hits, ranked
from index.sides import questions_in
from index.spread import spread
from index.store import Store
from index.terms import mostly_cjk, readable
from index.timeframe import Timeframe, read_timeframe
from index.vectors import in_short
from index.words import match_expression

log = structlog.get_logger()

_POOL = 70  # passages that each half brings
_RANKED = 24  # passages of each question that are held against its terms
_ENOUGH = 10  # passages, beside which meaning tells nothing of Chinese and its kin
_QUESTION = 2_000  # characters of a question that are searched


@dataclass(frozen=True, slots=True)
class Query:
    """What to search: the words, how many passages, where, how many of one document at most.

    `frame` is what the question says of time: its slices are searched each, what is near or newest
    is preferred; its span filters as part of `scope` alone. `wordings` are what the question means
    in its conversation, the likeliest first; they are searched in its place.
    """

    text: str
    k: int = 10
    scope: Scope = field(default_factory=Scope)
    per_document: int = 4
    frame: Timeframe = field(default_factory=Timeframe)
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found, over which days; `widened` where those that it named are empty.

    `undated` counts the digests that the days left out because they tell none.
    """

    evidence: tuple[Evidence, ...]
    span: Span
    widened: bool = False
    undated: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question with where it is searched."""

    question: Understood
    scope: Scope


class Search:
    """Finds evidence by words and by meaning.

    `aliases` are other names besides those that come with Footnote and those that the archive
    explains. `told` gets at each search whether the half by meaning failed.
    """

    def __init__(
        self,
        store: Store,
        aliases: Aliases | None = None,
        told: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._told = told
        self._given = listed().and_(aliases or Aliases())
        self._learned = Aliases()
        self._aliases = self._given

    async def find(self, query: Query) -> list[Evidence]:
        """The best passages for a query, best first; empty where nothing can be found."""
        question = readable(query.text[:_QUESTION])
        if not question or query.k < 1:
            return []
        rankings = await self._rankings(await self._asked(question, query))
        best = dict.fromkeys(id_ for r in rankings for id_ in [*r.fused][:_RANKED])
        found = await self._store.catalog.evidence([(id_, 0.0) for id_ in best])
        return await asyncio.to_thread(
            lambda: spread(ranked(rankings, found, query.frame), query.k, _most(query))
        )

    async def look(self, query: Query, today: dt.date) -> Found:
        """Search as a question is meant: in the days that it names, in all where those are empty.

        Days that the query's scope fixes stay, whatever the question says.
        """
        frame = Timeframe(span=query.scope.span)
        if not frame.span:
            frame = await self.timeframe(query.text, today)
        scope = replace(query.scope, span=frame.span)
        found = await self.find(replace(query, scope=scope, frame=frame))
        widened = bool(frame.span and not found and not query.scope.span)
        if widened:
            found = await self.find(query)
        undated = 0
        if frame.span and not widened:
            undated = (await self._store.catalog.coverage()).undated
        return Found(tuple(found), frame.span, widened, undated)

    async def timeframe(self, question: str, today: dt.date) -> Timeframe:
        """What a question says of time; the first or the last issue is that of the archive.

        'The first issue of June' is of the first day of June that has a digest.
        """
        frame = read_timeframe(question, today)
        if frame.pick is None:
            return frame
        days = [day for day in await self._store.catalog.days() if day in frame.span]
        day = (min if frame.pick == "first" else max)(days, default=None)
        return replace(frame, span=Span(day, day)) if day else frame

    async def _asked(self, question: str, query: Query) -> list[_Asked]:
        """The question, and behind it what it asks of each slice of time, or of each side."""
        if slices := query.frame.slices:
            (understood,) = await self._understood([*query.wordings, question][:1])
            scopes = [query.scope, *(replace(query.scope, span=each) for each in slices)]
            return [_Asked(understood, scope) for scope in scopes]
        questions = [text for each in query.wordings if (text := readable(each[:_QUESTION]))]
        questions = questions or [question, *questions_in(question)]
        return [_Asked(each, query.scope) for each in await self._understood(questions)]

    async def aliases(self) -> Aliases:
        """All other names: those given, and those that the archive explains."""
        learned = await self._store.catalog.aliases()
        if learned is not self._learned:
            self._learned, self._aliases = learned, self._given.and_(learned)
        return self._aliases

    async def _understood(self, questions: Sequence[str]) -> list[Understood]:
        vocabulary = await self._store.catalog.vocabulary(questions)
        aliases = await self.aliases()
        return await asyncio.to_thread(
            lambda: [understand(question, vocabulary, aliases) for question in questions]
        )

    async def _rankings(self, asked: Sequence[_Asked]) -> list[Ranking]:
        """What each half finds for each question; the halves work at the same time."""
        words = asyncio.create_task(self._by_words(asked))
        try:
            meaning = await self._by_meaning(asked)
        finally:
            found = await words
        return [
            Ranking(each.question, by_words, {} if _foreign(each, by_words) else by_meaning)
            for each, by_words, by_meaning in zip(asked, found, meaning, strict=True)
        ]

    async def _by_words(self, asked: Sequence[_Asked]) -> list[Mapping[str, Hit]]:
        catalog = self._store.catalog
        vocabulary = await catalog.vocabulary()
        found: list[Mapping[str, Hit]] = []
        for each in asked:
            share = await catalog.share(Scope(each.scope.span, each.scope.document))
            match = match_expression(each.question, vocabulary, share)
            found.append(hits(await catalog.find_words(match, each.scope, _POOL) if match else ()))
        return found

    async def _by_meaning(self, asked: Sequence[_Asked]) -> list[Mapping[str, Hit]]:
        texts = list(dict.fromkeys(each.question.text for each in asked))
        try:
            vectors = dict(zip(texts, await embed(self._store.embedder, texts), strict=True))
            found = [await self._nearest(vectors[each.question.text], each.scope) for each in asked]
        except IndexFault as fault:
            log.warning("meaning_failed", reason=str(fault))
            self._told(True)
            return [{} for _ in asked]
        except Exception as error:
            # Words alone find less, but they find: half a search is better than none. What Chroma
            # says of files that are gone tells all: the indexer makes the vectors again.
            known = self._store.vectors.damaged(error)
            log.warning("meaning_failed", reason=in_short(error), exc_info=not known)
            self._told(True)
            return [{} for _ in asked]
        self._told(False)
        return found

    async def _nearest(self, vector: Vectors, scope: Scope) -> Mapping[str, Hit]:
        return hits(await self._store.meaning.nearest(vector, scope, _POOL))


def _foreign(asked: _Asked, words: Mapping[str, Hit]) -> bool:
    """Whether a question is in a script that the model hardly knows, and words find enough."""
    return len(words) >= _ENOUGH and mostly_cjk(asked.question.text)


def _most(query: Query) -> int:
    """How many passages of one document may come before those of others."""
    return query.k if query.scope.document else query.per_document
