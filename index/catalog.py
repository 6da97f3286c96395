"""The SQL side of the index: documents, passages, full-text search, what is still to embed."""

import asyncio
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, bindparam, delete, event, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from index import schema
from index.digest import Coverage, Document, Evidence, Origin, Passage, Scope, Span
from index.outbox import Outbox
from index.rows import (
    ORIGIN,
    chunks,
    day_keys,
    day_of,
    document_of,
    document_row,
    keys_of,
    origin_of,
    passage_of,
    passage_row,
    sentences_json,
)
from index.schema import documents, passages, skipped
from index.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Known:
    """A file that the catalog has seen: what it became, and its stamp then."""

    stamp: str
    archive: str = ""
    document: str | None = None
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read, with its passages and the stamp of its file."""

    archive_key: str
    stamp: str
    document: Document
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that isn't a document, and why."""

    file: str
    reason: str


class Catalog:
    """Documents and passages in SQL. Open it with `Catalog.open`, close it at the end."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.outbox = Outbox(engine)
        self.emptied = False
        self._version = ""
        self._round = 0
        self._vocabulary: Vocabulary | None = None
        self._origins: tuple[Origin, ...] | None = None

    @classmethod
    async def open(cls, path: Path, model: str) -> Self:
        """Open or make the catalog in the file `path`, for vectors of the model named `model`.

        A catalog of another schema or model is emptied, and `emptied` tells so: vectors that were
        made for it are to go, then `settle` is to be called. All of it is built again from the
        archive.
        """
        engine = create_async_engine(URL.create("sqlite+aiosqlite", database=str(path)))
        event.listen(engine.sync_engine, "connect", _configure)
        event.listen(engine.sync_engine, "begin", _begin)
        catalog = cls(engine)
        catalog._version = f"{schema.SCHEMA} {model}"
        try:
            async with engine.begin() as connection:
                catalog.emptied = await connection.run_sync(schema.create, catalog._version)
        except BaseException:
            await engine.dispose()
            raise
        return catalog

    async def settle(self) -> None:
        """Note that the vectors belong to this catalog: until then it counts as new."""
        async with self._engine.begin() as connection:
            await connection.run_sync(schema.settle, self._version)
        self.emptied = False

    async def close(self) -> None:
        """Let go of the database."""
        await self._engine.dispose()

    # Bringing it level with the archive

    async def known(self) -> dict[tuple[str, str], Known]:
        """Every file seen, by (archive key, file)."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(
                    documents.c.archive_key,
                    documents.c.file,
                    documents.c.stamp,
                    documents.c.archive,
                    documents.c.id,
                    documents.c.content_hash,
                )
            )
            read = rows.all()
            passed_over = (await connection.execute(select(skipped))).all()
        found = {(r[0], r[1]): Known(r[2], r[3], r[4], r[5]) for r in read}
        return found | {(r.archive_key, r.file): Known(r.stamp) for r in passed_over}

    async def put(self, readings: Sequence[Reading]) -> None:
        """Add or replace documents with their passages and what is to embed, all or nothing."""
        async with self._engine.begin() as connection:
            for reading in readings:
                await self._put(connection, reading)
        self._changed()

    async def _put(self, connection: AsyncConnection, reading: Reading) -> None:
        document = reading.document
        kept = await connection.execute(
            select(passages.c.id).where(passages.c.document == document.id)
        )
        old = set(kept.scalars())
        new = {passage.id for passage in reading.passages}
        await self._drop_passages(connection, old - new)
        await connection.execute(
            delete(skipped).where(
                skipped.c.archive_key == reading.archive_key, skipped.c.file == document.file
            )
        )
        row = document_row(document, reading.archive_key, reading.stamp)
        if old or await self._exists(connection, document.id):
            await connection.execute(
                update(documents).where(documents.c.id == document.id).values(row)
            )
        else:
            await connection.execute(insert(documents).values(row))
        if stay := [p for p in reading.passages if p.id in old]:
            await connection.execute(
                update(passages).where(passages.c.id == bindparam("_id")),
                [
                    # The links in it may have changed: the id follows from words, not addresses.
                    {"_id": p.id, "ordinal": p.ordinal, "sentences": sentences_json(p)}
                    for p in stay
                ],
            )
        added = [p for p in reading.passages if p.id not in old]
        if added:
            first = await self._next_key(connection, document.digest.date)
            await connection.execute(
                insert(passages),
                [passage_row(first + n, document, p) for n, p in enumerate(added)],
            )
            await self.outbox.note(connection, (p.id for p in added), "embed")

    async def _exists(self, connection: AsyncConnection, document: str) -> bool:
        found = await connection.execute(
            select(func.count()).select_from(documents).where(documents.c.id == document)
        )
        return bool(found.scalar())

    async def _next_key(self, connection: AsyncConnection, day: dt.date | None) -> int:
        low, high = day_keys(day)
        found = await connection.execute(
            select(func.max(passages.c.key)).where(passages.c.key.between(low, high))
        )
        return int(found.scalar() or low) + 1

    async def _drop_passages(self, connection: AsyncConnection, ids: Iterable[str]) -> None:
        gone = sorted(ids)
        for some in chunks(gone):
            await connection.execute(delete(passages).where(passages.c.id.in_(some)))
        await self.outbox.note(connection, gone, "delete")

    async def touch(self, document: str, archive: str, stamp: str) -> None:
        """Note a new stamp, or another name of the archive's root, for an unchanged document."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(documents)
                .where(documents.c.id == document)
                .values(archive=archive, stamp=stamp)
            )
        self._changed()

    async def skip(self, archive_key: str, file: str, stamp: str, reason: str) -> None:
        """Note that a file isn't a document, and why."""
        row = {"archive_key": archive_key, "file": file, "stamp": stamp, "reason": reason}
        async with self._engine.begin() as connection:
            await connection.execute(
                text(
                    "INSERT INTO skipped (archive_key, file, stamp, reason)"
                    " VALUES (:archive_key, :file, :stamp, :reason) ON CONFLICT (archive_key, file)"
                    " DO UPDATE SET stamp = excluded.stamp, reason = excluded.reason"
                ),
                row,
            )

    async def remove(self, ids: Sequence[str], files: Sequence[tuple[str, str]] = ()) -> None:
        """Take documents out by their ids, with all their passages; forget skipped `files`."""
        async with self._engine.begin() as connection:
            for some in chunks(ids):
                gone = await connection.execute(
                    select(passages.c.id).where(passages.c.document.in_(some))
                )
                await self._drop_passages(connection, gone.scalars().all())
                await connection.execute(delete(documents).where(documents.c.id.in_(some)))
            for archive_key, file in files:
                await connection.execute(
                    delete(skipped).where(
                        skipped.c.archive_key == archive_key, skipped.c.file == file
                    )
                )
        self._changed()

    # Search

    async def find_words(self, match: str, scope: Scope, limit: int) -> list[tuple[str, float]]:
        """Passages by BM25 for a full-text expression: (id, score), the highest first."""
        low, high = keys_of(scope.span)
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                text(
                    "SELECT p.id, -bm25(words, 0.6, 1.0) AS score FROM words"
                    " JOIN passages p ON p.key = words.rowid"
                    " WHERE words MATCH :match AND words.rowid BETWEEN :low AND :high"
                    " AND (:document IS NULL OR p.document = :document)"
                    " ORDER BY bm25(words, 0.6, 1.0), words.rowid DESC LIMIT :limit"
                ),
                {
                    "match": match,
                    "low": low,
                    "high": high,
                    "document": scope.document,
                    "limit": limit,
                },
            )
            return [(row.id, float(row.score)) for row in rows]

    def _changed(self) -> None:
        self._round += 1
        self._vocabulary = self._origins = None

    async def vocabulary(self) -> Vocabulary:
        """The words of all passages, kept until passages change."""
        found, at = self._vocabulary, self._round
        if found is None:
            # As one value, to be taken apart in a thread: as rows it would hold up the loop.
            query = text("SELECT json_group_object(term, doc) FROM vocabulary")
            async with self._engine.connect() as connection:
                counts = str((await connection.execute(query)).scalar())
            found = Vocabulary(
                await asyncio.to_thread(json.loads, counts), await self.passage_count()
            )
            if at == self._round:
                self._vocabulary = found
        return found

    async def evidence(self, ranked: Sequence[tuple[str, float]]) -> list[Evidence]:
        """The passages of `ranked` (id, score) in that order, less those that are gone."""
        found: dict[str, Any] = {}
        async with self._engine.connect() as connection:
            for some in chunks([id_ for id_, _ in ranked]):
                rows = await connection.execute(
                    select(passages, *ORIGIN).join(documents).where(passages.c.id.in_(some))
                )
                found.update({row.id: row for row in rows})
        present = [(found[id_], score) for id_, score in ranked if id_ in found]
        return [
            Evidence(passage_of(row), origin_of(row), n, score)
            for n, (row, score) in enumerate(present, 1)
        ]

    async def passages_of(self, document: str) -> list[Evidence]:
        """All passages of one document in reading order."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(passages.c.id)
                .where(passages.c.document == document)
                .order_by(passages.c.ordinal)
            )
            ids = rows.scalars().all()
        return await self.evidence([(id_, 0.0) for id_ in ids])

    # What is in it

    async def coverage(self, span: Span | None = None, *, widened: bool = False) -> Coverage:
        """How many documents there are over which days; `span` is what was searched of them."""
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(
                    select(
                        func.count(),
                        func.min(documents.c.day),
                        func.max(documents.c.day),
                        func.count(documents.c.day),
                    ).select_from(documents)
                )
            ).one()
        return Coverage(
            documents=row[0],
            first=day_of(row[1]),
            last=day_of(row[2]),
            undated=row[0] - row[3],
            searched=span or Span(),
            widened=widened,
        )

    async def days(self) -> dict[dt.date, list[Origin]]:
        """Which digests each day has, days in order."""
        found: dict[dt.date, list[Origin]] = {}
        for origin in await self.origins():
            if origin.date and origin.kind == "digest":
                found.setdefault(origin.date, []).append(origin)
        return found

    async def origins(self) -> tuple[Origin, ...]:
        """Every document without its text, by day (the undated first), then by file.

        They are kept until documents change: people's autocompletion asks for them at each key.
        """
        found, at = self._origins, self._round
        if found is None:
            order = (documents.c.day, documents.c.archive, documents.c.file)
            async with self._engine.connect() as connection:
                rows = (await connection.execute(select(*ORIGIN).order_by(*order))).all()
            found = await asyncio.to_thread(lambda: tuple(origin_of(row) for row in rows))
            if at == self._round:
                self._origins = found
        return found

    async def document(self, id_: str) -> Document | None:
        """One document with its digest, or None."""
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(documents).where(documents.c.id == id_))
            ).one_or_none()
        return None if row is None else document_of(row)

    async def skipped(self) -> list[Skipped]:
        """Every file that isn't a document, with the reason."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(skipped).order_by(skipped.c.archive_key, skipped.c.file)
            )
            return [Skipped(row.file, row.reason) for row in rows]

    async def passage_count(self) -> int:
        """How many passages there are."""
        async with self._engine.connect() as connection:
            found = await connection.execute(select(func.count()).select_from(passages))
            return int(found.scalar() or 0)

    async def tags(self) -> dict[str, int]:
        """How many documents carry each tag."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(documents.c.tags))
            counts: dict[str, int] = {}
            for tags in rows.scalars():
                for tag in tags:
                    counts[tag] = counts.get(tag, 0) + 1
            return counts


def _configure(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, and leave DDL out of them: `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
