"""Citations without the API's help: each sentence has a number, the model writes [n] marks."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.assistant.claude.evidence import title
from bot.assistant.claude.words import NOT_IN_THE_ARCHIVE, growing, plain
from bot.assistant.writer import Draft, Growing, Quote
from index.digest import Evidence
from index.sentences import split_sentences

if TYPE_CHECKING:
    from anthropic.types import TextBlock, TextBlockParam

_STOPS = r".!?…。！？,;:"
_NUMBERS = r"\[\d{1,4}(?:\s?[,;–-]\s?\d{1,4})*\]"
_MARKS = re.compile(rf"{_NUMBERS}(?:\s?{_NUMBERS})*")
_BRACKET = re.compile(r"\[(?=\d+\])")
# Behind marks: full stops, and then what shows that no further mark or stop follows.
_BEHIND = re.compile(rf"[{_STOPS}]*(?=\s*(?:[^\s\[{_STOPS}]|\[\D))")
_STOP = re.compile(rf"[{_STOPS}]*")
_RANGE = re.compile(r"(\d+)(?:\s?[–-]\s?(\d+))?")


class MarkedSheet:
    """Evidence goes in as text; the numbers go on over the whole answer."""

    def __init__(self) -> None:
        self._places: list[Quote] = []

    def show(self, evidence: Sequence[Evidence]) -> "list[TextBlockParam]":
        """One text: each passage under its title, each sentence behind its number."""
        parts = []
        for each in evidence:
            lines = [_line(title(each))]
            for n in range(len(each.passage.sentences)):
                self._places.append(Quote(each.passage.id, n, n + 1))
                lines.append(f"[{len(self._places)}] {_line(each.passage.quote(n, n + 1))}")
            parts.append("\n".join(lines))
        return [{"type": "text", "text": "\n\n".join(parts)}] if parts else []

    def reader(self) -> "MarkedReader":
        """A reader that knows the numbers given so far."""
        return MarkedReader(self._places)


def _line(text: str) -> str:
    """Text in one line, in which nothing looks like one of the numbers."""
    return _BRACKET.sub("(", " ".join(text.split()))


class MarkedReader:
    """Makes a draft of each sentence with marks, and of what stands between them."""

    def __init__(self, places: Sequence[Quote]) -> None:
        self._places = places
        self._text = ""
        self.said = self.cited = False
        self.rest = ""

    def begin(self) -> Iterator[Draft]:
        """Blocks are no bounds here."""
        return iter(())

    def add(self, words: str) -> Iterator[Draft | Growing]:
        """The sentences that are whole now, then the one that grows."""
        self._text += words
        self.said = self.said or bool(self._text.strip())
        yield from self._claims(_BEHIND)
        yield growing(self._text)

    def stop(self, block: "TextBlock") -> None:
        """All words are known already."""

    def end(self, *, cut: bool) -> Iterator[Draft]:
        """The last sentence, where it has its marks; without them what is left says nothing."""
        yield from self._claims(_STOP)
        if cut:
            self.rest = self._text
        elif self._text.strip() and NOT_IN_THE_ARCHIVE not in self._text:
            yield Draft(plain(self._text))
        self._text = ""

    def _claims(self, behind: re.Pattern[str]) -> Iterator[Draft]:
        at = 0
        for marks in _MARKS.finditer(self._text):
            if marks.start() < at or not (stops := behind.match(self._text, marks.end())):
                continue
            before, claim = _parted(self._text[at : marks.start()])
            if before:
                yield Draft(plain(before))
            self.cited = True
            yield Draft(plain(claim.rstrip()) + stops[0], tuple(self._quotes(marks[0])))
            at = stops.end()
        self._text = self._text[at:]

    def _quotes(self, marks: str) -> Iterator[Quote]:
        for first, last in _RANGE.findall(marks):
            numbers = range(int(first), min(int(last or first), len(self._places)) + 1)
            if not numbers or not 1 <= numbers[0] <= len(self._places):
                yield Quote("", 0, 0)  # no such number was given: the check drops it
            else:
                yield from (self._places[n - 1] for n in numbers)


def _parted(words: str) -> tuple[str, str]:
    """What stands before the last sentence, and that sentence."""
    line = words.rstrip().rfind("\n") + 1
    starts = [start for start, _ in split_sentences(words[line:])]
    at = line + (starts[-1] if starts else 0)
    return words[:at], words[at:]
