"""Conversations rebuilt from messages."""

from bot.assistant.conversation import Turn
from bot.history import Said, turns


def test_answers_belong_to_what_they_reply_to() -> None:
    """Talk between people is left out, whatever stands between question and answer."""
    messages = [
        Said(1, by_bot=True, text="The digest in full"),
        Said(2, by_bot=False, text="Who leads?"),
        Said(3, by_bot=False, text="lol"),
        Said(4, by_bot=True, text="GLM-5.1.", reply_to=2),
        Said(5, by_bot=True, text="And more."),
        Said(6, by_bot=False, text="Nice."),
    ]

    assert turns(messages) == (
        Turn("user", "Who leads?"),
        Turn("assistant", "GLM-5.1.\nAnd more."),
    )


def test_an_answer_that_is_tried_again_answers_the_same_question() -> None:
    """What replies to the first try of an answer belongs to the question of that."""
    messages = [
        Said(1, by_bot=False, text="Who leads?"),
        Said(2, by_bot=True, text="GLM", reply_to=1),
        Said(3, by_bot=False, text="Go on."),
        Said(4, by_bot=True, text="GLM-5.1.", reply_to=2),
    ]

    assert turns(messages)[-2:] == (Turn("user", "Who leads?"), Turn("assistant", "GLM-5.1."))


def test_opening_question_is_the_one_before() -> None:
    """The first answer in a question's thread replies to nothing; the question starts it."""
    messages = [Said(1, by_bot=False, text="Who leads?"), Said(2, by_bot=True, text="GLM-5.1.")]

    assert turns(messages) == (Turn("user", "Who leads?"), Turn("assistant", "GLM-5.1."))


def test_history_is_bounded() -> None:
    """Only the last turns count, each of them cut as a whole sentence."""
    messages = [
        Said(n, by_bot=bool(n % 2), text=f"{n} is said. " * 500, reply_to=n - 1 if n % 2 else None)
        for n in range(40)
    ]

    found = turns(messages)

    assert [turn.content[:2] for turn in found] == ["36", "37", "38", "39"]
    assert sum(len(turn.content) for turn in found) <= 6_000
    assert all(turn.content.endswith(" is said.") for turn in found)


def test_withheld_words_are_no_turn() -> None:
    """A question whose text Discord withholds can't be part of a history."""
    messages = [Said(1, by_bot=False, text=""), Said(2, by_bot=True, text="Yes.", reply_to=1)]

    assert turns(messages) == ()
