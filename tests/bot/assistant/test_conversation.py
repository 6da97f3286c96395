"""Tests of bot/assistant/conversation.py."""

import pytest

from bot.assistant.conversation import Turn, meant, wordings

MYTHOS = (Turn("user", "What is Claude Mythos?"), Turn("assistant", "A model of Anthropic’s."))


def test_a_question_without_history_stays_as_it_is() -> None:
    """Without a conversation a question is only folded."""
    assert meant("  who has\naccess to it? ", ()).text == "who has access to it?"


def test_a_follow_up_takes_the_names_of_the_last_turn_along() -> None:
    """'it' is searched with the names of the last question and its answer."""
    assert meant("And who has access to it?", MYTHOS).text == (
        "Claude Mythos Anthropic: And who has access to it?"
    )


def test_only_the_last_question_and_its_answer_are_carried() -> None:
    """Names of earlier questions don't follow for ever."""
    history = (*MYTHOS, Turn("user", "What did Oracle buy?"), Turn("assistant", "Fuel cells."))
    assert meant("How much of it?", history).text == "Oracle Fuel: How much of it?"


def test_a_question_that_names_its_subject_is_left_alone() -> None:
    """A new question in an old conversation isn't mixed with it."""
    question = "Which licence did Google choose for Gemma 4?"
    assert meant(question, MYTHOS).text == question


def test_a_conversation_without_names_lends_its_words() -> None:
    """Where nothing was named, the words of the last question are carried."""
    history = (Turn("user", "how many fuel cells were bought?"),)
    assert meant("and at what price?", history).text == "fuel cells bought: and at what price?"


TALK = (Turn("user", "What is ParseBench?"), Turn("assistant", "A benchmark of parsers."))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        (
            "who came out on top?",
            (
                "What is ParseBench? who came out on top?",
                "What is ParseBench? A benchmark of parsers. who came out on top?",
                "who came out on top?",
            ),
        ),
        (
            "And how big is it?",
            (
                "What is ParseBench? And how big is it?",
                "What is ParseBench? A benchmark of parsers. And how big is it?",
            ),
        ),
        ("What did Meta sign with CoreWeave?", ()),
    ],
)
def test_what_a_question_means_in_its_conversation(question: str, meant: tuple[str, ...]) -> None:
    """It is searched behind what was asked and answered before; alone where it may be."""
    assert wordings(question, TALK) == meant
    assert wordings(question, ()) == ()
