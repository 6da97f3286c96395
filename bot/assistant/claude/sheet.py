"""What one answer's evidence is written on, and what reads the replies that cite it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from bot.assistant.writer import Draft, Growing
from index.digest import Evidence

if TYPE_CHECKING:
    from anthropic.types import SearchResultBlockParam, TextBlock, TextBlockParam


class Reader(Protocol):
    """Reads one reply as it comes.

    `said` tells whether it has words for an answer, `cited` whether it cites; `rest` are, after
    the end, the words that broke off.
    """

    said: bool
    cited: bool
    rest: str

    def begin(self) -> Iterator[Draft]:
        """Another block begins, so that the one before it is whole."""

    def add(self, words: str) -> Iterator[Draft | Growing]:
        """More words of a text block."""

    def stop(self, block: "TextBlock") -> None:
        """A text block ended, or broke off."""

    def end(self, *, cut: bool) -> Iterator[Draft]:
        """The reply ended; `cut` where it broke off in its last block."""


class Sheet(Protocol):
    """Shows the model evidence, as often as it comes, and knows what was shown."""

    def show(
        self, evidence: Sequence[Evidence]
    ) -> "list[SearchResultBlockParam] | list[TextBlockParam]":
        """The blocks that show the model this evidence."""

    def reader(self) -> Reader:
        """A reader for the next reply."""
