"""What is held against whatever Footnote shows, whoever it comes from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bot.render.escape import safe_url
from index.digest import Digest, Document, Link
from index.store import Store
from tests.attacks import hidden
from tests.discord_reader import marks
from tests.index.making import blocks_of

# The shapes that the faces of the bot have of their own.
ANSWER = frozenset(("escape", "list", "subtext", "link", "address"))
CLAUDE = ANSWER | {"bold", "italics", "underline", "strike", "code", "block"}
EVIDENCE = frozenset(("escape", "bold", "subtext", "quote", "link", "address"))
DIGEST = ANSWER | {"heading", "bold", "block"}
_OURS = "\u200b"  # the character that keeps addresses and calls from being alive


@dataclass(frozen=True, slots=True)
class Table:
    """Where a message may lead: the addresses of documents, and those that stand in their words."""

    addresses: frozenset[str]
    words: str

    def holds(self, leads: str, *, masked: bool) -> bool:
        """Whether a link may lead there; words hide it where it is `masked`."""
        if "@" in urlsplit(leads).netloc:
            return False
        return leads in self.addresses or (not masked and unquote(leads) in self.words)


def table_of(documents: Iterable[Document]) -> Table:
    """The archive's own table."""
    found, words = set[str | None](), list[str]()
    for document in documents:
        links = links_of(document.digest)
        found |= {safe_url(url) for url in (document.digest.url, *(link.url for link in links))}
        words.append(words_in(document))
    return Table(frozenset(url for url in found if url), unquote("\n".join(words)))


def links_of(digest: Digest) -> list[Link]:
    """Every link of a digest."""
    links = [link for block in blocks_of(digest) for link in block.links]
    for section in digest.sections:
        links += [*section.sources, *(x for story in section.stories for x in story.sources)]
    return [*links, *digest.sources]


def words_in(document: Document) -> str:
    """All that a document says and is called, white space folded."""
    digest = document.digest
    texts = [digest.title, document.publication, *digest.tags]
    for section in digest.sections:
        texts.append(section.heading)
        texts += [heading for story in section.stories for heading in story.headings]
    texts += [words for block in blocks_of(digest) for words in (block.text, block.header)]
    texts += [link.text for link in links_of(digest)]
    return re.sub(r"\s+", " ", " ".join(texts))


async def documents_in(store: Store) -> list[Document]:
    """Every document of a store."""
    ids = [origin.document for origin in await store.catalog.origins()]
    return [found for id_ in ids if (found := await store.catalog.document(id_))]


def amiss(message: str, table: Table, kinds: frozenset[str], most: int) -> list[str]:
    """What of a message for Discord shouldn't be in it: links, calls, shapes, unseen characters."""
    found = [f"hidden {c!r}" for c in hidden(message.replace(_OURS, ""))]
    found += [f"{len(message)} characters"] * (not 0 < len(message) <= most)
    rest = message
    for mark in marks(message):
        if mark.kind not in kinds:
            found.append(f"{mark.kind} {mark.text[:80]!r}")
        elif mark.leads and not table.holds(mark.leads, masked=mark.kind == "link"):
            found.append(f"leads to {mark.leads[:80]!r}")
        elif mark.kind == "address" and not mark.text.startswith("<"):
            found.append(f"unfolds {mark.leads[:80]!r}")
        if mark.kind in ("link", "block", "code"):
            rest = rest.replace(mark.text, "", 1)
    return found + ["a link that isn't one"] * ("](<" in rest)
