"""What was said before a question, and the question as it stands without it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.names import names_in
from index.terms import content_words, words_of

_FOLLOWS = re.compile(
    r"""(?ix) \A \W* (?: and | but | or | so | also | then | what\ about | how\ about | what\ else
    | why | who\ else | same\ for | the\ (?:first|second|third|last|other)\b ) \b"""
)
_REFERS = re.compile(
    r"(?i)\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|"
    r"there|the (?:company|model|deal|study|report|same|former|latter))\b"
)
_FEW = 2
_ANSWER = 500  # characters of an answer that tell what it was about
_CARRIED = 8  # names; a long answer names more than a question can mean


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it can be searched: a follow-up takes the names of its conversation along.

    The names come from the last question and the answer to it. Questions that name what they are
    about stay as they are.
    """
    question = " ".join(question.split())
    if not history or not _depends(question):
        return question
    last: list[str] = []
    for turn in reversed(history):
        last.insert(0, turn.content)
        if turn.role == "user":
            break
    own = set(words_of(question))
    carried = [name for text in last for name in names_in(text) if not own >= set(words_of(name))]
    carried = carried[:_CARRIED]
    if not carried:
        carried = [word for text in last[:1] for word in content_words(text)]
    return f"{' '.join(dict.fromkeys(carried))}: {question}" if carried else question


def wordings(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """What a question means in its conversation, the likeliest first; () where it stands alone.

    Behind the question before it, and behind that one's answer; alone as well where it may be
    about something else.
    """
    asked = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    if not asked or not (_depends(question) or not names_in(question[1:])):
        return ()
    last = history[-1].content[:_ANSWER] if history[-1].role == "assistant" else ""
    behind = (f"{asked} {question}", f"{asked} {last} {question}")
    return behind if _REFERS.search(question) else (*behind, question)


def _depends(question: str) -> bool:
    if _REFERS.search(question) or len(content_words(question)) < _FEW:
        return True
    return bool(_FOLLOWS.match(question)) and not names_in(question[1:])
