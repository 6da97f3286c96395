"""Earlier coverage, timelines and mentions a week, found when they are asked for.

Nothing is stored but the names of each document: what links two passages follows from the catalog
and the vectors as they are, so nothing can go stale, and the order in which they came doesn't
matter.
"""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from index.digest import Evidence, Origin, Passage, Scope, Span
from index.embedding import Vectors, embed
from index.mentions import said
from index.names import NameBook
from index.passages import embedded_of
from index.store import Store
from index.stories import linking
from index.stories.timeline import Topic, entries_of, worth_reading
from index.stories.top import SUBJECTS, insights_of
from index.stories.topics import days_before, topics_of
from index.stories.values import Earlier, Insight, Mentions, Timeline, Topics
from index.stories.weeks import mentions_of, peak_of
from index.terms import content_words, readable
from index.words import Match

log = structlog.get_logger()

_SUBJECTS = 8  # passages of a story whose earlier coverage is looked for
_NEAREST = 200  # passages near in meaning, of any day: a filter by day costs more than it saves
_NAMED = 40  # passages that share the rarest names
_RARE, _RARITY = 6, 0.4  # names that are looked up; commoner ones stand in too many passages
_FRESH = 30  # passages of either half that are compared in full
_LENGTH = 2_000  # characters of a text or a name that are read


@dataclass(frozen=True, slots=True)
class _Subject:
    """What earlier coverage is looked for."""

    evidence: Evidence
    vector: Vectors
    names: dict[str, float]

    @property
    def before(self) -> Span:
        """The days on which earlier coverage may stand."""
        day = self.evidence.origin.date
        if day is None:
            return Span(dt.date.min, dt.date.max)
        return Span(dt.date.min, day - dt.timedelta(days=1))


