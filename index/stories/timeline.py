"""Of many places that tell of a thing, those that make its timeline."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.digest import Evidence
from index.mentions import Told
from index.names import NameBook, pattern_of
from index.stories.linking import headline, merged
from index.stories.values import Entry
from index.terms import stem

_READ = 60  # stories whose texts are read for a timeline
_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)\]]*\Z")
_LONG = 400  # characters; longer sentences tell less at a glance
# What makes a place tell more of a thing than others do.
_TITLED, _HEADED, _LEADS = 2.0, 1.5, 1.0  # it stands in the title, above, at the beginning
_OFTEN = 0.7  # each doubling of the passages that tell it
_BEHIND, _LATER = 0.3, 0.1  # less by each doubling of the passages, by each sentence before it
_NO_SENTENCE = -1.5
_HEAD = 60  # characters: the beginning of a sentence
_CROWDED = 1.0  # what another entry of the same day takes from a story's weight


@dataclass(frozen=True, slots=True)
class Topic:
    """What a timeline is of: patterns that must all be told."""

    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, terms: Iterable[str], book: NameBook) -> "Topic":
        """The topic of some terms: a name as it is spelled, any other word in all its forms."""
        known = [
            pattern_of(book.spelled(term)) if term in book or not term.isalpha() else _word(term)
            for term in terms
        ]
        return cls(tuple(filter(None, known)))

    def named(self, text: str) -> int:
        """How many of the patterns a text tells."""
        return sum(1 for pattern in self.patterns if pattern.search(text))

    def within(self, text: str) -> bool:
        """Whether a text tells all of it."""
        return self.named(text) == len(self.patterns)


def _word(word: str) -> re.Pattern[str]:
    """Finds a word by its stem, as full-text search does."""
    root = stem(word.lower())
    return re.compile(rf"(?i)(?<!\w){re.escape(root.removesuffix('i'))}\w*")


def worth_reading(told: Sequence[Told], topic: Topic) -> list[Told]:
    """The stories whose texts are to be read: those that say most, and where it began."""

    def weight(each: Told) -> float:
        return math.log2(1 + each.total) + (_TITLED if topic.within(each.titles) else 0.0)

    ranked = sorted(
        told, key=lambda each: (-weight(each), each.day is None, each.day or 0, each.document)
    )
    dated = [each for each in told if each.day]
    first = min(dated, key=lambda each: (each.day, each.document), default=None)
    return list(dict.fromkeys((*([first] if first else []), *ranked)))[:_READ]


def entries_of(
    told: Sequence[Told], evidence: Mapping[str, Evidence], topic: Topic, limit: int
) -> tuple[Entry, ...]:
    """The entries of a timeline, at most `limit`, oldest first, the undated last."""
    found: list[tuple[float, Entry]] = []
    for story in told:
        passages = [evidence[id_] for id_ in story.passages if id_ in evidence]
        scored = [best for each in passages if (best := _best(each, story.total, topic))]
        if scored:
            found.append(max(scored, key=lambda pair: pair[0]))
    found.sort(key=lambda pair: _when(pair[1]))
    groups = merged(found, lambda pair: pair[1].evidence)
    once = [
        (
            max(weight for weight, _ in group),
            replace(group[0][1], also=tuple(entry.evidence for _, entry in group[1:])),
        )
        for group in groups
    ]
    return _spread(once, limit)


def _best(evidence: Evidence, total: int, topic: Topic) -> tuple[float, Entry] | None:
    """The sentence of a passage that tells it best, with its weight; None where none does."""
    passage = evidence.passage
    above = topic.within(headline(passage))
    if not passage.sentences or not (
        above or topic.within(f"{' '.join(passage.headings)}\n{passage.text}")
    ):
        return None
    best, n = max(
        (_telling(passage.quote(n, n + 1), topic) - _LATER * n, n)
        for n in range(len(passage.sentences))
    )
    titled = topic.within(evidence.origin.title)
    # What stands above all headings sums the digest up: there a name is heard where it leads.
    leads = not passage.headings and topic.named(passage.quote(n, n + 1)[:_HEAD]) > 0
    weight = (
        _OFTEN * math.log2(1 + total)
        + best
        + (_HEADED if above or leads else 0.0)
        + (_TITLED if titled else 0.0)
        - _BEHIND * math.log2(1 + passage.ordinal)
    )
    return weight, Entry(evidence, n, n + 1, total)


def _telling(quote: str, topic: Topic) -> float:
    weight = topic.named(quote) / len(topic.patterns)
    if any(pattern.search(quote[:_HEAD]) for pattern in topic.patterns):
        weight += _LEADS
    if not _SENTENCE.search(quote) or len(quote) < 30:
        weight += _NO_SENTENCE
    return weight - max(0.0, (len(quote) - _LONG) / _LONG)


def _spread(weighted: Sequence[tuple[float, Entry]], limit: int) -> tuple[Entry, ...]:
    """The first entry, then those with the most weight, less where others are near in time."""
    left = [pair for pair in weighted if _SENTENCE.search(pair[1].quote)] or list(weighted)
    taken: list[Entry] = [left.pop(0)[1]] if left and limit > 0 else []
    while left and len(taken) < limit:
        best = max(left, key=lambda pair: pair[0] - _crowd(pair[1], taken))
        left.remove(best)
        taken.append(best[1])
    return tuple(sorted(taken, key=_when))


def _crowd(entry: Entry, taken: Sequence[Entry]) -> float:
    day = entry.evidence.origin.date
    if day is None:
        return 0.0
    days = (abs((day - other).days) for each in taken if (other := each.evidence.origin.date))
    return _CROWDED * sum(1 / (1 + apart) for apart in days)


def _when(entry: Entry) -> tuple[bool, int, str, int]:
    origin = entry.evidence.origin
    day = origin.date.toordinal() if origin.date else 0
    return origin.date is None, day, origin.document, entry.evidence.passage.ordinal
