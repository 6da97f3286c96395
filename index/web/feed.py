"""A feed on the web as an archive: its entries are digests, and stay when the feed drops them."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from index.archive import Bundle, Contents, Listing
from index.digest import Digest, Document
from index.errors import IndexFault, Unreadable
from index.readers import feed as feed_reader
from index.readers import source_items, tells
from index.readers.rules import Rules
from index.readers.text import name_of
from index.web.address import normalised
from index.web.faults import in_one_line
from index.web.feeds import ParsedFeed
from index.web.kept import Kept, KeptEntry

_DIGEST = TypeAdapter(Digest)


def is_address(root: str) -> bool:
    """Tell whether an archive's root is an address on the web."""
    return root.lower().startswith(("http://", "https://"))


class FeedArchive:
    """The entries of a feed that were ever seen. `key` follows from its address alone."""

    required = False

    def __init__(self, given: str, kept: Kept, rules: Rules | None = None) -> None:
        url = normalised(given)
        if url is None:
            shown = re.sub(r"//[^/]*@", "//", given)  # credentials stand in no error
            raise IndexFault(f"The archive {shown} is no address of a feed. Check it.")
        self.given = given
        self.url = self.key = url
        self.rules = rules or Rules()
        self._kept = kept
        self._entries: dict[str, KeptEntry] = {}  # read once for all that one look finds changed

    async def look(self, without: Path | None = None) -> Listing:  # noqa: ARG002
        """Every entry that was seen."""
        self._entries = {}
        with in_one_line():
            entries = await self._kept.entries(self.url)
        return Listing(
            tuple(
                Bundle(each.guid, (), f"{each.content_hash}-{self.rules.mark}") for each in entries
            )
        )

    def document_id(self, name: str, anchor: str = "") -> str:
        """The id of an entry's document, from the feed's address and the entry's guid."""
        return blake2b(f"{self.key}\0{name}\0{anchor}".encode(), digest_size=6).hexdigest()

    async def contents(self, bundles: Sequence[Bundle]) -> list[Contents]:
        """The documents of entries."""
        if not self._entries:
            with in_one_line():
                found = await self._kept.entries(self.url)
            self._entries = {each.guid: each for each in found}
        entries = self._entries
        return await asyncio.to_thread(
            lambda: [self._read(bundle, entries[bundle.name]) for bundle in bundles]
        )

    def _read(self, bundle: Bundle, entry: KeptEntry) -> Contents:
        try:
            digest = _DIGEST.validate_json(entry.body)
        except ValueError:
            return Contents((), ((bundle.name, Unreadable("kept in a way that isn't known")),))
        if not tells(digest):
            return Contents((), ((bundle.name, Unreadable("an entry without text")),))
        host = (urlsplit(self.url).hostname or "").removeprefix("www.")
        publication = name_of(self.rules.publication or digest.publication or host)
        digest = replace(
            digest,
            publication=publication,
            title=name_of(digest.title) or publication,
            language=self.rules.language or digest.language,
        )
        document = Document(
            self.document_id(bundle.name), self.given, "", entry.content_hash, digest
        )
        return Contents((document,))


def parse(body: bytes, url: str) -> ParsedFeed:
    """A feed's title and its entries, each with its Digest as JSON. Raises Unreadable for none."""
    if source_items.recognises(body, ".json"):
        title, parts = "", source_items.read(body)
    else:
        found = feed_reader.read(body, url)
        if not found.entries and not feed_reader.recognises(body):
            raise Unreadable("it is no feed")
        title, parts = found.title, found.entries
    return ParsedFeed(
        title, tuple((part.anchor, _DIGEST.dump_json(part.digest).decode()) for part in parts)
    )
