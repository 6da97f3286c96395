"""Markdown of any shape: headings make sections and stories, list items stay items."""

import re

from index.digest import Block, BlockKind, Digest
from index.readers.html import inline_of, outline_of, parse
from index.readers.inline import Inline
from index.readers.outline import Outline
from index.readers.text import fold

_WORD_JOINER = "\u2060"
# The library's memory grows with the square of a text's mail addresses, and with the cells of its
# tables, for which a line needs no more than one letter: beyond this it ends the process.
_ADDRESS = re.compile(r"\w@\w")
_MOST_ADDRESSES = 2_000
_MOST_CELLS = 1_000_000


def recognises(_body: str) -> bool:
    """Every text is Markdown."""
    return True


def read(body: str) -> Digest:
    """Read the text. A first-level heading at its head is the title, else the file will name it."""
    root = parse(_html(body))
    return (Outline() if root is None else outline_of(root)).digest()


def block(text: str, kind: BlockKind = "paragraph") -> Block:
    """One paragraph or item of Markdown as plain text, its links kept."""
    # Behind a character of no width no line begins a list, a heading or a block of HTML.
    root = parse(_html(_WORD_JOINER + fold(text)))
    return (Inline() if root is None else inline_of(root)).block(kind)


def _html(text: str) -> str:
    from comrak import ExtensionOptions, RenderOptions, render_markdown

    extensions, rendering = ExtensionOptions(), RenderOptions()
    extensions.strikethrough = True
    extensions.table = _cells(text) <= _MOST_CELLS
    extensions.autolink = len(_ADDRESS.findall(text)) <= _MOST_ADDRESSES
    # Chinese and Japanese put no white space around what is emphasised.
    extensions.cjk_friendly_emphasis = True
    # The HTML is read, never shown: what stands in it as HTML is text, too.
    rendering.unsafe_ = True
    return render_markdown(text, extension_options=extensions, render_options=rendering)


def _cells(text: str) -> int:
    """The most cells that the tables of a text can have."""
    if "|" not in text:
        return 0
    lines = text.split("\n")
    return len(lines) * max(line.count("|") + 1 for line in lines)
