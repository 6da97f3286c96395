"""HTML becomes an outline: the one form to which Markdown, pages and feed entries come."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from index.digest import Block, BlockKind
from index.readers.inline import Inline
from index.readers.outline import LABEL, Outline
from index.readers.text import ENDS, seen_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SILENT = ("head", "script", "style", "noscript", "template", "svg", "iframe", "object", "button")
_BLOCKS = frozenset(
    """address article aside blockquote body center dd details dialog div dl dt fieldset figcaption
    figure footer form header hr html legend li main nav ol p pre section summary table tbody tfoot
    td th thead tr ul caption""".split()
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTS = frozenset(("ul", "ol"))
_LONGEST_LEAD = 160  # characters of the words that lead in to a list
_LONGEST_LABEL = 40  # characters of a label on a line of its own
_CLAUSE = re.compile(r"[.!?。！？]\s")


def parse(html: str | bytes) -> "HtmlElement | None":
    """The tree of a page or of a piece of one; None where there is nothing in it.

    What a browser wouldn't show is taken out. Raises nothing: HTML of any shape is some tree.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    # Else all that stands behind the 256th tag in another would be lost; so it is the 2,048th.
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    raw = html.encode("utf-8", "replace") if isinstance(html, str) else html
    try:
        root: HtmlElement = document_fromstring(raw, parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    etree.strip_elements(root, *_SILENT, with_tail=False)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    return root


def outline_of(root: "HtmlElement") -> Outline:
    """The outline of a tree that `parse` made."""
    from lxml import etree

    walk = _Walk()
    steps = etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            walk.start(element, steps.skip_subtree)
        else:
            walk.end(element)
    walk.flush()
    return walk.outline


def inline_of(root: "HtmlElement") -> Inline:
    """All the text of a tree as one run, lines of it parted by white space."""
    from lxml import etree

    inline = Inline()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if element.tag == "br":
                inline.add(" ")
            inline.start(element)
        else:
            inline.end(element)
    return inline


class _Walk:
    """Where in the tree the walk is, and the text that it has gathered since the last block."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._inline = Inline()
        self._items = 0  # how many list items are open, one in another
        self._led = 0  # how many of them lead in to what is nested in them
        self._opens = False  # the next block is the first of its item
        self._cells = 0
        self._header = ""
        self._rows = 0  # of the table, without its header
        self._outer: list[tuple[str, int]] = []  # of the tables that are open, what was before them
        self._level = 0

    def start(self, element: Any, skip: Callable[[], None]) -> None:
        tag = element.tag
        if tag in _HEADINGS:
            self.flush()
            self._level = _HEADINGS[tag]
        elif tag == "pre":
            self.flush()
            text = seen_lines("".join(element.itertext())).strip("\n")
            if text.strip():
                self.outline.text(Block(text, "code"))
            skip()
            return
        elif tag == "br":
            self._break()
        elif tag in ("td", "th") and self._outer:
            self._cell()
        elif tag == "table":
            self._table()
        elif tag in _BLOCKS:
            self._open(tag)
        self._inline.start(element)

    def _open(self, tag: str) -> None:
        if self._cells:
            self._inline.add(" ")
            return
        if tag in _LISTS and self._items and self._lead(_LONGEST_LABEL):
            self._lead_in()
        else:
            self.flush()
        if tag in ("li", "dd"):
            self._items += 1
            # What is nested in an item that has words of its own stays with it.
            self._opens = self._items == self._led + 1

    def _table(self) -> None:
        """A table begins; where it stands in another's cell that row ends before it."""
        if self._cells:
            self._told_row()
        else:
            self.flush()
        self._outer.append((self._header, self._rows))
        self._cells, self._header, self._rows = 0, "", 0

    def _cell(self) -> None:
        if self._cells:
            self._inline.add(" | ")
        else:
            self.flush()
        self._cells += 1

    def _table_ends(self) -> None:
        self.flush()
        if self._header and not self._rows:
            self.outline.text(Block(self._header, "table"))
        self._cells = 0
        self._header, self._rows = self._outer.pop()

    def end(self, element: Any) -> None:
        tag = element.tag
        if tag in _HEADINGS:
            level, self._level = self._level or _HEADINGS[tag], 0
            self.outline.heading(level, self._words())
        elif tag == "tr":
            self._row(element)
        elif _leads(element) and not self._cells and self._lead(self._longest()):
            self._lead_in()
        elif tag == "table":
            self._table_ends()
        elif tag in _BLOCKS:
            self._close(tag)
        self._inline.end(element)

    def _close(self, tag: str) -> None:
        if self._cells:
            self._inline.add(" ")
            return
        self.flush()
        if tag in ("li", "dd"):
            self._items = max(self._items - 1, 0)
            self._led = min(self._led, self._items)
            self._opens = False
            self.outline.end(LABEL + self._items + 1)
        elif tag in _LISTS and not self._items:
            self.outline.end(LABEL)

    def _row(self, element: Any) -> None:
        cells, self._cells = self._cells, 0
        head = cells > 1 and all(child.tag == "th" for child in element)
        if head and not self._header:
            self._header = self._words().strip(" |")
        elif cells:
            self._told_row()

    def _told_row(self) -> None:
        self._rows += 1
        self.outline.text(self._inline.block("table", self._header))

    def _break(self) -> None:
        """A line's end is a block's where a sentence or a label ends with it, else white space."""
        if self._level or self._cells:
            self._inline.add(" ")
        elif self._inline.ends_with(ENDS):
            self.flush()
        elif self._lead(_LONGEST_LABEL):
            self.outline.heading(LABEL + self._items, self._words())
        else:
            self._inline.add(" ")

    def _lead(self, longest: int = _LONGEST_LEAD) -> bool:
        """Whether the text so far is words that lead in to what follows, no sentence."""
        if len(self._inline) > longest + 1:  # with white space at its end
            return False
        text = self._inline.text.strip()
        return (
            0 < len(text) <= longest
            and not text[0].islower()
            and (text.endswith(":") or not text.endswith(ENDS))
            and not _CLAUSE.search(text)
        )

    def _longest(self) -> int:
        return _LONGEST_LABEL if self._items else _LONGEST_LEAD

    def _lead_in(self) -> None:
        self.outline.heading(LABEL + self._items, self._words())
        self._led = self._items

    def _words(self) -> str:
        return self._inline.block().text.rstrip(":")

    def flush(self) -> None:
        """Hand over the text that was gathered."""
        if not self._inline:
            return
        kind: BlockKind = "item" if self._items else "paragraph"
        block = self._inline.block(kind)
        if block.text:
            self.outline.text(block, opens=self._opens)
            self._opens = False


def _leads(element: Any) -> bool:
    """Whether an element is where the words that lead in to a list stand."""
    if element.tag != "p":
        return bool(element.tag == "dt")
    following = element.getnext()
    return following is not None and following.tag in _LISTS and not (element.tail or "").strip()
