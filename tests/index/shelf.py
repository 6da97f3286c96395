"""A collection that is kept in memory: what it holds is set by hand, what is read is counted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from index.archive import Bundle, Contents, Listing, Unlisted
from index.digest import Digest, Document, Section, Story
from index.errors import Unreadable
from index.readers.dates import date_in_path
from index.readers.markdown import block


@dataclass
class Shelf:
    """Bundles of texts by name, each text a document; those of one bundle stand behind a '|'.

    What is `stuck` can't be read just now, what is `shut` can't be listed; `reads` are the names
    that were read. A text that is empty can't become a document.
    """

    texts: dict[str, str] = field(default_factory=dict)
    key: str = "shelf"
    given: str = "a shelf"
    required: bool = False
    stuck: set[str] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)
    reads: list[str] = field(default_factory=list)

    async def look(self, without: Path | None = None) -> Listing:  # noqa: ARG002
        """What is on it just now."""
        return Listing(
            tuple(
                Bundle(name, (), _hash(text))
                for name, text in sorted(self.texts.items())
                if not name.startswith(tuple(self.shut))
            ),
            tuple(Unlisted(name, "can't be opened") for name in sorted(self.shut)),
        )

    def document_id(self, name: str, anchor: str = "") -> str:
        """The id of a document on it."""
        return _hash(f"{self.key}\0{name}\0{anchor}")

    async def contents(self, bundles: Sequence[Bundle]) -> list[Contents]:
        """What bundles hold now, which may be more than it was when they were listed."""
        self.reads += [bundle.name for bundle in bundles]
        return [self._contents(bundle.name) for bundle in bundles]

    def _contents(self, name: str) -> Contents:
        if name in self.stuck:
            return Contents((), ((name, Unreadable("the disk says no", passing=True)),))
        texts = [text for text in self.texts.get(name, "").split("|") if text]
        if not texts:
            return Contents((), ((name, Unreadable("empty")),))
        return Contents(tuple(self._document(name, n, text) for n, text in enumerate(texts)))

    def _document(self, name: str, n: int, text: str) -> Document:
        day: dt.date | None = date_in_path(name)
        story = Story(blocks=(block(text),))
        digest = Digest(
            f"Of {name}", "The Shelf", day, sections=(Section("News", (), None, (story,)),)
        )
        id_ = self.document_id(name, str(n or ""))
        return Document(id_, self.given, name, _hash(text), digest)


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
