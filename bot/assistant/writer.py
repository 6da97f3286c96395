"""What a writer gets and gives: a brief in, drafts out."""

import datetime as dt
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.assistant.answer import Usage, WriterName
from bot.assistant.conversation import Turn
from index.digest import Coverage, Evidence, Origin
from index.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a writer may know: the question, the conversation, the evidence, the clock.

    `about` is the digest that the conversation is about, where there is one. `overview` tells that
    the question has no topic but some days or a digest; then the evidence is how their parts begin.
    `told` is the evidence of what the question points at where nothing else is asked.
    """

    question: str
    standalone: str
    history: tuple[Turn, ...]
    evidence: tuple[Evidence, ...]
    coverage: Coverage
    vocabulary: Vocabulary
    today: dt.date
    about: Origin | None = None
    overview: bool = False
    told: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences `first` up to, not including, `end` of a passage. Unchecked: it may not exist."""

    passage: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A piece of an answer before the check: a claim where it has quotes."""

    text: str
    quotes: Sequence[Quote] = ()


@dataclass(frozen=True, slots=True)
class Spent:
    """What writing took; a writer may say so at any time, the last word counts."""

    usage: Usage


class WriterFault(Exception):
    """A writer can't go on; the message is a word to the person about why, `name` one for programs.

    Raised by writers, caught by the assistant, which lets the extractive writer answer instead.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


KEY_REFUSED = "key_refused"
KEY_LINE = "Claude refused the key: check ANTHROPIC_API_KEY."


class Writer(Protocol):
    """Writes an answer from a brief."""

    @property
    def name(self) -> WriterName:
        """How the answer's JSON calls it."""

    @property
    def model(self) -> str | None:
        """The model behind it."""

    def write(self, brief: Brief) -> AsyncGenerator[Draft | Spent]:
        """Write, piece by piece in reading order. No claim at all means: not in the archive.

        Raises WriterFault where it can't go on.
        """
