"""Two halves' rankings as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.aliases import Aliases
from index.digest import Evidence, Hit, Origin, Passage, Sentence
from index.question import understand
from index.ranking import Ranking, hits, ranked
from index.timeframe import Timeframe
from index.vocabulary import Vocabulary

WORDS = Vocabulary({"zephyr": 2, "price": 9, "gpt": 5, "5": 9, "4": 9}, 20)


def evidence(id_: str, text: str = "Nothing.", title: str = "") -> Evidence:
    """A passage of one sentence."""
    passage = Passage(id_, f"d-{id_}", 0, (), text, (Sentence(0, len(text)),))
    return Evidence(passage, Origin(f"d-{id_}", "digest", "P", title, None, "a", "f", None), 0, 0.0)


def _ranking(question: str, words: str = "", meaning: str = "") -> Ranking:
    asked = understand(question, WORDS, Aliases())
    return Ranking(asked, *(hits((id_, 1.0) for id_ in half) for half in (words, meaning)))


def test_fusion_weighs_words_above_meaning() -> None:
    """A passage's score adds up over both halves; at the same rank words count for more."""
    fused = _ranking("x", "ab", "bc").fused
    assert list(fused) == ["b", "a", "c"]
    assert list(_ranking("x", "a", "b").fused) == ["a", "b"]
    assert fused["a"] == pytest.approx(1 / 21)
    assert fused["b"] == pytest.approx(1 / 22 + 0.9 / 21)


def test_either_half_may_be_missing() -> None:
    """What one half alone found comes in its order."""
    found = [evidence("a"), evidence("b")]
    for halves in (("ba", ""), ("", "ba")):
        assert [e.passage.id for e in ranked([_ranking("x", *halves)], found, Timeframe())] == [
            "b",
            "a",
        ]


def test_terms_in_one_sentence_come_first() -> None:
    """Of passages at the same rank, that which holds the question's terms comes first."""
    found = [evidence("a", "The price fell."), evidence("b", "Zephyr has a price.")]
    best, _ = ranked([_ranking("zephyr price", "a", "b")], found, Timeframe())
    assert best.passage.id == "b"


def test_versions_count() -> None:
    """A passage with the version that is asked for comes before its neighbour in rank."""
    found = [evidence("a", "GPT-4 costs little."), evidence("b", "GPT-5.4 costs more.")]
    best, _ = ranked([_ranking("GPT-5.4 costs", "ab")], found, Timeframe())
    assert best.passage.id == "b"


def test_evidence_tells_what_each_half_made_of_it() -> None:
    """Rank and score of both halves stand beside the score, None where a half hadn't it."""
    (found,) = ranked([_ranking("x", "a")], [evidence("a")], Timeframe())
    assert (found.words, found.meaning, found.rank) == (Hit(1, 1.0), None, 1)


def test_sides_have_evidence_each() -> None:
    """The best of every question in a question comes among the first."""
    found = [evidence(id_) for id_ in "abcdefgh"]
    rankings = [_ranking("x", "abcdef"), _ranking("y", "gab"), _ranking("z", "hab")]
    assert {"g", "h"} <= {e.passage.id for e in ranked(rankings, found, Timeframe())[:4]}


_ids = st.lists(st.sampled_from("abcdef"), unique=True)


@given(_ids, _ids)
def test_everything_comes_once(words: list[str], meaning: list[str]) -> None:
    """Every passage comes once, by falling score."""
    found = [evidence(id_) for id_ in {*words, *meaning}]
    order = ranked([_ranking("x", "".join(words), "".join(meaning))], found, Timeframe())
    assert sorted(e.passage.id for e in order) == sorted(e.passage.id for e in found)
    assert [e.score for e in order] == sorted((e.score for e in order), reverse=True)
    assert [e.rank for e in order] == list(range(1, len(found) + 1))
