"""How an answer stands against what its question needs, and the sums of many by type."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.assistant.answer import Answer
from bot.evaluation.questions import Question, rank_of
from index.digest import Evidence
from index.terms import content_words, numbers_in, stems_of

_COVERED = 0.6  # of a fact's words; its numbers all
CONFLICT = "conflict"  # the type of questions of which digests tell different things


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one question.

    `found` tells whether one of its needs was among the passages that the answer was made of,
    `cited` whether it was among those that it cites, `both` whether all of them were.
    """

    question: Question
    abstained: bool
    found: bool
    cited: bool
    both: bool
    facts: int
    citations: int
    valid: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of one type of question, as (how many, of how many).

    `told` are the questions of contradictions whose sides are all cited; `milliseconds` is the
    median.
    """

    kind: str
    questions: int
    found: tuple[int, int]
    cited: tuple[int, int]
    facts: tuple[int, int]
    valid: tuple[int, int]
    right: tuple[int, int]
    wrong: tuple[int, int]
    told: tuple[int, int]
    milliseconds: float


def score(question: Question, answer: Answer, held: Sequence[Evidence]) -> Score:
    """Hold an answer against its question; `held` are the passages that it cites, as indexed."""
    said = " ".join((answer.text, *(each.quote for each in answer.citations)))
    passages = {each.passage.id: " ".join(each.passage.text.split()) for each in held}
    cited = () if answer.abstained else held
    met = [rank_of(need, _texts(cited)) is not None for need in question.needs]
    return Score(
        question,
        answer.abstained,
        found=any(rank_of(need, _texts(answer.evidence)) for need in question.needs),
        cited=any(met),
        both=bool(met) and all(met),
        facts=0 if answer.abstained else sum(covers(said, fact) for fact in question.facts),
        citations=len(answer.citations),
        valid=sum(each.quote in passages.get(each.passage, "") for each in answer.citations),
        milliseconds=dict(answer.timings_ms).get("total", 0.0),
    )


def covers(said: str, fact: str) -> bool:
    """Whether a text tells a fact: all of its numbers, and six in ten of its other words."""
    stems = stems_of(said)
    words = [stem for word in content_words(fact) for stem in stems_of(word)]
    held = sum(word in stems for word in words)
    return numbers_in(fact) <= numbers_in(said) and held >= _COVERED * len(words)


def rows(scores: Sequence[Score]) -> list[Row]:
    """A row for each type of question in alphabetic order, and one for all."""
    kinds = sorted({each.question.kind for each in scores})
    by_kind = [(kind, [s for s in scores if s.question.kind == kind]) for kind in kinds]
    return [_row(kind, some) for kind, some in (*by_kind, ("all", scores))]


def _row(kind: str, scores: Sequence[Score]) -> Row:
    yes = [each for each in scores if each.question.answerable]
    no = [each for each in scores if not each.question.answerable]
    conflicts = [each for each in yes if each.question.kind == CONFLICT]
    facts = sum(len(each.question.facts) for each in yes)
    times = [each.milliseconds for each in scores]
    return Row(
        kind,
        len(scores),
        _share(yes, lambda each: each.found),
        _share(yes, lambda each: each.cited),
        (sum(each.facts for each in yes), facts),
        (sum(each.valid for each in scores), sum(each.citations for each in scores)),
        _share(no, lambda each: each.abstained),
        _share(yes, lambda each: each.abstained),
        _share(conflicts, lambda each: each.both),
        round(statistics.median(times), 1),
    )


def _share(scores: Sequence[Score], holds: Callable[[Score], bool]) -> tuple[int, int]:
    return sum(map(holds, scores)), len(scores)


def _texts(evidence: Iterable[Evidence]) -> list[tuple[str, str]]:
    return [(each.passage.file or each.origin.file, each.passage.text) for each in evidence]
