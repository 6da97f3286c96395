"""What a writer gets and gives: a brief in, drafts out."""

import datetime as dt
from collections.abc import AsyncGenerator, Awaitable, Callable, Container, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from bot.assistant.answer import Usage, WriterName
from bot.assistant.conversation import Turn
from index.aliases import Aliases
from index.digest import Coverage, Evidence, Origin, Scope, Span
from index.timeframe import Timeframe
from index.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a writer wants to be searched for: a query or several, and where."""

    queries: tuple[str, ...]
    scope: Scope = field(default_factory=Scope)


class SearchFault(Exception):
    """A search can't be made as it is wanted; the message tells the writer what is wrong."""


Find: TypeAlias = Callable[[Wanted], Awaitable[Sequence[Evidence]]]


async def find_nothing(wanted: Wanted) -> Sequence[Evidence]:  # noqa: ARG001
    """The search of a writer that has nothing to search in."""
    return ()


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a writer may know: the question, the conversation, the evidence, the clock.

    `aliases` are the archive's other names, `names` the words that are names in it; `frame` is what
    the question says of time, `about` the digest that the conversation is about, where there is
    one. `overview` tells that the question has no topic but some days or a digest; then the
    evidence is how their parts begin. `meant` is the question behind what was said before; `told`
    is the evidence of what it points at where nothing else is asked. `find` searches for more and
    raises SearchFault where that can't be done.
    """

    question: str
    standalone: str
    history: tuple[Turn, ...]
    evidence: tuple[Evidence, ...]
    coverage: Coverage
    vocabulary: Vocabulary
    today: dt.date
    aliases: Aliases = field(default_factory=Aliases)
    frame: Timeframe = field(default_factory=Timeframe)
    about: Origin | None = None
    overview: bool = False
    meant: str = ""
    told: tuple[Evidence, ...] = ()
    names: Container[str] = frozenset()
    find: Find = find_nothing


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences `first` up to, not including, `end` of a passage. Unchecked: it may not exist."""

    passage: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A piece of an answer before the check: a claim where it has quotes.

    `own` are words that Footnote puts before a claim from what it knows of the quotes' documents
    (when and by whom it is said), in whatever language it speaks: they aren't checked.
    """

    text: str
    quotes: Sequence[Quote] = ()
    own: str = ""


@dataclass(frozen=True, slots=True)
class Growing:
    """The words so far of a piece that is still being written; a Draft follows, or nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Evidence that the writer searched for; `span` are the days that it searched."""

    evidence: tuple[Evidence, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Anew:
    """All drafts so far are taken back: the answer begins with what follows."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What writing took; a writer may say so at any time, the last word counts."""

    usage: Usage


Piece: TypeAlias = Draft | Growing | Gathered | Anew | Spent


class WriterFault(Exception):
    """A writer can't go on; the message is a word to the person about why, `name` one for programs.

    `rest` are the words that broke off, where the drafts before them stand. Raised by writers,
    caught by the assistant, which lets the extractive writer answer where nothing stands.
    """

    def __init__(self, name: str, message: str, *, rest: str | None = None) -> None:
        super().__init__(message)
        self.name = name
        self.rest = rest


KEY_REFUSED = "key_refused"


class Writer(Protocol):
    """Writes an answer from a brief."""

    @property
    def name(self) -> WriterName:
        """How the answer's JSON calls it."""

    @property
    def model(self) -> str | None:
        """The model behind it."""

    @property
    def prompt(self) -> str | None:
        """A hash of all that is sent whatever is asked; None where nothing is."""

    def write(self, brief: Brief) -> AsyncGenerator[Piece]:
        """Write, piece by piece in reading order. No claim at all means: not in the archive.

        Raises WriterFault where it can't go on.
        """
