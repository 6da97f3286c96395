"""The terms of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import content_words, named_in, parts_of, stem, stems_of, words_of


def test_words_keep_their_marks_inside() -> None:
    """Names with marks inside are one word; a possessive isn't part of it."""
    text = "GPT-5.4, Z.ai's SWE-Bench R&D owner/name C++ and F#. OpenAI’s."
    expected = ["gpt-5.4", "z.ai", "swe-bench", "r&d", "owner/name", "c++", "and", "f#", "openai"]
    assert expected == words_of(text)


def test_parts_are_what_full_text_search_sees() -> None:
    """A compound is cut at its marks."""
    assert parts_of("gpt-5.4") == ["gpt", "5", "4"]


def test_content_words_leave_out_the_small_ones() -> None:
    """Words without meaning go, and each other word stands once."""
    assert content_words("Which model topped what, and is the model GPT-5.4?") == [
        "model",
        "topped",
        "gpt-5.4",
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("leases", "leas"), ("commitments", "commit"), ("gpt-5.4", "gpt-5.4"), ("模型", "模型")],
)
def test_stems(word: str, expected: str) -> None:
    """English words are stemmed; names, numbers and other scripts stay."""
    assert expected == stem(word)


def test_stems_in_the_forms_of_questions() -> None:
    """A compound counts whole, written together and in parts, a name with the number after it."""
    stems = stems_of("GPT-5.4 and Opus 4.6 scored")
    assert {"gpt-5.4", "gpt5.4", "gpt", "5.4", "opu", "opus4.6", "4.6", "score"} <= stems


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("gpt-6", "GPT-5.4 has 6 parts", False),
        ("gpt-5.4", "GPT 5.4 came", True),
        ("gpt5.4", "GPT-5.4 came", True),
        ("swe-bench", "the bench of SWE", True),
        ("swe-bench", "the bench", False),
        ("leasing", "Meta leases", True),
    ],
)
def test_naming(word: str, text: str, expected: bool) -> None:  # noqa: FBT001
    """A name with a number is named whole only; other compounds may stand in parts."""
    assert expected == named_in(word, stems_of(text))


@given(st.text())
def test_every_word_of_a_text_is_named_in_it(text: str) -> None:
    """A text names all of its own words."""
    stems = stems_of(text)
    assert all(named_in(word, stems) for word in words_of(text))
