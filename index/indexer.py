"""The indexer brings catalog and vectors level with the archives."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, Self, TypeVar

import structlog

from index.archive import Archive, Bundle, Contents, Listing
from index.embedding import Vectors, embed
from index.errors import IndexFault, told_when_full
from index.intake import Changes, Known, Place, Reading, Skipped
from index.outbox import ToEmbed
from index.passages import cut
from index.probe import probe
from index.repetition import NOTHING, SAMPLE, Repetition
from index.store import Store
from index.web.web import Web

T = TypeVar("T")
log = structlog.get_logger()
_Read = tuple[Bundle, Contents]
_UNKNOWN = Known("")  # of a bundle that wasn't seen before
_READ = 8  # bundles that are read in one step: a stop is felt within a second
_COMMIT = 2_000  # passages of one transaction
_GONE = 1_000  # vectors that are taken out in one step
_EMBED = 16  # passages that are embedded in one step
_WRITE = 250  # vectors that are written at once, while the next are made
_OTHERS = 0.5  # seconds between two looks at whether others have done what they took
_PROBED = 3  # documents that an index which takes over must find here, too


class Collection(Protocol):
    """What is kept level: an archive, a feed, the pages that digests cite."""

    key: str
    given: str
    required: bool

    async def look(self, without: Path | None = None) -> Listing:
        """What it holds just now. Raises IndexFault where that can't be told."""

    def document_id(self, name: str, anchor: str = "") -> str:
        """The id of a document in it."""

    async def contents(self, bundles: Sequence[Bundle]) -> list[Contents]:
        """What bundles hold, in their order."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did: documents and passages now, changes made, vectors made and to make."""

    documents: int = 0
    sources: int = 0
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

    def and_then(self, later: "Report") -> "Report":
        """This run and one behind it as one."""
        return replace(
            later,
            added=self.added + later.added,
            updated=self.updated + later.updated,
            removed=self.removed + later.removed,
        )


Progress = Callable[[str, int, int], None]
"""Told what is done ('reading', 'embedding'), how much of it is, how much there is to do."""


@dataclass(slots=True)
class _Tally:
    """What a levelling has seen so far."""

    changes: Changes = field(default_factory=Changes)
    emptied: list[Reading] = field(default_factory=list)
    passing: list[Skipped] = field(default_factory=list)
    failed: set[Place] = field(default_factory=set)


