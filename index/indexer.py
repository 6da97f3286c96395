"""The indexer brings catalog and vectors level with the archive."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from index.archive import Archive, File
from index.catalog import Known, Reading, Skipped
from index.embedding import embed
from index.errors import IndexFault, Unreadable
from index.passages import passages_of
from index.store import Store

_NEVER = Known("")  # of a file that wasn't seen before
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
    """Brings a store level with archives.

    What is new comes, what changed is replaced, what is gone leaves. Documents of archives that
    aren't named any more are gone as well.
    """

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

    async def check(self) -> None:
        """Raise IndexFault where an archive can't be opened: before anything is thrown away."""
        for archive in self._archives:
            await asyncio.to_thread(self._files, archive)

    def _files(self, archive: Archive) -> list[File]:
        """The files of an archive. The index isn't one of its own documents."""
        data = self._store.data.resolve()
        return [f for f in archive.files() if not f.path.absolute().is_relative_to(data)]

    async def level(self) -> Report:
        """Bring the catalog level with the archives: all of it is searchable by words after.

        Raises IndexFault, with nothing taken out, where an archive is missing or holds no digest.
        """
        started = time.monotonic()
        catalog = self._store.catalog
        known = await catalog.known()
        seen: set[tuple[str, str]] = set()
        skips: list[tuple[str, File, Unreadable]] = []
        added = updated = unchanged = 0
        for archive in self._archives:
            digests = 0
            readings: list[Reading] = []
            for file in await asyncio.to_thread(self._files, archive):
                seen.add((archive.key, file.file))
                before = known.get((archive.key, file.file), _NEVER)
                try:
                    reading = None
                    if not _same(before, file, archive):
                        reading = await asyncio.to_thread(_read, archive, file)
                except Unreadable as error:
                    skips.append((archive.key, file, error))
                    digests += error.passing and before.document is not None
                    continue
                digests += reading is not None or before.document is not None
                if reading is None:
                    unchanged += before.document is not None
                elif before.content_hash == reading.document.content_hash:
                    await catalog.touch(reading.document.id, archive.given, file.stamp)
                    unchanged += 1
                else:
                    updated += before.document is not None
                    added += before.document is None
                    readings.append(reading)
                    if len(readings) == _BATCH:
                        await catalog.put(readings)
                        readings = []
            if not digests:
                raise IndexFault(_nothing(archive, skips))
            await catalog.put(readings)
        removed, kept = await self._leave_out(known, seen, skips)
        return Report(
            documents=(await catalog.coverage()).documents,
            added=added,
            updated=updated,
            removed=removed,
            unchanged=unchanged,
            skipped=(*await catalog.skipped(), *kept),
            passages=await catalog.passage_count(),
            pending=await catalog.outbox.pending(),
            seconds=round(time.monotonic() - started, 3),
        )

    async def _leave_out(
        self,
        known: Mapping[tuple[str, str], Known],
        seen: Collection[tuple[str, str]],
        skips: Sequence[tuple[str, File, Unreadable]],
    ) -> tuple[int, list[Skipped]]:
        """Take out what is gone or can't be read any more; how many documents, and what stays.

        A document whose file the disk wouldn't give just now stays as it was.
        """
        catalog = self._store.catalog
        gone = [place for place in known if place not in seen]
        kept: list[Skipped] = []
        for key, file, error in skips:
            entry = known.get((key, file.file), _NEVER)
            if error.passing and entry.document:
                kept.append(Skipped(file.file, f"{error}; what it said before stays"))
                continue
            if entry.document:
                gone.append((key, file.file))
            await catalog.skip(key, file.file, file.stamp, str(error))
        documents = [document for place in gone if (document := known[place].document)]
        forgotten = [place for place in gone if place not in seen]
        await catalog.remove(documents, forgotten)
        return len(documents), kept

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


def _same(before: Known, file: File, archive: Archive) -> bool:
    if not file.stamp or before.stamp != file.stamp:
        return False
    return before.document is None or before.archive == archive.given


def _read(archive: Archive, file: File) -> Reading:
    document = archive.read(file)
    return Reading(archive.key, file.stamp, document, passages_of(document))


def _nothing(archive: Archive, skips: Sequence[tuple[str, File, Unreadable]]) -> str:
    reasons = [f"{file.file}: {reason}" for key, file, reason in skips if key == archive.key]
    if not reasons:
        return f"The archive {archive.given} is empty. Put digests (.md, .txt) into it."
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"The archive {archive.given} holds no digest ({reasons[0]}{more})."
