"""Hybrid search: one question in, ranked evidence out."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from index.digest import Evidence, Scope
from index.embedding import embed
from index.store import Store
from index.terms import mostly_cjk
from index.words import match_expression

log = structlog.get_logger()

_POOL = 50  # passages that each half brings
_AHEAD = 4  # times as many passages as are wanted are read, before all are
# Reciprocal rank fusion: Cormack, Clarke, Buettcher, SIGIR 2009; k = 60 is theirs.
_RRF = 60
_QUESTION = 2_000  # characters of a question that are searched


@dataclass(frozen=True, slots=True)
class Query:
    """What to search: the words, how many passages, where, how many of one document at most."""

    text: str
    k: int = 10
    scope: Scope = field(default_factory=Scope)
    per_document: int = 3


class Search:
    """Finds evidence by words and by meaning, fused by reciprocal rank."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, query: Query) -> list[Evidence]:
        """The best passages for a query, best first; empty where nothing can be found."""
        # Half a surrogate pair can come out of JSON; neither half of the search takes it.
        text = query.text[:_QUESTION].encode("utf-8", "replace").decode()
        question = text.replace("\0", " ").strip()
        if not question or query.k < 1:
            return []
        # The model knows English: of Chinese and its kin it tells only what words don't find.
        if mostly_cjk(question):
            words = await self._by_words(question, query.scope)
            meaning = [] if words else await self._by_meaning(question, query.scope)
        else:
            words, meaning = await asyncio.gather(
                self._by_words(question, query.scope), self._by_meaning(question, query.scope)
            )
        fused = fuse((words, meaning))
        # To read all that was found takes as long as a third of a search, and few are wanted.
        spread: list[Evidence] = []
        for some in (fused[: _AHEAD * query.k], fused):
            spread = _spread(await self._store.catalog.evidence(some), query)
            if len(spread) == query.k or len(some) == len(fused):
                break
        return spread

    async def _by_words(self, question: str, scope: Scope) -> list[str]:
        vocabulary = await self._store.catalog.vocabulary()
        share = await self._store.catalog.share(Scope(scope.span, scope.document))
        match = await asyncio.to_thread(match_expression, question, vocabulary, share)
        if match is None:
            return []
        return [id_ for id_, _ in await self._store.catalog.find_words(match, scope, _POOL)]

    async def _by_meaning(self, question: str, scope: Scope) -> list[str]:
        try:
            vector = (await embed(self._store.embedder, [question]))[0]
            return [id_ for id_, _ in await self._store.meaning.nearest(vector, scope, _POOL)]
        except Exception:
            # Words alone find less, but they find: half a search is better than none.
            log.exception("meaning_failed")
            return []


def fuse(rankings: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """Fuse rankings by reciprocal rank, equal weights: (id, score), best first."""
    scores: Mapping[str, float] = Counter()
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] += 1 / (_RRF + rank)  # type: ignore[index]
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _spread(found: Sequence[Evidence], query: Query) -> list[Evidence]:
    most = query.k if query.scope.document else query.per_document
    kept: list[Evidence] = []
    taken: Counter[str] = Counter()
    for evidence in found:
        if taken[evidence.origin.document] < most:
            taken[evidence.origin.document] += 1
            kept.append(Evidence(evidence.passage, evidence.origin, len(kept) + 1, evidence.score))
        if len(kept) == query.k:
            break
    return kept
