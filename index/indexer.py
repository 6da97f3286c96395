"""The indexer brings catalog and vectors level with the archive."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.archive import Archive, File
from index.catalog import Known, Reading, Skipped
from index.embedding import embed
from index.errors import IndexFault, Unreadable
from index.passages import passages_of
from index.store import Store

_BATCH = 16  # passages a step: words stay searchable and a stop is felt within a second


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did: documents and passages now, changes made, vectors made and to make."""

    documents: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    passages: int = 0
    embedded: int = 0
    pending: int = 0
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the run found the archive different from the index."""
        return bool(self.added or self.updated or self.removed)


Progress = Callable[[int, int], None]


class Indexer:
    """Brings a store level with archives: what is new comes, what changed is replaced, what is
    gone leaves. Documents of archives that aren't named any more are gone as well."""  # noqa: D205, D209

    def __init__(self, store: Store, archives: Sequence[Archive]) -> None:
        self._store = store
        self._archives = archives

    async def run(self, progress: Progress | None = None) -> Report:
        """Level the catalog, then make every vector that is missing."""
        started = time.monotonic()
        report = await self.level()
        embedded = await self.embed(progress)
        pending = await self._store.catalog.outbox.pending()
        seconds = round(time.monotonic() - started, 3)
        return replace(report, embedded=embedded, pending=pending, seconds=seconds)

    async def level(self) -> Report:
        """Bring the catalog level with the archives: all of it is searchable by words after.

        Raises IndexFault, with nothing changed, where an archive is missing or holds no digest.
        """
        started = time.monotonic()
        catalog = self._store.catalog
        known = await catalog.known()
        seen: set[tuple[str, str]] = set()
        readings: list[tuple[Reading, bool]] = []
        skips: list[tuple[str, File, str]] = []
        unchanged = 0
        for archive in self._archives:
            digests = 0
            for file in await asyncio.to_thread(lambda a=archive: list(a.files())):  # type: ignore[misc]
                seen.add((archive.key, file.file))
                before = known.get((archive.key, file.file))
                if _same(before, file, archive):
                    digests += before is not None and before.document is not None
                    unchanged += before is not None and before.document is not None
                    continue
                try:
                    reading = await asyncio.to_thread(_read, archive, file)
                except Unreadable as error:
                    skips.append((archive.key, file, str(error)))
                    continue
                digests += 1
                if before and before.content_hash == reading.document.content_hash:
                    await catalog.touch(reading.document.id, archive.given, file.stamp)
                    unchanged += 1
                else:
                    readings.append((reading, before is not None and before.document is not None))
            if not digests:
                raise IndexFault(_nothing(archive, skips))
        gone = [entry for place, entry in known.items() if place not in seen]
        unread = {(key, file.file) for key, file, _ in skips}
        gone += [known[place] for place in unread if place in known]
        removed = [entry.document for entry in gone if entry.document]
        await catalog.remove(removed, [place for place in known if place not in seen])
        for n in range(0, len(readings), _BATCH):
            await catalog.put([reading for reading, _ in readings[n : n + _BATCH]])
        for key, file, reason in skips:
            await catalog.skip(key, file.file, file.stamp, reason)
        updated = sum(1 for _, existed in readings if existed)
        return Report(
            documents=(await catalog.coverage()).documents,
            added=len(readings) - updated,
            updated=updated,
            removed=len(removed),
            unchanged=unchanged,
            skipped=tuple(await catalog.skipped()),
            passages=await catalog.passage_count(),
            pending=await catalog.outbox.pending(),
            seconds=round(time.monotonic() - started, 3),
        )

    async def embed(self, progress: Progress | None = None) -> int:
        """Drain the outbox; returns how many vectors were made. It can be stopped at any point.

        `progress` is told (made so far, all to make) after each step.
        """
        catalog, vectors = self._store.catalog, self._store.vectors
        while gone := await catalog.outbox.to_delete(1000):
            await vectors.remove(gone)
            await catalog.outbox.done(gone, "delete")
        total = await catalog.outbox.pending()
        made = 0
        while batch := await catalog.outbox.to_embed(_BATCH):
            rows = await embed(self._store.embedder, [item.text for item in batch])
            ids = [item.passage for item in batch]
            await vectors.put(ids, rows, [(item.day, item.document) for item in batch])
            await catalog.outbox.done(ids, "embed")
            made += len(batch)
            if progress:
                progress(made, max(total, made))
        return made


def _same(before: Known | None, file: File, archive: Archive) -> bool:
    if before is None or not file.stamp or before.stamp != file.stamp:
        return False
    return before.document is None or before.archive == archive.given


def _read(archive: Archive, file: File) -> Reading:
    document = archive.read(file)
    return Reading(archive.key, file.stamp, document, passages_of(document))


def _nothing(archive: Archive, skips: Sequence[tuple[str, File, str]]) -> str:
    reasons = [f"{file.file}: {reason}" for key, file, reason in skips if key == archive.key]
    if not reasons:
        return f"The archive {archive.given} is empty. Put digests (.md, .txt) into it."
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"The archive {archive.given} holds no digest ({reasons[0]}{more})."