class Indexer:
    """Brings a store level with collections.

    What is new comes, what changed is replaced, what is gone leaves. Documents of collections that
    aren't named any more are gone as well.
    """

    def __init__(
        self,
        store: Store,
        collections: Sequence[Collection],
        web: Web | None = None,
    ) -> None:
        self._store = store
        self._collections = collections
        self.web = web

    @property
    def roots(self) -> list[Path]:
        """The folders and files that may change."""
        return [each.root for each in self._collections if isinstance(each, Archive)]

    @property
    def data(self) -> Path:
        """Where the index itself lies."""
        return self._store.data.absolute()

    async def run(self, progress: Progress | None = None, *, crawl: bool = False) -> Report:
        """Level the catalog, then make every vector that is missing.

        With `crawl` pages that digests cite are fetched before, where that is wanted.
        """
        started = time.monotonic()
        report = await self.level(progress)
        if crawl and await self.fetch(progress):
            report = report.and_then(await self.level(progress))
        embedded = await self.embed(progress)
        pending = await self._store.catalog.outbox.pending()
        seconds = round(time.monotonic() - started, 3)
        return replace(report, embedded=embedded, pending=pending, seconds=seconds)

    async def holds_all(self) -> bool:
        """Whether something of every archive is indexed, so that it can be asked meanwhile."""
        known = await self._store.catalog.intake.known()
        held = {key for (key, _), entry in known.items() if entry.documents}
        return all(each.key in held for each in self._collections if each.required)

    async def _listings(self) -> list[tuple[Collection, Listing]]:
        """What every collection holds. The index isn't one of its own documents."""
        return [(each, await each.look(self.data)) for each in self._collections]

    async def fetch(self, progress: Progress | None = None) -> bool:
        """Fetch pages that digests cite and that are due; True where a levelling will find more."""
        if self.web is None:
            return False

        def told(made: int, total: int) -> None:
            if progress:
                progress("fetching", made, total)

        return await self.web.crawl(self._store.catalog, told)

    async def level(self, progress: Progress | None = None) -> Report:
        """Bring the catalog level with the archives: all of it is searchable by words after.

        Raises IndexFault, with nothing taken out, where an archive is missing or holds no digest.
        """
        with self._store.held() as index:
            async with index.levelling, index.catalog.in_turn("level"):
                with told_when_full(self._store.data):
                    report = await self._level(progress)
                    await index.catalog.levelled.note()
                    return report

    async def _level(self, progress: Progress | None) -> Report:
        started = time.monotonic()
        intake = self._store.catalog.intake
        tally = _Tally()
        if self.web is not None:
            tally.passing += [Skipped(*failed) for failed in await self.web.poll()]
        listings = await self._listings()
        known = await intake.known()
        for collection, listing in listings:
            tally.passing += [Skipped(each.name, each.reason) for each in listing.unlisted]
            await self._take_in(collection, listing.bundles, known, tally, progress)
        await self._require(listings, tally)
        tally.changes.follow(await intake.put(tally.emptied))
        tally.changes.follow(await intake.remove(list(_gone(known, listings))))
        if tally.changes.removed or tally.changes.updated:
            # A document that others say the same as may have gone: then they say it for themselves.
            known = await intake.known()
            for collection, listing in listings:
                orphans = [
                    bundle
                    for bundle in listing.bundles
                    if (place := (collection.key, bundle.name)) not in tally.failed
                    and place in known
                    and bundle.stamp
                    and not known[place].stamp
                ]
                await self._take_in(collection, orphans, known, tally, None)
        await intake.compare()
        await intake.recut()
        return await self._report(tally, started)

    async def _take_in(
        self,
        collection: Collection,
        bundles: Sequence[Bundle],
        known: Mapping[Place, Known],
        tally: _Tally,
        progress: Progress | None,
    ) -> None:
        """Read what changed of a collection, some bundles a step, and commit it as it comes."""
        intake = self._store.catalog.intake
        before = [known.get((collection.key, bundle.name), _UNKNOWN) for bundle in bundles]
        changed = [
            bundle
            for bundle, was in zip(bundles, before, strict=True)
            if not bundle.stamp or was.stamp != bundle.stamp
        ]
        if any(was is not _UNKNOWN and was.archive != collection.given for was in before):
            await intake.rename(collection.key, collection.given)
        sample, rest = _sample_first(collection, bundles, changed)
        sampled = [read async for read in _read(collection, sample)]
        if sampled:
            await intake.compare([d for read in sampled for _, c in read for d in c.documents])
        repetitions = await intake.repetitions()
        done = 0
        async with _Commits(self._store, tally) as commits:

            async def take(read: Sequence[_Read]) -> None:
                nonlocal done
                kept = [each for each in read if not _stays(collection, *each, known, tally)]
                readings = await asyncio.to_thread(_cut, collection, kept, repetitions)
                await commits.add(_with_text(readings, known, tally))
                done += len(read)
                if progress:
                    progress("reading", done, len(changed))

            for read in sampled:
                await take(read)
            async for read in _read(collection, rest):
                await take(read)

    async def _require(self, listings: Sequence[tuple[Collection, Listing]], tally: _Tally) -> None:
        """Raise IndexFault where an archive holds nothing: a wrong path must not empty an index."""
        intake = self._store.catalog.intake
        known = await intake.known()
        emptied = {(each.archive_key, each.bundle) for each in tally.emptied}
        full = {place for place, entry in known.items() if entry.documents} - emptied
        for collection, listing in listings:
            key = collection.key
            held = any((key, bundle.name) in full for bundle in listing.bundles)
            hidden = tuple(folder.name for folder in listing.unlisted)
            if (
                collection.required
                and not held
                and not any(other == key and name.startswith(hidden) for other, name in full)
            ):
                skipped = [entry for each in tally.emptied for entry in each.skipped]
                skipped = skipped or await intake.skipped(key)
                raise IndexFault(_nothing(collection.given, listing, skipped))

    async def _report(self, tally: _Tally, started: float) -> Report:
        catalog = self._store.catalog
        coverage = await catalog.coverage()
        added, updated = len(tally.changes.added), len(tally.changes.updated)
        passages, pending = await catalog.passage_count(), await catalog.outbox.pending()
        if passages and not pending and await self._store.vectors.lost():
            await catalog.outbox.fill()
            pending = await catalog.outbox.pending()
            log.warning("vectors_lost", now="all are made again")
        return Report(
            documents=coverage.documents,
            sources=coverage.sources,
            added=added,
            updated=updated,
            removed=len(tally.changes.removed),
            unchanged=coverage.documents - added - updated,
            skipped=(*await catalog.intake.skipped(), *tally.passing),
            passages=passages,
            pending=pending,
            seconds=round(time.monotonic() - started, 3),
        )

    async def embed(self, progress: Progress | None = None, *, behind: bool = False) -> int:
        """Drain the outbox; returns how many vectors were made. It can be stopped at any point.

        What comes into it meanwhile is made as well, and every vector where those that there are
        can't be read. Processes that share a catalog part the work; one that is `behind` leaves it
        to the others while they do it. At the end all of it is done. Raises IndexFault where
        vectors can't be kept.
        """
        # Who clears the vectors has this turn alone.
        with self._store.held() as index:
            async with index.embedding, index.catalog.in_turn("vectors", shared=True):
                with told_when_full(self._store.data):
                    try:
                        return await self._drain_all(progress, behind=behind)
                    except Exception as error:
                        if not index.vectors.damaged(error):
                            raise
                        log.warning("vectors_damaged", reason=str(error), now="all are made again")
                        await self._store.renew_vectors()
                        return await self._drain_all(progress, behind=behind)

    async def take_over(self) -> bool:
        """Let an index that was built beside serve, where there is one; whether there was.

        It is brought level with what changed since, and has to find what is in it. Raises
        IndexFault where it doesn't or can't: then the one that serves stays.
        """
        index = await self._store.successor()
        if index is None:
            return False
        try:
            with self._store.held(index):
                await self.run()
                await probe(self._store, _PROBED)  # which also reads what questions need
                await self.level()
            self._store.switch(index)
        except BaseException:
            await self._store.let_go(index)
            raise
        log.info("index_switched", generation=index.generation)
        return True

    async def _drain_all(self, progress: Progress | None, *, behind: bool) -> int:
        outbox = self._store.catalog.outbox
        made = 0
        async with outbox.claiming() as claim:
            while True:
                now = await self._drain(progress, claim, behind=behind)
                made += now
                if not now:
                    if self._store.former or not await outbox.taken(claim):
                        return made
                    await asyncio.sleep(_OTHERS)  # what dies with it in hand leaves it to this one

    async def _take_out(self, claim: int) -> None:
        """Take out the vectors of what went, and what is left of it in the catalog's file."""
        outbox = self._store.catalog.outbox
        gone = await outbox.to_delete(_GONE, claim)
        while gone:
            more = await outbox.to_delete(_GONE, claim)
            await self._store.vectors.remove(gone)
            if not more:  # once, with the last of them: broken off before, it is repeated
                await self._store.catalog.erase()
            await outbox.done(gone, "delete")
            gone = more

    async def _drain(self, progress: Progress | None, claim: int, *, behind: bool) -> int:
        """Make the vectors of what waits, the newest first; returns how many."""
        await self._take_out(claim)
        outbox = self._store.catalog.outbox
        total = await outbox.pending()
        if not total:
            return 0
        made = 0
        below: int | None = None
        writing: asyncio.Task[None] | None = None
        try:
            while not self._store.former and (
                batch := await self._next(claim, below, behind=behind)
            ):
                rows: list[Vectors] = []
                for some in _steps(batch, _EMBED):
                    rows.append(await embed(self._store.embedder, [item.text for item in some]))
                    made += len(some)
                    if progress:
                        progress("embedding", made, max(total, made))
                if writing:
                    await asyncio.shield(writing)
                writing = asyncio.create_task(self._write(batch, rows))
                below = batch[-1].key
            if writing:
                await asyncio.shield(writing)
        except BaseException:
            if writing:
                # A transaction that is broken off may keep its lock; the store closes behind this.
                await asyncio.wait({writing})
            raise
        return made

    async def _next(self, claim: int, below: int | None, *, behind: bool) -> list[ToEmbed]:
        outbox = self._store.catalog.outbox
        if behind and await outbox.taken(claim):
            return []
        return await outbox.to_embed(_WRITE, claim, below)

    async def _write(self, batch: Sequence[ToEmbed], rows: Sequence[Vectors]) -> None:
        import numpy as np

        ids = [item.passage for item in batch]
        beside = [(item.day, item.document) for item in batch]
        vectors = np.concatenate(rows)
        await self._store.vectors.put(ids, vectors, beside)
        await self._store.catalog.outbox.embedded(ids, vectors)


