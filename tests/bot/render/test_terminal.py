"""Answers as terminal text."""

from bot.assistant.answer import Answer, Segment
from bot.render.terminal import answer_text
from tests.fakes import COVERAGE, GLM

GROWING = Answer("q", "q", (Segment("GLM-5.1 leads.", (1,)),), (GLM,), pending=" It is op")


def test_words_that_grow_are_dim_and_have_no_mark() -> None:
    """What may be taken back is shown, and looks so."""
    text = answer_text(GROWING)
    assert text.plain == "GLM-5.1 leads. [1] It is op"
    (dim,) = (span for span in text.spans if span.style == "dim")
    assert text.plain[dim.start : dim.end] == " It is op"


def test_an_answer_begins_with_what_grows() -> None:
    """Before the first claim the growing words are all there is."""
    assert answer_text(Answer("q", "q", pending="\n- GLM-5.1")).plain == "- GLM-5.1"


def test_nothing_grows_in_json() -> None:
    """Programs get what passed the check alone."""
    shown = str(Answer("q", "q", pending="GLM-5.1", coverage=COVERAGE).to_json())
    assert "GLM" not in shown
