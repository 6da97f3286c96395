"""Tests of index/names.py."""

import pytest

from index.names import names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What is Claude Mythos?", ["Claude Mythos"]),
        ("Moonshot AI open-sourced its K2.6 model.", ["Moonshot AI", "K2.6"]),
        ("Which model topped SWE-Bench Pro?", ["SWE-Bench Pro"]),
        ("Is Opus 4.6 better than GPT-5.4?", ["Opus 4.6", "GPT-5.4"]),
        ("and how much?", []),
        ("", []),
    ],
)
def test_names_are_found_without_the_words_that_open_a_sentence(
    text: str, names: list[str]
) -> None:
    """Names are runs of capitalised words and versions; 'Which' and the like aren't names."""
    assert names_in(text) == names
