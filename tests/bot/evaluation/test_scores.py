"""Tests of bot/evaluation/scores.py."""

from dataclasses import replace

import pytest

from bot.assistant.answer import Answer, Segment
from bot.assistant.check import cite
from bot.evaluation.questions import Question, needs_of
from bot.evaluation.scores import covers, rows, score
from index.digest import Evidence
from tests.bot.assistant.briefs import evidence

ONE = evidence("p1", ["GLM-5.1 has 754 billion parameters in all."])
TWO = evidence("p2", ["It is a model of 744 billion parameters."], rank=2)


def _question(kind: str = "conflict", *, answerable: bool = True) -> Question:
    entries = [
        {"file": each.origin.file, "quote": each.passage.text, "part": n}
        for n, each in enumerate((ONE, TWO))
    ]
    needs = needs_of(entries) if answerable else ()
    return Question("q", kind, "How many?", (), needs, ("754 billion",), answerable)


def _answer(*cited: Evidence, abstained: bool = False) -> Answer:
    citations = tuple(cite(each, 0, 1, n) for n, each in enumerate(cited, 1))
    segments = tuple(Segment(each.quote, (each.n,)) for each in citations)
    return Answer(
        "How many?",
        "How many?",
        segments,
        citations,
        abstained=abstained,
        evidence=(ONE, TWO),
        timings_ms=(("total", 12.0),),
    )


def test_an_answer_that_cites_all_sides() -> None:
    """Evidence found and cited, facts told and citations valid are counted, both sides told."""
    found = score(_question(), _answer(ONE, TWO), [ONE, TWO])
    assert (found.found, found.cited, found.both, found.facts) == (True, True, True, 1)
    assert (found.citations, found.valid) == (2, 2)
    assert rows([found])[-1].told == (1, 1)


def test_an_answer_that_cites_one_side() -> None:
    """A contradiction of which one side is cited isn't told."""
    found = score(_question(), _answer(TWO), [TWO])
    assert (found.cited, found.both, found.facts) == (True, False, 0)
    assert rows([found])[-1].told == (0, 1)


def test_a_quote_that_is_not_in_its_passage() -> None:
    """A citation whose words its passage doesn't hold, or whose passage is gone, isn't valid."""
    answer = _answer(ONE, TWO)
    forged = replace(answer.citations[0], quote="GLM-5.1 has 900 billion parameters.")
    changed = replace(answer, citations=(forged, answer.citations[1]))
    assert score(_question(), changed, [ONE]).valid == 0


def test_what_an_abstention_cites_answers_nothing() -> None:
    """The nearest things that an abstention names are neither evidence cited nor facts told."""
    found = score(_question(), _answer(ONE, abstained=True), [ONE])
    assert (found.found, found.cited, found.facts, found.valid) == (True, False, 0, 1)


def test_rows_by_type() -> None:
    """Each type has a row, then all; abstentions count as right where there is no answer."""
    scores = [
        score(_question("b"), _answer(ONE, TWO), [ONE, TWO]),
        score(_question("b"), _answer(abstained=True), []),
        score(_question("a", answerable=False), _answer(abstained=True), []),
    ]
    found = rows(scores)
    assert [(row.kind, row.questions) for row in found] == [("a", 1), ("b", 2), ("all", 3)]
    assert (found[-1].right, found[-1].wrong, found[-1].cited) == ((1, 1), (1, 2), (1, 2))
    assert found[-1].milliseconds == 12.0


@pytest.mark.parametrize(
    ("said", "fact", "told"),
    [
        ("It raised $30 billion in Series G.", "30 billion", True),
        ("It raised $31 billion in Series G.", "30 billion", False),
        ("The licence is MIT.", "an MIT licence", True),
        ("The weights are open.", "an MIT licence", False),
    ],
)
def test_facts_told(said: str, fact: str, told: bool) -> None:  # noqa: FBT001
    """A fact is told by all of its numbers and most of its words."""
    assert covers(said, fact) is told
