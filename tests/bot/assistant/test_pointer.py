"""Tests of bot/assistant/pointer.py."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.pointer import name_in, pointer_in


@pytest.mark.parametrize(
    ("question", "words", "numbers", "kind"),
    [
        ("what about the second item?", "the second item", (2,), "item"),
        ("tell me more about 3", "3", (3,), "item"),
        ("#3", "#3", (3,), "item"),
        ("3?", "3", (3,), "item"),
        ("and number 3?", "number 3", (3,), "item"),
        ("why does #2 matter?", "#2", (2,), "item"),
        ("why does item 2 matter", "item 2", (2,), "item"),
        ("summarise item 4", "item 4", (4,), "item"),
        ("items 1, 2 and 5", "items 1, 2 and 5", (1, 2, 5), "item"),
        ("compare story 1 and 4", "story 1 and 4", (1, 4), "item"),
        ("the first two stories", "the first two stories", (1, 2), "item"),
        ("what does the last story say about Meta?", "the last story", (-1,), "item"),
        ("the last one", "the last one", (-1,), "one"),
        ("the 3rd one please", "the 3rd one", (3,), "one"),
        ("the second to last one", "the second to last one", (-2,), "one"),
        ("the first one in your list", "the first one in your list", (1,), "one"),
        ("and the third?", "the third", (3,), "one"),
        ("what is in section 2?", "section 2", (2,), "section"),
        ("the second section", "the second section", (2,), "section"),
        ("第二条呢？", "第二条", (2,), "item"),
        ("第12条", "第12条", (12,), "item"),
        ("最后一条", "最后一条", (-1,), "item"),
        ("item 0", "item 0", (0,), "item"),
    ],
)
def test_what_points(question: str, words: str, numbers: tuple[int, ...], kind: str) -> None:
    """Numbers, ordinals and '#' point at entries of a list."""
    pointer = pointer_in(question)
    assert pointer
    assert question[pointer.start : pointer.end] == words
    assert (pointer.numbers, pointer.kind) == (numbers, kind)


@pytest.mark.parametrize(
    "question",
    [
        "the second story about Meta",
        "Which model is #1 on LMArena?",
        "What is the second point of the deal?",
        "what happened on 3 April",
        "and on the 20th?",
        "what about 2025?",
        "what about 40%?",
        "item 4.5",
        "Who came third?",
        "How many of the first 3 had it?",
        "tell me more",
        "",
    ],
)
def test_what_does_not_point(question: str) -> None:
    """Dates, shares, versions, ranks and things that are counted elsewhere are no pointers."""
    assert pointer_in(question) is None


def test_a_story_by_its_name() -> None:
    """'The GLM story' names what its headline holds."""
    assert name_in("what about the GLM story?") == ("GLM", 11, 24)
    assert name_in("and the weather?") is None


@given(st.text(max_size=80))
def test_any_text_is_read(question: str) -> None:
    """Whatever is written, a pointer stands inside of it and has numbers."""
    pointer = pointer_in(question)
    assert pointer is None or (pointer.numbers and 0 <= pointer.start < pointer.end)


def test_a_long_question_is_read_in_no_time() -> None:
    """Four thousand characters that almost point don't hold anybody up."""
    before = time.process_time()
    assert pointer_in("item 1, " * 500) is not None
    assert pointer_in("the the " * 500) is None
    assert pointer_in(" " * 4_000) is None
    assert name_in("the very " * 450) is None
    assert time.process_time() - before < 1
