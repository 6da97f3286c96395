"""Tests of bot/assistant/topic.py."""

import pytest

from bot.assistant.topic import topic_words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What happened on 9 April?", []),
        ("Summarise the latest digest", []),
        ("What about Meta in the last 3 days?", ["meta"]),
        ("Who has access to Claude Mythos?", ["access", "claude", "mythos"]),
        ("", []),
    ],
)
def test_the_topic_is_what_is_left_of_a_question(question: str, words: list[str]) -> None:
    """Words that only ask and words of a date aren't part of the topic."""
    assert topic_words(question, dated=True) == words


def test_numbers_are_part_of_the_topic_where_no_day_is_named() -> None:
    """Without a date a number may be what the question is about."""
    assert topic_words("the 21 billion deal", dated=False) == ["21", "billion", "deal"]
