"""Needs of questions, and which passages meet them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.conversation import Turn
from bot.evaluation.questions import (
    holds,
    needs_of,
    plain_words,
    question_of,
    quote_of,
    rank_of,
    read_questions,
)

QUOTE = "Oracle intends to buy up to 2.8 gigawatts of Bloom’s fuel cells"


def _entry(file: str, **marks: object) -> dict[str, object]:
    return {"file": file, "quote": f"The words of {file}", **marks}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([_entry("a"), _entry("b")], [(["a"], True), (["b"], True)]),
        ([_entry("a", alternative=True), _entry("b", alternative=True)], [(["a", "b"], False)]),
        (
            [_entry("a", alternative=True), _entry("b"), _entry("c", alternative=True)],
            [(["a", "c"], False), (["b"], True)],
        ),
        (
            [_entry("a", part=1), _entry("b", part=2, alternative=True), _entry("c", part=2)],
            [(["a"], True), (["b", "c"], False)],
        ),
        (
            [_entry("a", group="x"), _entry("b", group="x"), _entry("c", group="y")],
            [(["a", "b"], True), (["c"], True)],
        ),
    ],
    ids=["each alone", "alternatives", "alternatives and one", "parts", "groups"],
)
def test_entries_are_grouped_into_needs(
    entries: list[dict[str, object]], expected: list[tuple[list[str], bool]]
) -> None:
    """A part or group is one need, any of it where it has alternatives; so are alternatives."""
    found = [([quote.file for quote in need.quotes], need.every) for need in needs_of(entries)]
    assert found == expected


def test_any_alternative_meets_a_need_and_all_of_a_group() -> None:
    """The first of alternatives gives a need its rank, the last of those that all are wanted."""
    found = [("a", "none"), ("a", "the words of a"), ("b", "none"), ("b", "the words of b")]
    (any_,) = needs_of([_entry("a", alternative=True), _entry("b", alternative=True)])
    (all_,) = needs_of([_entry("a", group=1), _entry("b", group=1)])
    assert (rank_of(any_, found), rank_of(all_, found)) == (2, 4)
    assert (rank_of(any_, found[2:]), rank_of(all_, found[:3])) == (2, None)
    assert (rank_of(any_, []), rank_of(all_, [])) == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (QUOTE, True),
        ("“oracle intends to buy up to 2.8 GIGAWATTS” of Bloom's fuel\u00a0cells", True),
        ("Oracle intends to buy up to 2.8 gigawatts", False),
        ("Oracle intends to buy up to 2.8 gigawatts of Bloom", True),
        ("cells fuel Bloom’s of gigawatts 2.8 to up buy to intends Oracle", False),
        ("", False),
    ],
    ids=["equal", "other marks", "5 of 10", "7 of 10", "other order", "empty"],
)
def test_a_text_holds_a_quote_by_its_runs_of_words(text: str, *, expected: bool) -> None:
    """A quote is held where six in ten of its runs of four words stand in the text."""
    assert holds(quote_of("issues/a.md", QUOTE), "a.md", text) is expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a.md", True),
        ("issues/a.md", True),
        ("x/issues/a.md", False),
        ("aa.md", False),
        ("", False),
    ],
)
def test_a_passage_is_from_the_file_that_the_evidence_names(file: str, *, expected: bool) -> None:
    """The evidence may name the file from a folder above the archive, and no other file."""
    assert holds(quote_of("issues/a.md", QUOTE), file, QUOTE) is expected


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("The study,", "so the study finds", True),
        ("The study,", "study the effects", False),
        ("**64.3%**", "a score of 64.3%", True),
    ],
)
def test_a_short_quote_is_held_whole(quote: str, text: str, *, expected: bool) -> None:
    """Of a quote with less than four words all must stand together, in their order."""
    assert holds(quote_of("a", quote), "a", text) is expected


def test_marks_and_addresses_are_no_words() -> None:
    """Markdown's marks, tags, entities and the addresses of links are undone, its words stay."""
    text = (
        '**[Meta’s _deal_](https://e.org/a_(b) "T")**: `R&amp;D` rose<br>by ½, '
        "![chart](c.png) ([@who](https://x.com/who/status/20"
    )
    assert plain_words(text) == "meta s deal r d rose by 1 2 chart who".split()
    assert plain_words("a < b and c > d [1] (see e.org)") == "a b and c d 1 see e org".split()


@given(st.text(min_size=1, max_size=200), st.text(max_size=50), st.text(max_size=50))
def test_a_quote_is_held_by_itself(words: str, before: str, after: str) -> None:
    """Any quote that has words is held by a text in which its words stand between others."""
    words, before, after = (" ".join(plain_words(text)) for text in (words, before, after))
    if words:
        assert holds(quote_of("a", words), "a", f"{before} {words} {after}")


def test_quote_without_words_is_refused() -> None:
    """Evidence that quotes nothing is a mistake in the question file."""
    with pytest.raises(ValueError, match="without words"):
        quote_of("a.md", " — ")


def test_question_file_is_read(tmp_path: Path) -> None:
    """Questions come with their history and needs; what the archive can't answer needs nothing."""
    line = {
        "id": "q1",
        "type": "follow_up",
        "question": "And who?",
        "history": [{"role": "user", "content": "Which deal?"}],
        "evidence": [_entry("a")],
        "answerable": True,
    }
    unanswerable = line | {"evidence": [], "answerable": False}
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{json.dumps(line)}\n\n{json.dumps(unanswerable)}\n", encoding="utf-8")
    question, other = read_questions(path)
    assert (other.answerable, other.needs) == (False, ())
    assert question == question_of(json.dumps(line))
    assert (question.id, question.kind, question.text) == ("q1", "follow_up", "And who?")
    assert question.history == (Turn("user", "Which deal?"),)
    assert len(question.needs) == 1
