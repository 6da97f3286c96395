"""Tests of bot/assistant/ellipsis.py."""

import pytest

from bot.assistant.ellipsis import completed

BEFORE = "What did OpenAI ship in March 2026?"


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("and Anthropic?", BEFORE, "What did Anthropic ship in March 2026?"),
        ("und Anthropic?", BEFORE, "What did Anthropic ship in March 2026?"),
        ("那 Anthropic 呢？", BEFORE, "What did Anthropic ship in March 2026?"),
        ("and April?", BEFORE, "What did OpenAI ship in April?"),
        ("In May", BEFORE, "What did OpenAI ship in May?"),
        ("since April?", BEFORE, "What did OpenAI ship since April?"),
        ("how about last week?", BEFORE, "What did OpenAI ship last week?"),
        ("and this week?", BEFORE, "What did OpenAI ship this week?"),
        ("and Meta on 14 April?", BEFORE, "What did Meta ship on 14 April?"),
        ("And yesterday?", "What happened?", "What happened yesterday?"),
        ("and April?", "What happened?", "What happened in April?"),
        ("and on the 20th?", "What happened on 18 April 2026?", "What happened on 20 April 2026?"),
        ("and the day after?", "What happened on 9 April?", "What happened the day after 9 April?"),
        ("same for Opus 4.7?", "What does GPT-5.5 cost?", "What does Opus 4.7 cost?"),
        ("and GPT-5.4?", "What did Meta say of GLM-5.1?", "What did Meta say of GPT-5.4?"),
        ("and Oracle?", "What did Meta say of GLM-5.1?", "What did Oracle say of GLM-5.1?"),
        ("and about Meta?", "What did Ars say about xAI?", "What did Ars say about Meta?"),
    ],
)
def test_what_is_left_out_is_taken_from_the_question_before(
    question: str, before: str, whole: str
) -> None:
    """A time replaces the time, a name the name that it is likest; the rest stays as it was."""
    assert completed(question, before) == whole


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("What is Anthropic?", BEFORE),
        ("Was there anything about Meta?", BEFORE),
        ("and the price?", BEFORE),
        ("and how much in April?", BEFORE),
        ("and OpenAI?", BEFORE),
        ("and Meta?", "how many cells were bought?"),
        ("?", BEFORE),
        ("and the day after?", "What is ParseBench?"),
    ],
)
def test_a_question_that_says_something_of_its_own_is_whole(question: str, before: str) -> None:
    """What has words besides a name and a time isn't read as a name in another question."""
    assert completed(question, before) is None
