"""Reading: the text of one file becomes a Digest, whatever the way in which it was written.

Each module here knows one way: `recognises(body)` tells whether a text is written in it, and
`read(body)` makes the Digest. `read_digest` asks them in turn; Markdown takes what is left.
"""

from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol

from index.digest import Digest
from index.errors import Unreadable
from index.readers import feed_page, insights, markdown, newsletter, report
from index.readers.dates import date_in_path
from index.readers.front_matter import FrontMatter, split_front_matter


class Reader(Protocol):
    """One way in which a digest is written."""

    def recognises(self, body: str) -> bool:
        """Tell whether `body` is written in this way."""

    def read(self, body: str) -> Digest:
        """Make the Digest; every text in it is plain, with white space folded."""


READERS: tuple[Reader, ...] = (feed_page, newsletter, report, insights, markdown)


def read_digest(raw: str, file: str) -> Digest:
    """Read the text of `file` (its path below the archive, which may tell the date).

    The date in the path wins over the front matter's, that over one in the text. Raises Unreadable
    where there is nothing to read.
    """
    front, body = split_front_matter(raw.replace("\r\n", "\n").replace("\r", "\n"))
    digest = next(reader for reader in READERS if reader.recognises(body)).read(body)
    if not (digest.summary or digest.sections or digest.bottom_line):
        raise Unreadable("no text in it")
    return _completed(digest, front, file)


def _completed(digest: Digest, front: FrontMatter, file: str) -> Digest:
    path = PurePosixPath(file)
    publication = front.publication or digest.publication
    return replace(
        digest,
        title=front.title or digest.title or publication or path.stem,
        publication=publication,
        date=date_in_path(file) or front.date or digest.date,
        tags=front.tags or digest.tags,
        summary=digest.summary or front.summary,
        url=front.url or digest.url,
    )
