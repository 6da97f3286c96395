"""The conversation as the API takes it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.assistant.answer import coverage_line, long_date
from bot.assistant.conversation import Turn
from bot.assistant.writer import Brief
from bot.words import speaking
from prompts import compose

if TYPE_CHECKING:
    from anthropic.types import MessageParam

_TURNS = 12
_TURN_LENGTH = 2_000  # characters


def messages(brief: Brief, evidence: Sequence[Any]) -> "list[MessageParam]":
    """The conversation so far, then the blocks of the evidence with the question."""
    question = {"type": "text", "text": _question(brief)}
    content: list[Any] = [*evidence, question]
    return [*_earlier(brief.history), {"role": "user", "content": content}]


@speaking("en")  # as the prompts around it
def _question(brief: Brief) -> str:
    values = {
        "today": f"{brief.today:%A}, {long_date(brief.today)}",
        "coverage": coverage_line(brief.coverage, brief.today),
        "question": brief.standalone,
    }
    if brief.about is None:
        return compose("question", **values)
    about = brief.about
    place = {
        "title": about.title,
        "publication": about.publication,
        "date": long_date(about.date),
    }
    return compose("question_under", **values, **place)


def _earlier(history: Sequence[Turn]) -> "list[MessageParam]":
    turns = [turn for turn in history if turn.content.strip()][-_TURNS:]
    while turns and turns[0].role != "user":
        turns.pop(0)
    return [
        {"role": "user", "content": turn.content[:_TURN_LENGTH]}
        if turn.role == "user"
        else {"role": "assistant", "content": turn.content[:_TURN_LENGTH]}
        for turn in turns
    ]
