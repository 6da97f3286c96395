"""Tests of index/names.py."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names import NameBook, names_in, names_told, pattern_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What is Claude Mythos?", ["Claude Mythos"]),
        ("Moonshot AI open-sourced its K2.6 model.", ["Moonshot AI", "K2.6"]),
        ("Which model topped SWE-Bench Pro?", ["SWE-Bench Pro"]),
        ("Is Opus 4.6 better than GPT-5.4?", ["Opus 4.6", "GPT-5.4"]),
        ("Is Gemma 4 newer than April 9?", ["Gemma 4"]),
        ("and how much?", []),
        ("", []),
    ],
)
def test_names_are_found_without_the_words_that_open_a_sentence(
    text: str, names: list[str]
) -> None:
    """Names are runs of capitalised words and versions; 'Which' and the like aren't names."""
    assert names_in(text) == names


def test_names_of_a_document_are_told_by_its_passages() -> None:
    """Each name has the number of passages that tell it, whatever it opens."""
    told = names_told(["GPT-5.5 beats Opus 4.7. The team at OpenAI said so.", "GPT-5.5 is out."])
    assert told == {"GPT-5.5": 2, "Opus 4.7": 1, "OpenAI": 1}


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["Users like it. Users stay."], set()),
        (["We use Cursor daily."], {"Cursor"}),
        (["We use Cursor.", "Move the cursor.", "A cursor blinks."], set()),
        (["An AI-generated text of iOS 26"], {"iOS 26"}),
        (["On Monday in April"], set()),
        (["X"], set()),
        ([], set()),
    ],
)
def test_words_that_are_only_spelled_like_names_are_none(texts: list[str], names: set[str]) -> None:
    """A plain word has to be capital inside of a sentence, and mostly; days aren't names."""
    assert set(names_told(texts)) == names


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("GPT-5", "GPT-5 is here", True),
        ("GPT-5", "gpt 5, again", True),
        ("GPT-5", "GPT-5.5 is here", False),
        ("GPT-5.5", "GPT 5.5", True),
        ("GPT-5.5", "GPT-55", False),
        ("Opus 4", "Opus 4.7", False),
        ("OpenClaw", "OpenClaw’s ecosystem", True),
        ("OpenClaw", "ReopenClaw", False),
        ("Flock", "people flock to it", False),
        ("Flock", "FLOCK and Flock", True),
        ("微软", "据微软公司称", True),
        ("R&D", "R & D", False),
        ("R&D", "R&D", True),
    ],
)
def test_a_name_is_known_however_it_is_spelled(name: str, text: str, found: object) -> None:
    """Case and marks don't matter, but a longer number is another name and a verb is none."""
    pattern = pattern_of(name)
    assert pattern is not None
    assert bool(pattern.search(text)) is found


@given(st.text(max_size=60))
def test_any_text_can_be_looked_for(text: str) -> None:
    """A pattern is made of letters alone, whatever the name holds; it finds what names tell."""
    pattern = pattern_of(text)
    assert pattern is not None or not re.search(r"[^\W_]", text)
    for name in names_told([text]):
        known = pattern_of(name)
        assert known is not None
        assert known.search(text)


BOOK = NameBook.of(
    [("Claude Code", 5), ("Claude", 9), ("NVIDIA", 4), ("Nvidia", 3), ("GPT-5.5", 2), ("Once", 1)],
    100,
)


def test_a_book_counts_spellings_together() -> None:
    """A name is spelled as it mostly is, and counted in all its spellings; once isn't enough."""
    assert BOOK.spelled("nvidia") == "NVIDIA"
    assert BOOK.count("Nvidia") == 7
    assert ("gpt 5.5" in BOOK, "Once" in BOOK) == (True, False)
    assert BOOK.spelled("Once") == "Once"


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("", ["Claude", "NVIDIA"]),
        ("cl", ["Claude", "Claude Code"]),
        ("CODE", ["Claude Code"]),
        ("gpt-5", ["GPT-5.5"]),
        ("laude", []),
        ("(*", ["Claude", "NVIDIA"]),
    ],
)
def test_suggestions_begin_with_what_was_typed(prefix: str, names: list[str]) -> None:
    """Any word of a name may begin so; the names that are told most come first."""
    assert BOOK.starting(prefix, 2) == names


def test_misspelt_names_are_near() -> None:
    """What is misspelt finds the name that it is like; what is like none finds none."""
    assert BOOK.nearest("Cluade Code", 1) == ["Claude Code"]
    assert BOOK.nearest("zzzzzzzz", 3) == []
    assert BOOK.nearest("", 3) == []
