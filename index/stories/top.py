"""What matters most of some days: a few insights, each in the archive's own words.

What matters can't be read off one text, but an archive shows it: what several digests,
publications or days tell matters to more than one of them; what is told more than on the days
before is news; what a digest puts at its head, gives a 'Why it matters' or a source to, mattered
to whoever wrote it. So the names that have risen are the subjects (those that are told most stand
in where none rose), each subject is as important as it has risen and as many digests tell it, and
its insight is the one sentence among them that tells it best. One subject has one insight: five
words on one story would hide four others. All of it is counted, so that the same archive and days
give the same insights, whether vectors are there or not.
"""

import asyncio
import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.catalog import Catalog
from index.digest import Evidence, Scope, Span
from index.mentions import said
from index.names import key_of
from index.passages import BOTTOM_LINE, WHY
from index.stories import linking
from index.stories.linking import Saying, headline
from index.stories.timeline import Topic
from index.stories.values import Insight, Spoken, Topics
from index.terms import content_words, mostly_cjk

SUBJECTS = 3  # names of either list that are looked at for each insight: not all make one
_READ = 10  # digests or stories of each whose passages are read
# What makes a subject more important: how far it has risen, each doubling of its digests (the less
# the commoner the name is: 'AI' stands in all of them) and of its publications.
_RISEN, _DIGESTS, _PUBLICATIONS = 1.0, 2.0, 1.5
# What makes a sentence tell it better: where the name stands, what else it has.
_LEADS, _NAMED_ABOVE, _TITLED = 1.5, 1.5, 1.0
_WHY, _SOURCED, _FIGURE = 0.7, 0.7, 0.5
_BEHIND, _LATER = 0.4, 0.2  # less by each doubling of the passages, by each sentence before it
_HEAD = 60  # characters: the beginning of a sentence
_LONG = 240  # characters; longer sentences say less at a glance
_FEWEST = 5  # content words
_LEAST = 99.0  # what stands in comes behind whatever has a subject
_CROWDED = 1.5  # what another insight of the same digest takes off
_ALSO = 2  # other places of a subject
_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)\]]*\Z")
_FRAGMENT = re.compile(r"\A[^\w\"'“‘(«「『$€£#@]|\A[a-z]|[?？]\Z|:\Z")
_POINTING = -3.0
# It goes on from what isn't quoted, or speaks of what can't be seen.
_POINTS = re.compile(
    r"(?i)\A(?:th(?:is|at|ese|ose|ere|ey|en|us|eir)|it|its|he|she|his|her|we|i|you|here|and|but|so|or"
    r"|with|also|still|yet|separately|additionally|similarly|finally|however|meanwhile|instead"
    r"|otherwise|as|both|another|other|such|commenters)\b"
    r"|\bthe (?:image|picture|screenshot|photo|chart|diagram|figure|table|post|thread|author"
    r"|commenter|user)\b"
    r"|\b(?:by|since|until|before) then\b"
)


_NOTHING = Topic(())


