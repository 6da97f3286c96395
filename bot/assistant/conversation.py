"""What was said before a question, and the question as it stands without it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.assistant.topic import tells_time
from index.cjk import LETTERS
from index.terms import STOP_WORDS, content_words, words_of

_FOLLOWS = re.compile(
    r"""(?ix) \A \W* (?: and | but | or | so | also | then | what\ about | how\ about | what\ else
    | why | who\ else | same\ for | the\ (?:first|second|third|last|other)\b ) \b"""
)
_REFERS = re.compile(
    r"(?i)\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|"
    r"there|the (?:company|model|deal|study|report|same|former|latter))\b"
)
# A run of names: 'Claude Mythos', 'GPT-5.4', 'K2.6', 'SWE-Bench Pro'.
_LETTER = rf"[^\W{LETTERS}]"  # a Chinese sentence goes on behind a name without white space
_CAPITAL = rf"(?:[A-Z](?:(?:{_LETTER}|[.+-])*{_LETTER})?)"
_NAME = re.compile(rf"(?<!{_LETTER}){_CAPITAL}(?:\s+(?:{_CAPITAL}|\d(?:{_LETTER}|\.)*))*")
_FEW = 2
_ANSWER = 500  # characters of an answer that tell what it was about
_CARRIED = 8  # names; a long answer names more than a question can mean


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


def names_in(text: str) -> list[str]:
    """The names in a text as it spells them, each once; words that only open a sentence aren't."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        words = [word for word in match[0].split() if not tells_time(word.strip(".,").lower())]
        while words and words[0].lower() in STOP_WORDS:
            words.pop(0)
        if words:
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


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
