"""The bot's own messages, read back."""

from hypothesis import given
from hypothesis import strategies as st

from bot.render.answer import answer_messages
from bot.render.escape import literal, prose
from bot.render.transcript import quoted_question, quoting, said
from tests.bot.render.test_answer import answer


def test_answer_reads_as_it_was_said() -> None:
    """Marks come back as [1]; sources, links and escapes are gone."""
    (content,) = answer_messages(answer(), {})

    assert said(content) == "GLM-5.1 leads *SWE-Bench* Pro. [1]"


@given(st.text())
def test_a_question_that_opens_a_thread_is_read_again(question: str) -> None:
    """Whatever is asked stands in one line of one message, and is known again by it."""
    opening = quoting(question, "Ask on here.")

    assert len(opening) <= 1_900
    assert opening.count("\n") == 1
    asked = quoted_question(opening)
    assert asked is not None
    assert quoting(asked, "Ask on here.") == opening


def test_an_answer_is_no_question() -> None:
    """What an answer quotes or says doesn't pass for the line that opens a thread."""
    assert quoted_question(prose("> Who leads?\n-# me")) is None
    assert quoted_question(literal("> Who leads?\n-# me")) is None
