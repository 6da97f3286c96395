"""A question that is understood becomes a brief: the evidence, and all that a writer knows."""

import datetime as dt
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from bot.assistant.conversation import Turn, continues
from bot.assistant.topic import topic_words
from bot.assistant.understanding import Understood
from bot.assistant.writer import Brief, SearchFault, Wanted
from index.digest import Evidence, Scope, Span
from index.facts import ArchiveNames
from index.search import Query, Search
from index.store import Store
from index.timeframe import Timeframe
from index.vocabulary import Vocabulary

_SOURCES = 3  # pages cited by the evidence that are looked into besides it
_NAMED = 40  # publications that are named to a writer who asked for another


class Briefing:
    """Gathers what a writer may know. `passages` are those that it gets.

    With `names` it is told the archive's names: a writer that chooses its own words is held to
    them.
    """

    def __init__(
        self,
        store: Store,
        search: Search,
        *,
        clock: Callable[[], dt.datetime],
        passages: int,
        names: bool,
    ) -> None:
        self._store = store
        self._search = search
        self._clock = clock
        self._passages = passages
        self._named = names

    async def brief(
        self,
        query: Query,
        read: Understood,
        history: Sequence[Turn],
        about: str | None,
        *,
        widen: bool = False,
        fixed: bool = False,
    ) -> Brief:
        """The brief of a question; with `widen` of all days, whatever it names.

        Days that hold nothing widen to all, unless they are `fixed`.
        """
        catalog = self._store.catalog
        asked, said, at = query.scope.span, read.meant, read.pointed
        vocabulary = await catalog.vocabulary()
        # 'Summarise this digest' is about nothing that was said before.
        new = said.open and not topic_words(query.text, dated=bool(asked))
        alone = query.text if new else said.text
        evidence: Sequence[Evidence] = ()
        overview = (asked or about) and not topic_words(alone, dated=bool(asked))
        if not widen and not at.passages and overview:
            evidence = await self._openings(query.scope, about)
        whole = bool(evidence)
        if not widen and not whole:
            evidence = await self._search.find(query)
        if not evidence and asked and not fixed:
            widen = True
            all_days = replace(query.scope, span=Span())
            evidence = await self._search.find(replace(query, scope=all_days, frame=Timeframe()))
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
        if not whole and query.scope.kind != "digest":
            evidence = await self._with_sources(evidence, alone)
        return Brief(
            question=query.text,
            standalone=alone,
            history=tuple(history),
            evidence=tuple(evidence),
            coverage=await catalog.coverage(query.scope, widened=widen),
            vocabulary=vocabulary,
            aliases=await self._search.aliases(),
            frame=query.frame,
            today=self._clock().date(),
            about=next((e.origin for e in evidence if e.origin.document == about), None),
            overview=whole,
            meant=meant,
            told=at.passages if at.whole else (),
            names=await self._names(vocabulary),
            find=partial(self._find, query.scope),
        )

    async def _find(self, within: Scope, wanted: Wanted) -> Sequence[Evidence]:
        """What a writer's own search finds: each of its queries has its turn.

        Publications, tags and kind that the person fixed stay.
        """
        scope = replace(
            wanted.scope,
            publications=within.publications or wanted.scope.publications,
            tags=within.tags,
            kind=within.kind or wanted.scope.kind,
        )
        names = {o.publication.casefold() for o in await self._store.catalog.origins()}
        for name in wanted.scope.publications:
            if name.casefold() not in names:
                known = sorted({o.publication for o in await self._store.catalog.digests()})
                more = ", …" if len(known) > _NAMED else ""
                listed = ", ".join(known[:_NAMED]) + more
                raise SearchFault(f"there is no publication {name!r}; there are: {listed}")
        found = [
            await self._search.find(Query(text, self._passages, scope)) for text in wanted.queries
        ]
        each: dict[str, Evidence] = {}
        for evidence in (e for turn in zip_longest(*found) for e in turn if e is not None):
            each.setdefault(evidence.passage.id, evidence)
        best = [*each.values()][: self._passages]
        return [replace(evidence, rank=rank) for rank, evidence in enumerate(best, 1)]

    async def _names(self, vocabulary: Vocabulary) -> Container[str]:
        """The archive's names, where the writer chooses its words itself."""
        if not self._named:
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

    async def _openings(self, scope: Scope, about: str | None) -> list[Evidence]:
        """How the parts of the digests of some days begin, or those of one digest; newest first."""
        catalog = self._store.catalog
        if about and await self._told_then(about, scope.span):
            documents = [about]
        else:
            documents = [origin.document for origin in reversed(await catalog.digests(scope))]
        found: list[list[Evidence]] = []
        for document in documents[: self._passages]:
            parts: dict[str, Evidence] = {}
            for evidence in await catalog.passages_of(document):
                parts.setdefault("".join(evidence.passage.headings[:1]), evidence)
            found.append(list(parts.values()))
        # Each digest has its turn before one has a second.
        turns = [e for turn in zip_longest(*found) for e in turn if e is not None]
        return [replace(e, rank=n) for n, e in enumerate(turns[: self._passages], 1)]


def _first(own: Sequence[Evidence], rest: Sequence[Evidence]) -> list[Evidence]:
    """Evidence of the document that is talked about, then the rest, ranked anew."""
    ids = {evidence.passage.id for evidence in own}
    both = [*own, *(evidence for evidence in rest if evidence.passage.id not in ids)]
    return [replace(evidence, rank=rank) for rank, evidence in enumerate(both, 1)]