class Stories:
    """What the archive said before of a story, and how one went on."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def earlier(self, passages: Sequence[str], limit: int = 2) -> list[Earlier]:
        """Where a story was told before, newest first; `passages` are the ids of its passages.

        At most one passage of each digest, and of what says the same only the first.
        """
        catalog = self._store.catalog
        found = await catalog.evidence([(id_, 0.0) for id_ in passages[:_SUBJECTS]])
        return await self._linked(found, limit)

    async def covered(self, text: str, limit: int = 5) -> list[Earlier]:
        """Where the archive has told what a text tells, newest first."""
        text = _readable(text)
        if not text:
            return []
        passage = Passage("", "", 0, (), text, ())
        origin = Origin("", "digest", "", "", None, "", "", None)
        return await self._linked([Evidence(passage, origin, 1, 0.0)], limit)

    async def _linked(self, told: Sequence[Evidence], limit: int) -> list[Earlier]:
        if not told or limit < 1:
            return []
        catalog = self._store.catalog
        book, vocabulary = await catalog.names(), await catalog.vocabulary()
        try:
            vectors = await self._vectors(told)
            subjects = [
                _Subject(
                    each,
                    vectors[each.passage.id],
                    linking.names_of(each.passage, book, vocabulary),
                )
                for each in told
            ]
            links = [link for each in subjects for link in await self._links(each)]
        except Exception:
            # Without vectors nothing can be told for sure, and less is better than wrong.
            log.exception("earlier_failed")
            return []
        return await asyncio.to_thread(_chosen, links, limit)

    async def _vectors(self, told: Sequence[Evidence]) -> dict[str, Vectors]:
        """The vectors of passages; those that wait for theirs have it made here."""
        ids = [each.passage.id for each in told if each.passage.id]
        vectors = await self._store.vectors.of(ids)
        if missing := [each for each in told if each.passage.id not in vectors]:
            texts = [embedded_of(each.passage.context, each.passage.text) for each in missing]
            made = await embed(self._store.embedder, texts)
            vectors |= {e.passage.id: row for e, row in zip(missing, made, strict=True)}
        return vectors

    async def _links(self, subject: _Subject) -> list[Earlier]:
        catalog, vectors = self._store.catalog, self._store.vectors
        near = await vectors.nearest(subject.vector, _NEAREST)
        similar = dict(near)
        rare = [name for name, rarity in subject.names.items() if rarity >= _RARITY]
        rare = sorted(rare, key=lambda name: (-subject.names[name], name))[:_RARE]
        if match := " OR ".join(expression for name in rare if (expression := said(name))):
            named = await catalog.find_words(Match(match), Scope(subject.before), _NAMED)
            others = await vectors.of([id_ for id_, _ in named if id_ not in similar])
            similar |= {id_: float(subject.vector @ row) for id_, row in others.items()}
        ranked = sorted(similar.items(), key=lambda pair: (-pair[1], pair[0]))
        days = await catalog.mentions.days_of([id_ for id_, _ in ranked])
        wanted = [pair for pair in ranked if days.get(pair[0]) in subject.before]
        found = await catalog.evidence(wanted[:_FRESH])
        return await asyncio.to_thread(_compared, subject, found)

    async def timeline(self, words: str, span: Span | None = None, limit: int = 12) -> Timeline:
        """How a story went on: of a name, or of words that are all told together."""
        catalog, span = self._store.catalog, span or Span()
        words = _readable(words)
        book = await catalog.names()
        terms = await self._terms(words, book, span)
        expressions = [expression for term in terms if (expression := said(term))]
        topic = Topic.of(terms, book)
        if not expressions or not topic.patterns:
            return Timeline(words)
        told = await catalog.mentions.gather(" AND ".join(expressions), span)
        read = await asyncio.to_thread(worth_reading, told, topic)
        ids = [id_ for each in read for id_ in each.passages]
        found = {e.passage.id: e for e in await catalog.evidence([(id_, 0.0) for id_ in ids])}
        entries = await asyncio.to_thread(entries_of, read, found, topic, limit)
        return Timeline(book.spelled(words), entries, len(told))

    async def _terms(self, words: str, book: NameBook, span: Span) -> tuple[str, ...]:
        """The words as one name where the archive has it so, else each of them."""
        whole = said(words)
        if whole is None or words in book or await self._store.catalog.mentions.by_day(whole, span):
            return (words,)
        return tuple(content_words(words)) or (words,)

    async def topics(self, span: Span, limit: int = 10) -> Topics:
        """What the archive speaks of most on some days, held against those before.

        Only days that the archive has between its first and its last digest are counted.
        """
        catalog = self._store.catalog
        coverage = await catalog.coverage()
        first = max(filter(None, (span.start, coverage.first)), default=None)
        last = min(filter(None, (span.end, coverage.last)), default=None)
        if not first or not last or not coverage.first or first > last:
            return Topics(span)
        days = Span(first, last)
        before = days_before(days)
        now = await catalog.mentions.in_days(days)
        if before is None or before.start not in Span(coverage.first, coverage.last):
            return await asyncio.to_thread(topics_of, days, now, limit)
        earlier = await catalog.mentions.in_days(before)
        return await asyncio.to_thread(topics_of, days, now, limit, before, earlier)

    async def top(self, span: Span, limit: int = 5) -> tuple[Insight, ...]:
        """The insights that matter most of some days, the most important first."""
        topics = await self.topics(span, SUBJECTS * limit)
        return await insights_of(self._store.catalog, topics, limit)

    async def mentions(self, terms: Sequence[Sequence[str]], span: Span | None = None) -> Mentions:
        """How many passages of digests name each term in each week.

        A term is a name with its other names, counted together; the first one stands for it. The
        weeks are those of the span, as far as the archive has digests.
        """
        terms = [[_readable(name) for name in term] for term in terms if term]
        return await mentions_of(self._store.catalog, terms, span or Span())

    async def peak(self, term: Sequence[str], mentions: Mentions) -> Evidence | None:
        """A passage that tells a term of `mentions` in its peak week; None where there is none."""
        return await peak_of(self._store.catalog, [_readable(name) for name in term], mentions)

    async def names(self, prefix: str = "", limit: int = 25) -> list[str]:
        """The names with a word that begins so, those that the archive speaks of most first."""
        book = await self._store.catalog.names()
        return await asyncio.to_thread(book.starting, _readable(prefix), limit)

    async def nearest_names(self, words: str, limit: int = 5) -> list[str]:
        """The names that are spelled most like `words`."""
        book = await self._store.catalog.names()
        return await asyncio.to_thread(book.nearest, _readable(words), limit)


def _compared(subject: _Subject, found: Sequence[Evidence]) -> list[Earlier]:
    links: list[Earlier] = []
    told = subject.evidence.origin
    for each in found:
        if each.origin.kind != "digest" or each.origin.document == told.document:
            continue
        names = linking.shared(subject.names, each.passage)
        apart = (told.date - each.origin.date).days if told.date and each.origin.date else 0
        score = linking.score(each.score, [subject.names[name] for name in names], apart)
        if score >= linking.LINKED:
            telling = tuple(name for name in names if subject.names[name] >= linking.RARE)
            links.append(Earlier(each, each.score, telling, score))
    return links


def _chosen(links: Sequence[Earlier], limit: int) -> list[Earlier]:
    """The best links, newest first."""
    best: dict[str, Earlier] = {}
    for link in sorted(links, key=lambda link: (-link.score, link.evidence.passage.id)):
        best.setdefault(link.evidence.origin.document, link)
    once = linking.merged(list(best.values()), lambda link: link.evidence)
    chosen = [replace(group[0], also=tuple(x.evidence for x in group[1:])) for group in once]
    return sorted(
        chosen[:limit],
        key=lambda link: (link.evidence.origin.date or dt.date.min, link.score),
        reverse=True,
    )


def _readable(text: str) -> str:
    """A text as it can be searched, on one line."""
    return " ".join(readable(text[:_LENGTH]).split())
