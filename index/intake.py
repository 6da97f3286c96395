"""The writing side of the catalog: what bundles were read into goes in, what is gone goes out."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from index.aliases import aliases_in
from index.database import for_writing
from index.digest import Document, Passage
from index.full_text import FullText
from index.mentions import MentionIndex
from index.others import Others
from index.outbox import Outbox
from index.passages import Cut, cut, headings_of, sentences_of
from index.repetition import (
    NOTHING,
    SAMPLE,
    Repetition,
    repeated_headings,
    repeated_in,
    signature_of,
)
from index.rows import (
    chunks,
    day_keys,
    document_of,
    document_row,
    label_rows,
    passage_row,
    passage_update,
)
from index.schema import (
    aliases,
    bundles,
    cited,
    documents,
    labels,
    passages,
    places,
    repeated,
    skipped,
)
from index.web.address import normalised

Place = tuple[str, str]  # archive key and bundle
_DIGESTS = documents.c.kind == "digest"


def _is(table: Table, place: Place) -> ColumnElement[bool]:
    return (table.c.archive_key == place[0]) & (table.c.bundle == place[1])


@dataclass(frozen=True, slots=True)
class Known:
    """A bundle that the catalog has seen: its stamp then, and the documents that it holds."""

    stamp: str
    archive: str = ""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that isn't a document, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a bundle with such a stamp was read into, each document cut into passages."""

    archive_key: str
    archive: str
    bundle: str
    stamp: str
    documents: tuple[Cut, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(slots=True)
class Changes:
    """Which documents came, changed and went: one that came and went again did neither."""

    added: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    def add(self, id_: str) -> None:
        """Note that a document came."""
        if id_ in self.removed:
            self.removed.discard(id_)
            self.updated.add(id_)
        else:
            self.added.add(id_)

    def update(self, id_: str) -> None:
        """Note that a document changed."""
        if id_ not in self.added:
            self.updated.add(id_)

    def remove(self, id_: str) -> None:
        """Note that a document went."""
        self.updated.discard(id_)
        if id_ in self.added:
            self.added.discard(id_)
        else:
            self.removed.add(id_)

    def follow(self, later: "Changes") -> None:
        """Note what changed behind this."""
        for id_ in later.removed:
            self.remove(id_)
        for id_ in later.added:
            self.add(id_)
        for id_ in later.updated:
            self.update(id_)


class Intake:
    """Takes documents in and out. A call is one transaction; `remove` is one for some hundreds.

    Equal content under several places is one document: that of the place which comes first, the
    dated before the undated, then by archive and name. Whoever held a document that another one
    now owns, or that is gone, is left without a stamp: it is to be read again.
    """

    def __init__(
        self, engine: AsyncEngine, outbox: Outbox, mentions: MentionIndex, words: FullText
    ) -> None:
        self._engine = engine
        self._writer = for_writing(engine)
        self._outbox = outbox
        self._mentions = mentions
        self._words = words
        self._others = Others(engine)
        self.round = 0  # counts changes, so that what was read from the tables can be kept

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes, and tells other processes so."""
        async with self._writer.begin() as connection:
            yield connection
            await self._words.settle(connection)
            noted = await self._others.note(connection)
        self._others.seen = noted
        self.round += 1

    async def look(self) -> None:
        """Count what other processes changed as well; those are looked for each second at most."""
        if await self._others.changed():
            self.round += 1

    async def known(self) -> dict[Place, Known]:
        """Every bundle seen, by (archive key, name)."""
        async with self._engine.connect() as connection:
            seen = (await connection.execute(select(bundles))).all()
            held = (await connection.execute(select(places))).all()
        return await asyncio.to_thread(_known, seen, held)

    async def put(self, readings: Sequence[Reading]) -> Changes:
        """Add or replace what bundles hold, with their passages and what is to embed."""
        changes = Changes()
        if not readings:
            return changes
        async with self._writing() as connection:
            for reading in readings:
                await self._put(connection, reading, changes)
        return changes

    async def _put(self, connection: AsyncConnection, reading: Reading, changes: Changes) -> None:
        place = (reading.archive_key, reading.bundle)
        before = await _held(connection, place)
        await connection.execute(
            text(
                "INSERT INTO bundles (archive_key, bundle, archive, stamp)"
                " VALUES (:archive_key, :bundle, :archive, :stamp)"
                " ON CONFLICT (archive_key, bundle)"
                " DO UPDATE SET archive = excluded.archive, stamp = excluded.stamp"
            ),
            {
                "archive_key": reading.archive_key,
                "bundle": reading.bundle,
                "archive": reading.archive,
                "stamp": reading.stamp,
            },
        )
        await _note_skipped(connection, reading)
        held: set[str] = set()
        for made in reading.documents:
            held.add(await self._put_document(connection, place, made, held, changes))
        await self._let_go(connection, place, before - held, changes)

    async def _put_document(
        self,
        connection: AsyncConnection,
        place: Place,
        made: Cut,
        held: Collection[str],
        changes: Changes,
    ) -> str:
        """Put one document; returns which one holds the content now. `held` were put before it."""
        document = made.document
        twin = await _twin(connection, document, place, held)
        if twin is not None:
            if (twin.day is None, twin.archive_key, twin.bundle) <= (
                document.digest.date is None,
                *place,
            ):
                await _place(connection, twin.id, place)
                return str(twin.id)
            # The twin's own place comes after this one: it moves here, and its places with it.
            await self._drop(connection, [twin.id])
            changes.remove(twin.id)
            await _move_places(connection, twin.id, document.id)
        before = (
            await connection.execute(
                select(documents.c.content_hash, documents.c.digest, documents.c.day).where(
                    documents.c.id == document.id
                )
            )
        ).one_or_none()
        row = document_row(document, *place) | {"cut": made.mark}
        await _place(connection, document.id, place)
        if before is None:
            await connection.execute(insert(documents).values(row))
            changes.add(document.id)
        elif (before.content_hash, before.digest) == (row["content_hash"], row["digest"]):
            await connection.execute(
                update(documents)
                .where(documents.c.id == document.id)
                .values(archive=document.archive)
            )
            return document.id
        else:
            # Those that said the same may do so no more, or come first now.
            undated = before.day is not None and row["day"] is None
            if before.content_hash != document.content_hash or undated:
                await _unstamp_others(connection, document.id, place)
            await connection.execute(
                update(documents).where(documents.c.id == document.id).values(row)
            )
            changes.update(document.id)
        await connection.execute(delete(labels).where(labels.c.document == document.id))
        await connection.execute(insert(labels), label_rows(document))
        await self._put_passages(connection, made)
        return document.id

    async def _put_passages(self, connection: AsyncConnection, made: Cut) -> None:
        document, its_passages = made.document, made.passages
        kept = await connection.execute(
            select(passages.c.id).where(passages.c.document == document.id)
        )
        old = set(kept.scalars())
        await self._drop_passages(connection, old - {passage.id for passage in its_passages})
        if stay := [p for p in its_passages if p.id in old]:
            # The links in it may have changed: the id follows from words, not addresses.
            await connection.execute(
                update(passages).where(passages.c.id == bindparam("_id")),
                [passage_update(p) for p in stay],
            )
            await connection.execute(
                delete(cited).where(cited.c.passage == bindparam("_id")),
                [{"_id": p.id} for p in stay],
            )
        if added := [p for p in its_passages if p.id not in old]:
            first = await _next_key(connection, document.digest.date)
            rows = await asyncio.to_thread(
                lambda: [passage_row(first + n, p) for n, p in enumerate(added)]
            )
            await connection.execute(insert(passages), rows)
            await self._words.added(connection, rows)
            await self._outbox.note(connection, (p.id for p in added), "embed")
        await _note_aliases(connection, document, its_passages)
        pages = {(page, p.id) for p in its_passages for url in p.cited if (page := normalised(url))}
        if pages:
            await connection.execute(
                insert(cited), [{"page": page, "passage": id_} for page, id_ in sorted(pages)]
            )
        await self._mentions.note(connection, made)

    async def _let_go(
        self, connection: AsyncConnection, place: Place, ids: Iterable[str], changes: Changes
    ) -> None:
        """Take a place from documents that it doesn't hold any more; what it owned is gone."""
        for id_ in sorted(ids):
            owned = await connection.execute(
                select(func.count())
                .select_from(documents)
                .where(documents.c.id == id_, _is(documents, place))
            )
            if owned.scalar():
                await _unstamp_others(connection, id_, place)
                await self._drop(connection, [id_])
                changes.remove(id_)
            await connection.execute(
                delete(places).where(places.c.document == id_, _is(places, place))
            )

    async def _drop(self, connection: AsyncConnection, ids: Sequence[str]) -> None:
        gone = await connection.execute(select(passages.c.id).where(passages.c.document.in_(ids)))
        await self._drop_passages(connection, gone.scalars().all())
        await connection.execute(delete(documents).where(documents.c.id.in_(ids)))

    async def _drop_passages(self, connection: AsyncConnection, ids: Iterable[str]) -> None:
        gone = sorted(ids)
        await self._words.dropping(connection, gone)
        for some in chunks(gone):
            await connection.execute(delete(passages).where(passages.c.id.in_(some)))
            await connection.execute(delete(cited).where(cited.c.passage.in_(some)))
        await self._outbox.note(connection, gone, "delete")

    async def rename(self, archive_key: str, archive: str) -> None:
        """Note another name of an archive's root, for all that it holds."""
        async with self._writing() as connection:
            for table in (bundles, documents):
                await connection.execute(
                    update(table).where(table.c.archive_key == archive_key).values(archive=archive)
                )

    async def remove(self, gone: Sequence[Place]) -> Changes:
        """Forget bundles, with the documents that were theirs alone."""
        changes = Changes()
        if not gone:
            return changes
        names: dict[str, list[str]] = {}
        for key, name in gone:
            names.setdefault(key, []).append(name)
        for key, found in names.items():
            for some in chunks(found):
                # One transaction each: whoever else writes waits for one of them, not for all.
                async with self._writing() as connection:
                    await self._remove(connection, key, some, changes)
        return changes

    async def _remove(
        self, connection: AsyncConnection, key: str, names: Sequence[str], changes: Changes
    ) -> None:
        def among(table: Table) -> ColumnElement[bool]:
            return (table.c.archive_key == key) & table.c.bundle.in_(names)

        rows = await connection.execute(select(documents.c.id).where(among(documents)))
        owned = rows.scalars().all()
        theirs = places.c.document.in_(owned)
        await connection.execute(delete(places).where(among(places)))
        others = select(places.c.archive_key, places.c.bundle).where(theirs)
        await connection.execute(
            update(bundles)
            .where(tuple_(bundles.c.archive_key, bundles.c.bundle).in_(others))
            .values(stamp="")
        )
        await connection.execute(delete(places).where(theirs))
        await self._drop(connection, owned)
        for id_ in owned:
            changes.remove(id_)
        for table in (bundles, skipped):
            await connection.execute(delete(table).where(among(table)))

    async def skipped(self, archive_key: str | None = None) -> list[Skipped]:
        """Every file that isn't a document, with the reason; of one archive or of all."""
        wanted = select(skipped).order_by(skipped.c.archive_key, skipped.c.file)
        if archive_key is not None:
            wanted = wanted.where(skipped.c.archive_key == archive_key)
        async with self._engine.connect() as connection:
            rows = await connection.execute(wanted)
            return [Skipped(row.file, row.reason) for row in rows]

    # What publications repeat

    async def repetitions(self) -> dict[str, Repetition]:
        """What each publication repeats, as far as it was compared."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(repeated))).all()
        return {
            r.publication: Repetition(r.signature, frozenset(r.shapes), frozenset(r.headings))
            for r in rows
        }

    async def compare(self, coming: Iterable[Document] = ()) -> None:
        """Find what each publication repeats, by its documents that have the smallest ids.

        Those that are `coming`, to be put after this, count as if they were there.
        """
        known = await self.repetitions()
        given = {each.id: each for each in coming if each.kind == "digest"}
        async with self._engine.connect() as connection:
            names = (
                (
                    await connection.execute(
                        select(documents.c.publication).where(_DIGESTS).distinct()
                    )
                )
                .scalars()
                .all()
            )
        for name in {*names, *(each.publication for each in given.values())}:
            told = (
                select(documents.c.id, documents.c.content_hash)
                .where(_DIGESTS, documents.c.publication == name)
                .order_by(documents.c.id)
                .limit(SAMPLE)
            )
            async with self._engine.connect() as connection:
                hashes = {row.id: row.content_hash for row in await connection.execute(told)}
                hashes |= {e.id: e.content_hash for e in given.values() if e.publication == name}
                sample = sorted(hashes)[:SAMPLE]
                signature = signature_of(f"{id_} {hashes[id_]}" for id_ in sample)
                if name in known and known[name].signature == signature:
                    continue
                held = select(documents).where(documents.c.id.in_(set(sample) - given.keys()))
                rows = (await connection.execute(held)).all()
            compared = [given[id_] for id_ in sample if id_ in given]
            found = await asyncio.to_thread(_repeated_in, rows, compared)
            row = {"publication": name, "signature": signature, **found}
            async with self._writing() as connection:
                await connection.execute(delete(repeated).where(repeated.c.publication == name))
                await connection.execute(insert(repeated).values(row))

    async def recut(self) -> None:
        """Cut documents again that were cut before it was known what their publication repeats."""
        found = await self.repetitions()
        async with self._engine.connect() as connection:
            cuts = await connection.execute(
                select(documents.c.publication, documents.c.cut).where(_DIGESTS).distinct()
            )
            stale = [row for row in cuts if row.cut != found.get(row.publication, NOTHING).mark]
        for publication, mark in stale:
            await self._recut(publication, mark, found.get(publication, NOTHING))

    async def _recut(self, publication: str, mark: str, repetition: Repetition) -> None:
        stale = (documents.c.publication == publication) & (documents.c.cut == mark) & _DIGESTS
        async with self._engine.connect() as connection:
            ids = (await connection.execute(select(documents.c.id).where(stale))).scalars().all()
        for id_ in ids:
            async with self._writing() as connection:
                row = (
                    await connection.execute(select(documents).where(documents.c.id == id_))
                ).one()
                again = await asyncio.to_thread(_cut_row, row, repetition)
                await connection.execute(
                    update(documents).where(documents.c.id == id_).values(cut=again.mark)
                )
                await self._put_passages(connection, again)


def _known(seen: Iterable[Any], held: Iterable[Any]) -> dict[Place, Known]:
    by_bundle: dict[Place, list[str]] = {}
    for place in held:
        by_bundle.setdefault((place.archive_key, place.bundle), []).append(place.document)
    return {
        (r.archive_key, r.bundle): Known(
            r.stamp, r.archive, tuple(by_bundle.get((r.archive_key, r.bundle), ()))
        )
        for r in seen
    }


def _repeated_in(rows: Iterable[Any], coming: Sequence[Document]) -> dict[str, list[int]]:
    held = [*map(document_of, rows), *coming]
    return {
        "shapes": sorted(repeated_in(map(sentences_of, held))),
        "headings": sorted(repeated_headings(map(headings_of, held))),
    }


def _cut_row(row: Any, repetition: Repetition) -> Cut:
    return cut(document_of(row), repetition)


async def _held(connection: AsyncConnection, place: Place) -> set[str]:
    rows = await connection.execute(select(places.c.document).where(_is(places, place)))
    return set(rows.scalars())


async def _twin(
    connection: AsyncConnection, document: Document, place: Place, held: Collection[str]
) -> Any:
    """Another document with the same content, or None.

    What the place itself said before, and isn't `held` any more, is none: it is being replaced.
    """
    rows = await connection.execute(
        select(documents.c.id, documents.c.day, documents.c.archive_key, documents.c.bundle).where(
            documents.c.content_hash == document.content_hash,
            documents.c.kind == document.kind,
            documents.c.id != document.id,
        )
    )
    return next(
        (row for row in rows if (row.archive_key, row.bundle) != place or row.id in held), None
    )


async def _place(connection: AsyncConnection, document: str, place: Place) -> None:
    await connection.execute(
        text(
            "INSERT INTO places (document, archive_key, bundle)"
            " VALUES (:document, :archive_key, :bundle) ON CONFLICT DO NOTHING"
        ),
        {"document": document, "archive_key": place[0], "bundle": place[1]},
    )


async def _move_places(connection: AsyncConnection, old: str, new: str) -> None:
    there = places.alias()
    same = (there.c.archive_key == places.c.archive_key) & (there.c.bundle == places.c.bundle)
    moved = places.c.document == old
    doubled = select(there.c.document).where(there.c.document == new, same).exists()
    await connection.execute(delete(places).where(moved, doubled))
    await connection.execute(update(places).where(moved).values(document=new))


async def _unstamp_others(connection: AsyncConnection, document: str, place: Place) -> None:
    """Let the other places of a document go, to be read again."""
    others = select(places.c.archive_key, places.c.bundle).where(
        places.c.document == document, ~_is(places, place)
    )
    await connection.execute(
        update(bundles)
        .where(tuple_(bundles.c.archive_key, bundles.c.bundle).in_(others))
        .values(stamp="")
    )
    await connection.execute(
        delete(places).where(places.c.document == document, ~_is(places, place))
    )


async def _note_skipped(connection: AsyncConnection, reading: Reading) -> None:
    place = (reading.archive_key, reading.bundle)
    await connection.execute(delete(skipped).where(_is(skipped, place)))
    if reading.skipped:
        await connection.execute(
            insert(skipped),
            [
                {
                    "archive_key": reading.archive_key,
                    "bundle": reading.bundle,
                    "file": entry.file,
                    "reason": entry.reason,
                }
                for entry in {entry.file: entry for entry in reading.skipped}.values()
            ],
        )


async def _note_aliases(
    connection: AsyncConnection, document: Document, its_passages: Sequence[Passage]
) -> None:
    await connection.execute(delete(aliases).where(aliases.c.document == document.id))
    texts = [passage.text for passage in its_passages]
    found = await asyncio.to_thread(lambda: {pair for text in texts for pair in aliases_in(text)})
    if found:
        rows = [{"document": document.id, "name": a, "other": b} for a, b in sorted(found)]
        await connection.execute(insert(aliases), rows)


async def _next_key(connection: AsyncConnection, day: dt.date | None) -> int:
    low, high = day_keys(day)
    found = await connection.execute(
        select(func.max(passages.c.key)).where(passages.c.key.between(low, high))
    )
    return int(found.scalar() or low) + 1
