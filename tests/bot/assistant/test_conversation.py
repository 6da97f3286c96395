"""Tests of bot/assistant/conversation.py."""

from bot.assistant.conversation import Turn, standalone

MYTHOS = (Turn("user", "What is Claude Mythos?"), Turn("assistant", "A model of Anthropic’s."))


def test_a_question_without_history_stays_as_it_is() -> None:
    """Without a conversation a question is only folded."""
    assert standalone("  who has\naccess to it? ", ()) == "who has access to it?"


def test_a_follow_up_takes_the_names_of_the_last_turn_along() -> None:
    """'it' is searched with the names of the last question and its answer."""
    assert standalone("And who has access to it?", MYTHOS) == (
        "Claude Mythos Anthropic: And who has access to it?"
    )


def test_only_the_last_question_and_its_answer_are_carried() -> None:
    """Names of earlier questions don't follow for ever."""
    history = (*MYTHOS, Turn("user", "What did Oracle buy?"), Turn("assistant", "Fuel cells."))
    assert standalone("How much of it?", history) == "Oracle Fuel: How much of it?"


def test_a_question_that_names_its_subject_is_left_alone() -> None:
    """A new question in an old conversation isn't mixed with it."""
    question = "Which licence did Google choose for Gemma 4?"
    assert standalone(question, MYTHOS) == question


def test_a_conversation_without_names_lends_its_words() -> None:
    """Where nothing was named, the words of the last question are carried."""
    history = (Turn("user", "how many fuel cells were bought?"),)
    assert standalone("and at what price?", history) == "fuel cells bought: and at what price?"