class _Commits:
    """Readings on their way into the catalog: one transaction is written as others are read."""

    def __init__(self, store: Store, tally: _Tally) -> None:
        self._intake = store.catalog.intake
        self._tally = tally
        self._waiting: list[Reading] = []
        self._running: asyncio.Task[Changes] | None = None

    async def add(self, readings: Iterable[Reading]) -> None:
        self._waiting += readings
        if sum(len(made.passages) for r in self._waiting for made in r.documents) >= _COMMIT:
            await self._commit()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            await self._commit()
            await self._commit()
        elif self._running:
            # The store closes behind this: what is being written is waited for.
            await asyncio.gather(self._running, return_exceptions=True)

    async def _commit(self) -> None:
        if self._running:
            running, self._running = self._running, None
            self._tally.changes.follow(await running)
        waiting, self._waiting = self._waiting, []
        self._running = asyncio.create_task(self._intake.put(waiting)) if waiting else None


async def _read(
    collection: Collection, bundles: Sequence[Bundle]
) -> AsyncGenerator[Sequence[_Read]]:
    """Bundles with what they hold, some a step."""
    for some in _steps(bundles, _READ):
        yield [*zip(some, await collection.contents(some), strict=True)]


def _steps(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (values[n : n + size] for n in range(0, len(values), size))


def _sample_first(
    collection: Collection, bundles: Sequence[Bundle], changed: Sequence[Bundle]
) -> tuple[list[Bundle], list[Bundle]]:
    """Part what is to be read: first the documents by which repetitions are found.

    So they are known before any is cut. Which come first follows from all bundles, so that an
    interrupted run goes on in the same order.
    """
    if len(changed) <= SAMPLE:
        return [], list(changed)
    first = sorted(bundles, key=lambda bundle: collection.document_id(bundle.name))[:SAMPLE]
    names = {bundle.name for bundle in first}
    return (
        [bundle for bundle in changed if bundle.name in names],
        [bundle for bundle in changed if bundle.name not in names],
    )


def _stays(
    collection: Collection,
    bundle: Bundle,
    contents: Contents,
    known: Mapping[Place, Known],
    tally: _Tally,
) -> bool:
    """Whether a bundle stays as it was, since the disk wouldn't give it just now."""
    place = (collection.key, bundle.name)
    if not any(reason.passing for _, reason in contents.skipped):
        return False
    tally.failed.add(place)
    if not known.get(place, _UNKNOWN).documents:
        return False
    tally.passing += [
        Skipped(file, f"{reason}; what it said before stays") for file, reason in contents.skipped
    ]
    return True


def _cut(
    collection: Collection,
    read: Iterable[_Read],
    repetitions: Mapping[str, Repetition],
) -> list[Reading]:
    """What bundles hold, as the catalog takes it."""
    return [
        Reading(
            collection.key,
            collection.given,
            bundle.name,
            "" if any(reason.passing for _, reason in contents.skipped) else bundle.stamp,
            tuple(
                cut(document, repetitions.get(document.publication, NOTHING))
                for document in contents.documents
            ),
            tuple(Skipped(file, str(reason)) for file, reason in contents.skipped),
        )
        for bundle, contents in read
    ]


def _with_text(
    readings: Iterable[Reading], known: Mapping[Place, Known], tally: _Tally
) -> Iterator[Reading]:
    """The readings less those that would take out what there was: these come when all is read."""
    for reading in readings:
        before = known.get((reading.archive_key, reading.bundle), _UNKNOWN)
        if before.documents and not reading.documents:
            tally.emptied.append(reading)
        else:
            yield reading


def _gone(
    known: Mapping[Place, Known], listings: Sequence[tuple[Collection, Listing]]
) -> Iterator[Place]:
    """The bundles that are no more. What lies in a folder that can't be listed isn't gone."""
    present = {(each.key, bundle.name) for each, listing in listings for bundle in listing.bundles}
    hidden = [(each.key, folder.name) for each, found in listings for folder in found.unlisted]
    for place in known:
        key, name = place
        if place not in present and not any(
            key == other and name.startswith(folder) for other, folder in hidden
        ):
            yield place


def _nothing(given: str, listing: Listing, skipped: Sequence[Skipped]) -> str:
    reasons = [f"{entry.file}: {entry.reason}" for entry in skipped]
    reasons += [f"{entry.name}: {entry.reason}" for entry in listing.unlisted]
    if not reasons:
        return f"The archive {given} is empty. Put digests (.md, .txt, .html, feeds) into it."
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"The archive {given} holds no digest ({reasons[0]}{more})."
