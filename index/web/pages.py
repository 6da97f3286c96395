"""The pages that digests cite, as far as they were fetched: each a document of its own."""

import asyncio
import codecs
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from index.archive import Bundle, Contents, Listing
from index.digest import Block, Digest, Document
from index.errors import Unreadable
from index.readers import page, pdf
from index.readers.text import fold, name_of
from index.store import Store
from index.web.answer import Page
from index.web.faults import in_one_line
from index.web.kept import Kept, KeptPage

_DIGEST = TypeAdapter(Digest)
# Of Python alone, not of the web; the first takes hours for a long page.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape"})


class Pages:
    """The fetched pages that digests of a store cite, kept level like an archive."""

    given = "web"
    key = "web/"  # no folder's: theirs don't end so
    required = False

    def __init__(self, kept: Kept, store: Store) -> None:
        self._kept = kept
        self._store = store

    async def look(self, without: Path | None = None) -> Listing:  # noqa: ARG002
        """The pages that hold text and are cited now."""
        cited = set(await self._store.catalog.cited_pages())
        with in_one_line():
            notes = await self._kept.pages()
        return Listing(
            tuple(Bundle(n.url, (), n.stamp) for n in notes if n.stamp and n.url in cited)
        )

    async def differs(self) -> bool:
        """Whether the catalog holds other pages, or other texts of them, than it should."""
        wanted = {bundle.name: bundle.stamp for bundle in (await self.look()).bundles}
        known = await self._store.catalog.intake.known()
        return wanted != {name: at.stamp for (key, name), at in known.items() if key == self.key}

    def document_id(self, name: str, anchor: str = "") -> str:
        """The id of a page's document, from its address alone."""
        return blake2b(f"{self.key}\0{name}\0{anchor}".encode(), digest_size=6).hexdigest()

    async def contents(self, bundles: Sequence[Bundle]) -> list[Contents]:
        """The documents of pages."""
        with in_one_line():
            kept = [await self._kept.page(bundle.name) for bundle in bundles]
        return await asyncio.to_thread(
            lambda: [self._read(bundle, each) for bundle, each in zip(bundles, kept, strict=True)]
        )

    def _read(self, bundle: Bundle, kept: KeptPage | None) -> Contents:
        if kept is None or not kept.body:
            return Contents((), ((bundle.name, Unreadable("it isn't kept any more")),))
        try:
            digest = _DIGEST.validate_json(kept.body)
        except ValueError:
            return Contents((), ((bundle.name, Unreadable("kept in a way that isn't known")),))
        host = urlsplit(bundle.name).hostname or ""
        digest = replace(
            digest,
            url=bundle.name,
            title=name_of(digest.title) or bundle.name,
            publication=name_of(digest.publication or host.removeprefix("www.")),
        )
        document = Document(
            self.document_id(bundle.name), self.given, "", bundle.stamp, digest, "source"
        )
        return Contents((document,))


def extract(answer: Page) -> tuple[str, str] | None:
    """What a fetched page says, as (title, JSON of a Digest); None where it says nothing."""
    if pdf.recognises(answer.body):
        digest = pdf.read(answer.body)
    elif answer.media_type in ("text/plain", "text/markdown"):
        digest = _plain(answer)
    else:
        digest = page.read(_decoded(answer), answer.url)
    if not (digest.summary or digest.sections):
        return None
    return digest.title, _DIGEST.dump_json(digest).decode()


def _decoded(answer: Page) -> bytes:
    """The page as UTF-8 where its server says how it is written; else it tells itself."""
    try:
        if answer.charset and codecs.lookup(answer.charset).name not in _NO_CHARSETS:
            return answer.body.decode(answer.charset).encode()
    except (LookupError, ValueError):
        pass
    return answer.body


def _plain(answer: Page) -> Digest:
    text = _decoded(answer).decode("utf-8", "replace")
    paragraphs = [fold(part) for part in text.replace("\r\n", "\n").split("\n\n")]
    return Digest("", summary=tuple(Block(part) for part in paragraphs if part))
