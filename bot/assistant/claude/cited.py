"""The API's own citations: search results, one sentence a block."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.assistant.claude.evidence import title
from bot.assistant.claude.words import NOT_IN_THE_ARCHIVE, growing, plain
from bot.assistant.writer import Draft, Growing, Quote
from index.digest import Evidence

if TYPE_CHECKING:
    from anthropic.types import SearchResultBlockParam, TextBlock, TextCitation

_WHOLE = re.compile(r"[.!?。！？]['\"’”)]*\s*\Z")


class CitedSheet:
    """Evidence goes in as `search_result` blocks whose source is the passage's id.

    A citation is resolved by that source: the result's index counts over the whole conversation.
    """

    def __init__(self) -> None:
        self._sent: set[str] = set()

    def show(self, evidence: Sequence[Evidence]) -> "list[SearchResultBlockParam]":
        """One block a passage."""
        self._sent |= {each.passage.id for each in evidence}
        return [_search_result(each) for each in evidence]

    def reader(self) -> "CitedReader":
        """A reader that resolves citations of what was shown."""
        return CitedReader(self._sent)


def _search_result(evidence: Evidence) -> "SearchResultBlockParam":
    """One passage: its sentences as blocks, which are what can be cited."""
    passage = evidence.passage
    return {
        "type": "search_result",
        "source": passage.id,
        "title": title(evidence),
        "content": [
            {"type": "text", "text": passage.quote(n, n + 1)} for n in range(len(passage.sentences))
        ],
        "citations": {"enabled": True},
    }


class CitedReader:
    """Makes a draft of each text block: a claim with its citations, or words between claims.

    A block waits until the reply goes on or ends: only then it is known to be whole.
    """

    def __init__(self, sent: set[str]) -> None:
        self._sent = sent
        self._text = ""
        self._whole: Draft | None = None
        self.said = self.cited = False
        self.rest = ""

    def begin(self) -> Iterator[Draft]:
        """The block before is a draft."""
        self._text = ""
        if self._whole is not None:
            yield self._whole
            self._whole = None

    def add(self, words: str) -> Iterator[Growing]:
        """The block so far."""
        self._text += words
        yield growing(self._text)

    def stop(self, block: "TextBlock") -> None:
        """Keep the block, unless it says that there is no answer."""
        if NOT_IN_THE_ARCHIVE in block.text:
            return
        quotes = tuple(self._quote(citation) for citation in block.citations or ())
        self._whole = Draft(plain(block.text), quotes)
        self.said = self.said or bool(block.text.strip())
        self.cited = self.cited or bool(quotes)

    def end(self, *, cut: bool) -> Iterator[Draft]:
        """The last block, unless it broke off."""
        last = self._whole
        if cut and last is not None and not (last.quotes and _WHOLE.search(last.text)):
            self.rest = last.text
        else:
            yield from self.begin()

    def _quote(self, citation: "TextCitation") -> Quote:
        if citation.type != "search_result_location" or citation.source not in self._sent:
            return Quote("", 0, 0)  # nothing of the kind was sent: the check drops it
        return Quote(citation.source, citation.start_block_index, citation.end_block_index)
