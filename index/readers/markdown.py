"""Markdown of any shape: headings make sections and stories, list items stay items."""

from index.digest import Block, BlockKind, Digest
from index.readers.html import inline_of, outline_of, parse
from index.readers.inline import Inline
from index.readers.outline import Outline
from index.readers.text import fold

_WORD_JOINER = "\u2060"


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
    extensions.table = extensions.strikethrough = extensions.autolink = True
    # Chinese and Japanese put no white space around what is emphasised.
    extensions.cjk_friendly_emphasis = True
    # The HTML is read, never shown: what stands in it as HTML is text, too.
    rendering.unsafe_ = True
    return render_markdown(text, extension_options=extensions, render_options=rendering)
