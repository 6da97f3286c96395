"""What the archive told before of the sections of a digest."""

import asyncio
from collections.abc import Sequence
from itertools import chain, zip_longest

import structlog

from bot.items import items_of
from index.digest import Digest, Document, Evidence, Origin
from index.store import Store
from index.stories.stories import Stories

log = structlog.get_logger()

_LINKS = 2  # a section
_SECTIONS = 20  # looked at; a post of more has no room for links
_PATIENCE = 20.0  # seconds for a digest; a post without links is better than a late one

Told = tuple[tuple[Origin, ...], ...]


class Previously:
    """Finds the earlier coverage of each section, once for all channels of a round."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stories = Stories(store)
        self._known: dict[tuple[str, str], Told] = {}

    def forget(self) -> None:
        """Look anew from now on: digests and vectors come and go."""
        self._known.clear()

    async def of(self, document: Document) -> Told:
        """For each section of a digest up to two digests that told of it before, newest first."""
        key = (document.id, document.content_hash)
        if key not in self._known:
            self._known[key] = await self._find(document)
        return self._known[key]

    async def _find(self, document: Document) -> Told:
        found: list[tuple[Origin, ...]] = []
        try:
            async with asyncio.timeout(_PATIENCE):
                passages = await self._store.catalog.passages_of(document.id)
                by_section = await asyncio.to_thread(_by_section, document.digest, passages)
                for ids in by_section:
                    earlier = await self._stories.earlier(ids, _LINKS) if ids else []
                    found.append(tuple(each.evidence.origin for each in earlier))
        except Exception:
            log.exception("previously_failed", document=document.id)
        return tuple(found)


def _by_section(digest: Digest, passages: Sequence[Evidence]) -> list[list[str]]:
    """The ids of the passages of each section, the first ones of all its items before others."""
    items = items_of(digest)
    found: list[list[str]] = []
    for section in digest.sections[:_SECTIONS]:
        told = [item.passages(passages) for item in items if item.section is section]
        ids = (each.passage.id for each in chain(*zip_longest(*told)) if each)
        found.append(list(dict.fromkeys(ids)))
    return found
