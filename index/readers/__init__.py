"""Reading: a file becomes documents, whatever the way in which it was written.

Feeds, web pages, JSON and PDF are told by what their bytes begin with. Of texts each module here
knows one way: `recognises(body)` tells whether a text is written in it, and `read(body)` makes the
Digest. Markdown takes what is left.
"""

import datetime as dt
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol

from index.digest import Block, Dating, Digest
from index.errors import Unreadable
from index.readers import (
    feed,
    feed_page,
    insights,
    markdown,
    newsletter,
    page,
    pdf,
    report,
    source_items,
)
from index.readers.dates import date_by_pattern, date_in_path, date_in_text
from index.readers.front_matter import FrontMatter, split_front_matter
from index.readers.issues import issues_in
from index.readers.markdown import block
from index.readers.part import Anchors, Part, hash_of
from index.readers.rules import Rules
from index.readers.unfinished import unfinished


class Reader(Protocol):
    """One way in which a digest is written."""

    def recognises(self, body: str) -> bool:
        """Tell whether `body` is written in this way."""

    def read(self, body: str) -> Digest:
        """Make the Digest; every text in it is plain, with white space folded."""


READERS: dict[str, Reader] = {
    "feed-page": feed_page,
    "newsletter": newsletter,
    "report": report,
    "insights": insights,
    "markdown": markdown,
}


def read_file(raw: bytes, file: str, rules: Rules | None = None) -> tuple[Part, ...]:
    """Read `file` (its path below the archive, which may tell the date) into its documents.

    Raises Unreadable with the reason where there is nothing to read.
    """
    rules = rules or Rules()
    if feed.recognises(raw):
        entries = feed.read(raw).entries
        if not entries:
            raise Unreadable("a feed without entries")
        return tuple(_fixed(entry, rules) for entry in entries)
    if source_items.recognises(raw, PurePosixPath(file).suffix.lower()):
        return tuple(_fixed(item, rules) for item in source_items.read(raw))
    if page.recognises(raw):
        digest = page.read(raw)
        return (Part(_completed(digest, FrontMatter(), file, rules), hash_of(raw)),)
    if pdf.recognises(raw):
        return (Part(_completed(pdf.read(raw), FrontMatter(), file, rules), hash_of(raw)),)
    text = _text(raw)
    front, body = split_front_matter(text)
    issues = issues_in(body)
    if len(issues) > 1:
        return _issues(issues, front, rules)
    if reason := unfinished(body):
        raise Unreadable(reason)
    return (Part(_completed(_reader(body, rules).read(body), front, file, rules), hash_of(raw)),)


def read_digest(raw: str, file: str) -> Digest:
    """Read the text of a file that holds one digest. Raises Unreadable where it holds nothing."""
    digest = read_file(raw.encode("utf-8", "replace"), file)[0].digest
    require_text(digest)
    return digest


def tells(digest: Digest) -> bool:
    """Whether a digest says anything besides its title."""
    return bool(digest.summary or digest.sections or digest.bottom_line)


def require_text(digest: Digest) -> None:
    """Raise Unreadable where a digest says nothing."""
    if not tells(digest):
        raise Unreadable("no text in it")


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 (byte {error.start})") from error
    if "\0" in text:
        raise Unreadable("not text (it holds NUL bytes)")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _reader(body: str, rules: Rules) -> Reader:
    if fixed := READERS.get(rules.reader):
        return fixed
    return next(reader for reader in READERS.values() if reader.recognises(body))


def _issues(
    issues: tuple[tuple[str, str], ...], front: FrontMatter, rules: Rules
) -> tuple[Part, ...]:
    """Each issue is a document; what the file's head tells of one day isn't true of all."""
    about = replace(front, title=None, date=None, summary=(), url=None)
    anchors = Anchors()
    parts = []
    for heading, body in issues:
        text = body.partition("\n")[2]
        digest = _reader(text, rules).read(text)
        day = date_in_text(heading) or digest.date
        digest = _completed(replace(digest, title=block(heading).text, date=day), about, "", rules)
        anchor = re.sub(r"\W+", "-", heading.casefold()).strip("-")[:80]
        parts.append(Part(digest, hash_of(body), anchors.of(anchor)))
    return tuple(parts)


def _fixed(part: Part, rules: Rules) -> Part:
    """A part of a file of many, as the rules have it."""
    language = rules.language or part.digest.language
    publication = rules.publication or part.digest.publication
    return replace(part, digest=replace(part.digest, publication=publication, language=language))


def _completed(digest: Digest, front: FrontMatter, file: str, rules: Rules) -> Digest:
    publication = rules.publication or front.publication or digest.publication
    dating = Dating(_in_path(file, rules), front.date or digest.dating.front_matter, digest.date)
    return replace(
        digest,
        title=front.title or digest.title or publication or PurePosixPath(file).stem,
        publication=publication,
        date=dating.day,
        dating=dating,
        tags=front.tags or digest.tags,
        summary=_lede(front.summary, digest.summary),
        url=front.url or digest.url,
        language=rules.language or front.language or digest.language,
    )


def _lede(front: tuple[Block, ...], own: tuple[Block, ...]) -> tuple[Block, ...]:
    """The front matter's summary before the text's own opening, unless that says the same."""
    said = {block.text for block in own}
    return (*(block for block in front if block.text not in said), *own)


def _in_path(file: str, rules: Rules) -> dt.date | None:
    if rules.date_pattern is not None:
        return date_by_pattern(rules.date_pattern, file)
    return date_in_path(file)