@dataclass(frozen=True, slots=True)
class _Subject:
    """A name that insights may be of, how rare it is in the archive, how many digests tell it."""

    spoken: Spoken
    topic: Topic
    rarity: float
    digests: int


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence that may be an insight of a subject, with its weight."""

    weight: float
    insight: Insight
    topic: Topic

    @property
    def document(self) -> str:
        """The digest that it stands in."""
        return self.insight.evidence.origin.document


def days_up_to(newest: dt.date | None, days: int) -> Span:
    """So many days that end with that of the newest digest; open where there is none."""
    if newest is None:
        return Span()
    first = max(newest.toordinal() - days + 1, dt.date.min.toordinal())
    return Span(dt.date.fromordinal(first), newest)


async def insights_of(catalog: Catalog, topics: Topics, limit: int) -> tuple[Insight, ...]:
    """The insights that matter most of the days of some topics, at most `limit`."""
    book, vocabulary = await catalog.names(), await catalog.vocabulary()
    told: list[_Told] = []
    for spoken in _subjects(topics):
        topic = Topic.of((spoken.name,), book)
        match = said(spoken.name, text_only=True)
        if match is None or not topic.patterns:
            continue
        places = await catalog.mentions.gather(match, topics.span)
        most = sorted(places, key=lambda each: (-each.total, each.document, each.passages))[:_READ]
        found = await catalog.evidence([(id_, 0.0) for each in most for id_ in each.passages])
        subject = _Subject(
            spoken,
            topic,
            linking.rarity(spoken.name, book, vocabulary),
            len({each.document for each in places}),
        )
        told += await asyncio.to_thread(_of_subject, subject, found)
    chosen = await asyncio.to_thread(_chosen, told, limit)
    if len(chosen) < limit and topics.span.end:
        told += await _leads(catalog, topics.span)
        chosen = await asyncio.to_thread(_chosen, told, limit)
    return chosen


def _subjects(topics: Topics) -> list[Spoken]:
    """The names that are told most and those that have risen, each once."""
    return list({key_of(each.name): each for each in (*topics.most, *topics.risen)}.values())


def _of_subject(subject: _Subject, found: Sequence[Evidence]) -> list[_Told]:
    """The best sentence of each passage that tells a subject."""
    spoken = subject.spoken
    publications = len({each.origin.publication for each in found})
    risen = max(spoken.passages - spoken.before, 0) / math.sqrt(spoken.before + 1)
    importance = (
        _RISEN * math.log2(1 + risen)
        + _DIGESTS * subject.rarity * math.log2(1 + subject.digests)
        + _PUBLICATIONS * math.log2(1 + publications)
    )
    return [
        _Told(
            importance + weight,
            Insight(each, n, n + 1, spoken.name, subject.digests),
            subject.topic,
        )
        for each in found
        for weight, n in _best(each, subject.topic)
    ]


async def _leads(catalog: Catalog, span: Span) -> list[_Told]:
    """What the newest digests begin with: an archive that names little has that all the same."""
    newest = (await catalog.digests(Scope(span)))[-_READ:]
    firsts = [(await catalog.passages_of(each.document))[:_READ] for each in newest]
    return await asyncio.to_thread(
        lambda: [
            _Told(weight - _LEAST, Insight(each, n, n + 1), _NOTHING)
            for first in firsts
            for each in first
            for weight, n in _best(each, _NOTHING)
        ]
    )


def _best(evidence: Evidence, topic: Topic) -> list[tuple[float, int]]:
    """The sentence of a passage that tells a topic best, with its weight; none where none does."""
    passage = evidence.passage
    telling = [
        (weight - _LATER * n, -n)
        for n in range(len(passage.sentences))
        if (weight := _telling(passage.quote(n, n + 1), topic)) is not None
    ]
    if not telling:
        return []
    weight, n = max(telling)
    head = passage.headings[-1] if passage.headings else ""
    weight += _NAMED_ABOVE if topic.patterns and topic.within(headline(passage)) else 0.0
    weight += _TITLED if topic.patterns and topic.within(evidence.origin.title) else 0.0
    weight += _WHY if head in (WHY, BOTTOM_LINE) or not passage.headings else 0.0
    weight += _SOURCED if passage.cited else 0.0
    return [(weight - _BEHIND * math.log2(1 + passage.ordinal), -n)]


def _telling(quote: str, topic: Topic) -> float | None:
    """How well a sentence says something of a topic by itself; None where it doesn't."""
    if not topic.within(quote) or not _SENTENCE.search(quote) or _FRAGMENT.search(quote):
        return None
    if not mostly_cjk(quote) and len(content_words(quote)) < _FEWEST:
        return None
    weight = _LEADS if topic.patterns and topic.within(quote[:_HEAD]) else 0.0
    weight += _FIGURE if any(each.isdigit() for each in quote) else 0.0
    weight -= max(0.0, (len(quote) - _LONG) / _LONG)
    return weight + (_POINTING if _POINTS.search(quote) else 0.0)


def _chosen(told: Sequence[_Told], limit: int) -> tuple[Insight, ...]:
    """The insights of most weight: one of a subject, few of a digest, none that says another's."""
    left = sorted(told, key=lambda each: (-each.weight, each.insight.evidence.passage.id))
    taken: list[_Told] = []
    sayings: list[Saying] = []
    while left and len(taken) < limit:
        crowd = Counter(each.document for each in taken)
        best = max(left, key=lambda each: each.weight - _CROWDED * crowd[each.document])
        left.remove(best)
        saying = Saying.of(best.insight.evidence)
        if any(_one_subject(best, each) for each in taken) or any(map(saying.same, sayings)):
            continue
        taken.append(best)
        sayings.append(saying)
    return tuple(_with_places(each, told) for each in taken)


def _one_subject(one: _Told, other: _Told) -> bool:
    a, b = one.insight, other.insight
    return (
        a.evidence.passage.id == b.evidence.passage.id
        or (bool(a.subject) and a.subject == b.subject)
        or (bool(one.topic.patterns) and one.topic.within(b.quote))
        or (bool(other.topic.patterns) and other.topic.within(a.quote))
    )


def _with_places(chosen: _Told, told: Sequence[_Told]) -> Insight:
    """An insight with places of other digests that tell of its subject, the best first."""
    if not chosen.insight.subject:
        return chosen.insight
    others = [each for each in told if each.topic is chosen.topic]
    others.sort(key=lambda each: (-each.weight, each.insight.evidence.passage.id))
    also = {each.document: each.insight.evidence for each in others[::-1]}
    also.pop(chosen.document, None)
    return replace(chosen.insight, also=tuple(also.values())[::-1][:_ALSO])
