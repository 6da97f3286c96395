"""Should the bot answer a message, and where? Facts in, decision out."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from bot.assistant.pointer import pointer_in
from index.terms import words_of

Place = Literal["direct", "channel", "digest thread", "question thread", "other thread"]

_ASKING = re.compile(
    r"""(?ix) \A \W* (?: what | who | whom | whose | when | where | why | how | which | is | are
    | was | were | do | does | did | can | could | will | would | should | has | have | had | tell
    | more\ (?:about|on) | explain | summari[sz]e | compare | list | show | give | any\b ) \b"""
)


class Decision(Enum):
    """What becomes of a message."""

    IGNORE = auto()
    ANSWER_HERE = auto()
    ANSWER_IN_THREAD = auto()
    ASK_FOR_WORDS = auto()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the decision rests on.

    `question` is the text without those whom it mentions; it is empty where Discord withholds the
    text. `to_others` is a message that mentions other people or replies to one of them.
    """

    place: Place
    question: str
    from_person: bool = True
    mentions_bot: bool = False
    replies_to_bot: bool = False
    to_others: bool = False
    can_open_thread: bool = True

    @property
    def addressed(self) -> bool:
        """Whether the message names the bot, or is in its direct conversation."""
        return self.place == "direct" or self.mentions_bot or self.replies_to_bot


def decide(facts: Facts) -> Decision:
    """Whether to answer, and where."""
    if not facts.from_person:
        return Decision.IGNORE
    if not facts.addressed and not _for_the_bot(facts):
        return Decision.IGNORE
    if not facts.question:
        return Decision.ASK_FOR_WORDS
    if facts.place == "channel" and facts.can_open_thread:
        return Decision.ANSWER_IN_THREAD
    return Decision.ANSWER_HERE


def _for_the_bot(facts: Facts) -> bool:
    """Whether a message is meant for the bot though it doesn't name it."""
    if facts.to_others or not facts.question:
        return False
    if facts.place == "question thread":
        return True
    return facts.place == "digest thread" and is_question(facts.question)


def is_question(text: str) -> bool:
    """Whether a text asks for something, or is nothing but what it points at: '#3', 'item 2'."""
    return "?" in text or "？" in text or bool(_ASKING.match(text)) or _points(text)


def _points(text: str) -> bool:
    pointer = pointer_in(text)
    if pointer is None or text.strip().isdigit():
        return False
    return not words_of(f"{text[: pointer.start]} {text[pointer.end :]}")
