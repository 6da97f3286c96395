"""Two halves' rankings become one: fused, and held against the question's terms."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

from index.digest import Evidence, Hit
from index.question import Understood, share
from index.terms import content_words, stems_of
from index.timeframe import Timeframe

# Weighted reciprocal rank fusion (Cormack, Clarke, Buettcher, SIGIR 2009): the sum of
# weight / (constant + rank) over the halves. Measured by tests/benchmarks/retrieval.py.
_CONSTANT = 20
_WORDS, _MEANING = 1.0, 0.9
# What is added: for the cosine itself; for the share of the question's terms that stand in one
# sentence, for that of its names; for a number or version of it.
_COSINE = 0.06
_IN_ONE_SENTENCE = 0.04
_NAMES = 0.02
_NUMBER = 0.01
_LITTLE = 0.03
_FEW = 5  # words with a meaning; a passage of fewer says little besides its headings
_ADDRESS = re.compile(r"https?://\S+|@\w+")
# What a day that the question hints at adds, and the newest of the evidence's days.
_NEAR = 0.02
_NEWEST = 0.01


@dataclass(frozen=True)
class Ranking:
    """What the halves found for one question: passage ids with their ranks and scores."""

    question: Understood
    words: Mapping[str, Hit] = field(default_factory=dict)
    meaning: Mapping[str, Hit] = field(default_factory=dict)

    @cached_property
    def fused(self) -> dict[str, float]:
        """The passages of both halves with their scores, the highest first."""
        scores: dict[str, float] = defaultdict(float)
        for weight, hits in ((_WORDS, self.words), (_MEANING, self.meaning)):
            for id_, hit in hits.items():
                scores[id_] += weight / (_CONSTANT + hit.rank)
        return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def hits(found: Iterable[tuple[str, float]]) -> dict[str, Hit]:
    """A half's list of (id, score), best first, as hits."""
    return {id_: Hit(rank, score) for rank, (id_, score) in enumerate(found, 1)}


def ranked(
    rankings: Sequence[Ranking], evidence: Sequence[Evidence], frame: Timeframe
) -> list[Evidence]:
    """The evidence, best first, with what each half said of it.

    The first ranking is the whole question's, the others those of the questions in it. Of `frame`
    what is near and what is newest is preferred.
    """
    stems = {each.passage.id: _Stems(each) for each in evidence}
    timely = _timely(evidence, frame)
    scores = [_scores(ranking, stems, timely) for ranking in rankings]
    order = _in_turns([sorted(own, key=lambda id_: (-own[id_], id_)) for own in scores])
    by_id = {each.passage.id: each for each in evidence}
    # Whoever sorts by score finds the same order.
    falling = accumulate((max(own[id_] for own in scores) for id_ in order), min)
    words, meaning = rankings[0].words, rankings[0].meaning
    return [
        replace(by_id[id_], rank=rank, score=score, words=words.get(id_), meaning=meaning.get(id_))
        for rank, (id_, score) in enumerate(zip(order, falling, strict=True), 1)
    ]


def _in_turns(orders: Sequence[Sequence[str]]) -> list[str]:
    """One of each order in turn, that of the whole question after those of its parts."""
    whole, *parts = orders
    return list(dict.fromkeys(id_ for turn in zip(*parts, whole, strict=True) for id_ in turn))


class _Stems:
    """The stems of a passage, by sentence, and of what leads to it."""

    def __init__(self, evidence: Evidence) -> None:
        passage = evidence.passage
        self.sentences = [stems_of(passage.text[s.start : s.end]) for s in passage.sentences]
        self.around = stems_of(" ".join((evidence.origin.title, *passage.headings)))
        self.all = self.around.union(*self.sentences)
        # 'Image Analysis' under a title that names all that was asked for says nothing of it.
        self.says_little = len(content_words(_ADDRESS.sub(" ", passage.text))) < _FEW


def _timely(evidence: Sequence[Evidence], frame: Timeframe) -> dict[str, float]:
    """What its day adds to each passage; nothing to the undated, which is never the newest."""
    dated = sorted({each.origin.date for each in evidence if each.origin.date})
    newness = {day: at / len(dated) for at, day in enumerate(dated, 1)} if frame.newest else {}
    return {
        each.passage.id: _NEAR * any(each.origin.date in span for span in frame.near)
        + (_NEWEST * newness.get(each.origin.date, 0.0) if each.origin.date else 0.0)
        for each in evidence
    }


def _scores(
    ranking: Ranking, stems: Mapping[str, _Stems], timely: Mapping[str, float]
) -> dict[str, float]:
    terms = ranking.question.terms
    names = [term for term in terms if term.is_name]
    numbers = [term for term in terms if any(map(str.isdigit, term.word))]
    # What meaning doesn't bring is no nearer than the last that it brings.
    least = min((hit.score for hit in ranking.meaning.values()), default=0.0)
    scores: dict[str, float] = {}
    for id_, held in stems.items():
        hit = ranking.meaning.get(id_)
        in_one = max((share(terms, sentence) for sentence in held.sentences), default=0.0)
        numbered = any(term.named_in(held.all) for term in numbers)
        scores[id_] = (
            ranking.fused.get(id_, 0.0)
            + timely[id_]
            + _COSINE * (hit.score if hit else least)
            + _IN_ONE_SENTENCE * in_one
            + _NAMES * share(names, held.all)
            + _NUMBER * numbered
            - _LITTLE * held.says_little
        )
    return scores
