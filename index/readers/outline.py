"""The outline of a text: sections and stories as its headings and lists open them."""

from dataclasses import dataclass, field

from index.digest import Block, Digest, Section, Story
from index.readers.dates import date_in_text
from index.readers.text import LONGEST_NAME, emoji_heading, is_chrome, label_of

LABEL = 7  # the level of a lead-in to a list, below all headings


@dataclass(slots=True)
class _Part:
    """A section or a story that still grows; tuples would cost the square of its blocks."""

    headline: str
    under: tuple[str, ...] = ()
    blocks: list[Block] = field(default_factory=list)
    stories: list["_Part"] = field(default_factory=list)

    def section(self) -> Section:
        stories = tuple(Story(s.headline, tuple(s.blocks), under=s.under) for s in self.stories)
        return Section(self.headline, tuple(self.blocks), stories=stories)


class Outline:
    """Takes headings and blocks in their order, gives the Digest that they make.

    A first-level heading before all else is the title. A list item opens a story of its own, what
    is nested in it stays with it; a paragraph behind a list doesn't belong to its last item. What
    is too long for a heading is text.
    """

    def __init__(self) -> None:
        self._title = ""
        self._lede: list[Block] = []
        self._sections: list[_Part] = []
        self._levels: list[tuple[int, str]] = []
        self._in_item = False

    def heading(self, level: int, raw: str) -> None:
        """A heading of a level from 1, or the words that lead in to a list, from LABEL."""
        words = emoji_heading(raw) or raw
        if not words or is_chrome(words):
            return
        if len(words) > LONGEST_NAME:
            self.text(Block(words))
            return
        if level == 1 and not (self._title or self._lede or self._sections):
            self._title = words
            return
        self._in_item = False
        self._levels = [*((n, w) for n, w in self._levels if n < level), (level, words)]
        if len(self._levels) == 1:
            self._sections.append(_Part(words))
        else:
            under = tuple(w for _, w in self._levels[1:-1])
            self._add(_Part(words, under))

    def end(self, level: int) -> None:
        """What stood under lead-ins of this level or below it is over."""
        self._levels = [(n, w) for n, w in self._levels if n < level]

    def text(self, text: Block, *, opens: bool = False) -> None:
        """A block; `opens` where it is a list item that stands for itself."""
        if not text.text or is_chrome(text.text):
            return
        if not self._sections:
            self._lede.append(text)
            return
        under = tuple(words for _, words in self._levels[1:])
        if opens:
            self._add(_Part(label_of(text.text) or "", under, [text]))
            self._in_item = True
            return
        if self._in_item and text.kind != "item":
            self._in_item = False
            self._add(_Part("", under, [text]))
            return
        section = self._sections[-1]
        (section.stories[-1] if section.stories else section).blocks.append(text)

    def _add(self, story: _Part) -> None:
        self._sections[-1].stories.append(story)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block that was taken, in order, without the headings."""
        parts = [*self._lede]
        for section in self._sections:
            parts += section.blocks
            parts += [block for story in section.stories for block in story.blocks]
        return tuple(parts)

    def digest(self) -> Digest:
        """What was taken, dated by its title or else by how it begins."""
        opening = self._lede[0].text[:60] if self._lede else ""
        day = date_in_text(self._title) or date_in_text(opening)
        sections = tuple(section.section() for section in self._sections)
        return Digest(title=self._title, date=day, summary=tuple(self._lede), sections=sections)
