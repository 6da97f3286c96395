"""Hybrid search: one question in, ranked evidence out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from index.aliases import Aliases, listed
from index.digest import Evidence, Hit, Scope
from index.embedding import Vectors, embed
from index.question import Understood, understand
from index.ranking import Ranking, hits, ranked
from index.sides import questions_in
from index.spread import spread
from index.store import Store
from index.terms import mostly_cjk
from index.words import match_expression

log = structlog.get_logger()

_POOL = 100  # passages that each half brings
_RANKED = 40  # passages of each question that are held against its terms
_ENOUGH = 10  # passages, beside which meaning tells nothing of Chinese and its kin
_QUESTION = 2_000  # characters of a question that are searched


@dataclass(frozen=True, slots=True)
class Query:
    """What to search: the words, how many passages, where, how many of one document at most.

    `others` are other wordings of the same question: what it means in its conversation.
    """

    text: str
    k: int = 10
    scope: Scope = field(default_factory=Scope)
    per_document: int = 3
    others: tuple[str, ...] = ()


class Search:
    """Finds evidence by words and by meaning.

    `aliases` are other names besides those that come with Footnote and those that the archive
    explains.
    """

    def __init__(self, store: Store, aliases: Aliases | None = None) -> None:
        self._store = store
        self._given = listed().and_(aliases or Aliases())
        self._learned = Aliases()
        self._aliases = self._given

    async def find(self, query: Query) -> list[Evidence]:
        """The best passages for a query, best first; empty where nothing can be found."""
        question = _readable(query.text)
        if not question or query.k < 1:
            return []
        others = tuple(map(_readable, query.others)) or questions_in(question)
        asked = await self._understood((question, *others))
        rankings = await self._rankings(asked, query.scope)
        best = dict.fromkeys(id_ for r in rankings for id_ in [*r.fused()][:_RANKED])
        found = await self._store.catalog.evidence([(id_, 0.0) for id_ in best])
        return await asyncio.to_thread(
            lambda: spread(ranked(rankings, found), query.k, _most(query))
        )

    async def _understood(self, questions: Sequence[str]) -> list[Understood]:
        catalog = self._store.catalog
        vocabulary = await catalog.vocabulary()
        learned = await catalog.aliases()
        if learned is not self._learned:
            self._learned, self._aliases = learned, self._given.and_(learned)
        aliases = self._aliases

        return await asyncio.to_thread(
            lambda: [understand(question, vocabulary, aliases) for question in questions]
        )

    async def _rankings(self, asked: Sequence[Understood], scope: Scope) -> list[Ranking]:
        """What each half finds for each question; the halves work at the same time."""
        words = asyncio.create_task(self._by_words(asked, scope))
        try:
            meaning = await self._by_meaning(asked, scope)
        finally:
            found = await words
        return [
            Ranking(each, by_words, {} if _foreign(each, by_words) else by_meaning)
            for each, by_words, by_meaning in zip(asked, found, meaning, strict=True)
        ]

    async def _by_words(self, asked: Sequence[Understood], scope: Scope) -> list[Mapping[str, Hit]]:
        found: list[Mapping[str, Hit]] = []
        for question in asked:
            match = match_expression(question)
            rows = await self._store.catalog.find_words(match, scope, _POOL) if match else []
            found.append(hits(rows))
        return found

    async def _by_meaning(
        self, asked: Sequence[Understood], scope: Scope
    ) -> list[Mapping[str, Hit]]:
        try:
            vectors = await embed(self._store.embedder, [question.text for question in asked])
            return [await self._nearest(vector, scope) for vector in vectors]
        except Exception:
            # Words alone find less, but they find: half a search is better than none.
            log.exception("meaning_failed")
            return [{} for _ in asked]

    async def _nearest(self, vector: Vectors, scope: Scope) -> Mapping[str, Hit]:
        return hits(await self._store.vectors.nearest(vector, scope, _POOL))


def _readable(text: str) -> str:
    """A text without what neither half of the search takes: half a surrogate pair, and NUL."""
    return text[:_QUESTION].encode("utf-8", "replace").decode().replace("\0", " ").strip()


def _foreign(question: Understood, words: Mapping[str, Hit]) -> bool:
    """Whether a question is in a script that the model hardly knows, and words find enough."""
    return len(words) >= _ENOUGH and mostly_cjk(question.text)


def _most(query: Query) -> int:
    """How many passages of one document may come before those of others."""
    return query.k if query.scope.document else query.per_document
