"""Markdown of any shape: headings make sections and stories, list items stay items."""

from dataclasses import replace
from typing import TYPE_CHECKING

from index.digest import Block, BlockKind, Digest, Section, Story
from index.readers.dates import iso_date
from index.readers.text import block_of, emoji_heading, fold, is_chrome, label_of, markdown, seen

if TYPE_CHECKING:
    from markdown_it.token import Token


def recognises(_body: str) -> bool:
    """Every text is Markdown."""
    return True


def read(body: str) -> Digest:
    """Read the text. A first-level heading at its head is the title, else the file will name it."""
    outline = _Outline()
    tokens = markdown().parse(body)
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            outline.heading(int(token.tag[1]), block_of(tokens[at + 1].children or []).text)
        elif token.type in ("fence", "code_block"):
            outline.text(Block(seen(token.content).strip("\n"), "code"))
        elif token.type == "inline" and tokens[at - 1].type == "paragraph_open":
            kind: BlockKind = "item" if token.level > 1 else "paragraph"
            outline.text(block_of(token.children or [], kind))
        elif token.type == "tr_open":
            outline.text(_row(tokens, at))
    return outline.digest()


class _Outline:
    """Sections and stories as the headings open them."""

    def __init__(self) -> None:
        self._title = ""
        self._lede: list[Block] = []
        self._sections: list[Section] = []
        self._levels: list[tuple[int, str]] = []

    def heading(self, level: int, raw: str) -> None:
        words = emoji_heading(raw) or raw
        if not words or is_chrome(words):
            return
        if not self._title and not self._lede and not self._sections and level == 1:
            self._title = words
            return
        self._levels = [*((n, w) for n, w in self._levels if n < level), (level, words)]
        if len(self._levels) == 1:
            self._sections.append(Section(words))
        else:
            under = tuple(w for _, w in self._levels[1:-1])
            self._add(Story(words, under=under))

    def text(self, text: Block) -> None:
        if not text.text or is_chrome(text.text):
            return
        if not self._sections:
            self._lede.append(text)
        elif text.kind == "item":
            under = tuple(words for _, words in self._levels[1:])
            self._add(Story(label_of(text.text) or "", (text,), under=under))
        elif self._sections[-1].stories:
            *before, last = self._sections[-1].stories
            last = replace(last, blocks=(*last.blocks, text))
            self._sections[-1] = replace(self._sections[-1], stories=(*before, last))
        else:
            section = self._sections[-1]
            self._sections[-1] = replace(section, blocks=(*section.blocks, text))

    def _add(self, story: Story) -> None:
        section = self._sections[-1]
        self._sections[-1] = replace(section, stories=(*section.stories, story))

    def digest(self) -> Digest:
        day = iso_date(self._title) or (iso_date(self._lede[0].text[:40]) if self._lede else None)
        return Digest(
            title=self._title, date=day, summary=tuple(self._lede), sections=tuple(self._sections)
        )


def _row(tokens: "list[Token]", at: int) -> Block:
    cells: list[str] = []
    for token in tokens[at + 1 :]:
        if token.type == "tr_close":
            break
        if token.type == "inline":
            cells.append(fold(block_of(token.children or []).text))
    return Block(" | ".join(cells), "table")
