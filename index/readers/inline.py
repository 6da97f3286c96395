"""Text as it is put together from the pieces of a page: folded, with its links."""

import re
from typing import Any

from index.digest import Block, BlockKind, Link
from index.readers.text import fold_into, seen

# What the page put between the marks is data to whoever reads the answer, so only web links count.
_WEB = re.compile('https?://[^\\s<>"\x00-\x1f\ud800-\udfff]+\\Z', re.IGNORECASE)


def is_web(url: str) -> bool:
    """Tell whether an address leads to the web."""
    return bool(_WEB.match(url))


class Inline:
    """Takes pieces of text and links in their order; `block` gives what they make and starts anew.

    Offsets of links count in the folded text.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._links: list[Link] = []
        self._opened: tuple[int, int, str] | None = (
            None  # where in the parts, in the text; to where
        )

    def __len__(self) -> int:
        return self._length

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def ends_with(self, marks: tuple[str, ...]) -> bool:
        """Whether the text so far ends with one of `marks`, white space aside."""
        last = next((part for part in reversed(self._parts) if part.strip()), "")
        return last.rstrip().endswith(marks)

    def add(self, piece: str | None) -> None:
        """Add a piece; what it has of white space counts once with that before it."""
        if not piece:
            return
        after_space = not self._parts or self._parts[-1].endswith(" ")
        if folded := fold_into(seen(piece), after_space=after_space):
            self._parts.append(folded)
            self._length += len(folded)

    def start(self, element: Any) -> None:
        """Add what an element of a page begins with: its text, a picture's description."""
        if element.tag == "a":
            self.close_link()
            self._opened = (len(self._parts), self._length, element.get("href") or "")
        elif element.tag == "img":
            self.add(element.get("alt"))
        self.add(element.text)

    def end(self, element: Any) -> None:
        """Add what follows on an element."""
        if element.tag == "a":
            self.close_link()
        self.add(element.tail)

    def close_link(self) -> None:
        """The link that began ends here; it is kept where it leads to the web and has words."""
        if self._opened is None:
            return
        at, start, url = self._opened
        self._opened = None
        words = "".join(self._parts[at:])
        if words.strip() and is_web(url):
            lead = len(words) - len(words.lstrip())
            self._links.append(Link(words.strip(), seen(url), start + lead))

    def block(self, kind: BlockKind = "paragraph", header: str = "") -> Block:
        """What was added, as a block; then nothing is."""
        self.close_link()
        found = Block(self.text.rstrip(), kind, tuple(self._links), header)
        self.__init__()  # type: ignore[misc]
        return found
