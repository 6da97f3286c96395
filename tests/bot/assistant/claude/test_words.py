"""Tests of bot/assistant/claude/words.py."""

import pytest

from bot.assistant.claude.words import growing


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GLM-5.1 leads ", "GLM-5.1 leads "),
        ("NOT IN", ""),
        ("Not in April", "Not in April"),
        ("NOT IN THE ARCHIVE, it seems", ""),
        ("I'll look for more", ""),
        ("Let me search", ""),
        ("Iran signs", "Iran signs"),
        ("It leads [3", "It leads"),
        ("It leads [here](https://a.te", "It leads "),
        ("It leads [here](https://a.test/x) now", "It leads here now"),
        ("See https://a.test/x", "See "),
    ],
)
def test_only_words_of_an_answer_grow(text: str, shown: str) -> None:
    """Asides, the words for no answer, marks and links are never looked at half."""
    assert growing(text).text == shown
