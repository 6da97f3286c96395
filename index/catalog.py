"""The SQL side of the index: documents, passages, full-text search, what is still to embed."""

import asyncio
import datetime as dt
import json
import math
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Integer, column, event, func, select, table
from sqlalchemy.ext.asyncio import AsyncEngine

from index import schema
from index.aliases import Aliases
from index.database import changing, for_writing, in_turn, json_pairs, open_sqlite
from index.digest import Coverage, Dating, Document, Evidence, Origin, Scope, Span
from index.erasing import erase
from index.flat import Flat
from index.full_text import full_text_of
from index.intake import Intake
from index.levelled import Levelled
from index.mentions import MentionIndex
from index.names import NameBook
from index.outbox import Outbox
from index.renewed import Renewed
from index.rows import (
    ORIGIN,
    PASSAGE,
    chunks,
    day_of,
    digest_of,
    document_of,
    evidence_of,
    origin_of,
)
from index.schema import STRING, aliases, cited, documents, passages, places
from index.scopes import EVERYWHERE, documents_in, facts_of, share_of
from index.vocabulary import Vocabulary, terms_in
from index.words import Match

NEWEST = 20_000  # passages that one search by words scores
_TERMS = 20_000  # words that are read in one step
_VOCABULARY = table("vocabulary", column("term", STRING), column("doc", Integer))


class Catalog:
    """Documents and passages in SQL. Open it with `Catalog.open`, close it at the end."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._words = full_text_of(engine)
        self.outbox = Outbox(engine)
        self.mentions = MentionIndex(engine, self._words)
        self.intake = Intake(engine, self.outbox, self.mentions, self._words)
        self.flat = Flat(engine)
        self.levelled = Levelled(engine)
        self.emptied = False
        self._version = ""
        self._vocabulary = Renewed(self._count_words, self._at)
        self._aliases = Renewed(self._read_aliases, self._at)
        # Which digests there are, and what they name, is never told late.
        self._names = Renewed(self.mentions.book, self._at, math.inf)
        self._origins = Renewed(self._read_origins, self._at, math.inf)
        self._tags = Renewed(self._read_tags, self._at, math.inf)

    @classmethod
    async def open(cls, path: Path, model: str) -> Self:
        """Open or make the catalog in the file `path`, for vectors of the model named `model`.

        A catalog of another schema or model is emptied, and `emptied` tells so: vectors that were
        made for it are to go, then `settle` is to be called. All of it is built again from the
        archive.
        """
        engine = open_sqlite(path)
        try:
            return await cls.of(engine, model)
        except BaseException:
            await engine.dispose()
            raise

    @classmethod
    async def of(cls, engine: AsyncEngine, model: str) -> Self:
        """The catalog in a database that is opened, of SQLite or PostgreSQL, as `open` tells.

        Raises IndexFault where a newer Footnote made it for several processes.
        """
        catalog = cls(engine)
        catalog._version = f"{schema.SCHEMA} {model}"
        for each in {engine, changing(engine)}:
            event.listen(each.sync_engine, "handle_error", schema.told_when_gone)
        async with for_writing(engine).begin() as connection:
            catalog.emptied = await connection.run_sync(
                schema.create, catalog._version, catalog._words
            )
        return catalog

    def in_turn(self, what: str, *, shared: bool = False) -> AbstractAsyncContextManager[None]:
        """Do `what` while no other process of the same catalog does, or none alone if `shared`."""
        return in_turn(self._engine, what, shared=shared)

    async def settle(self) -> None:
        """Note that the vectors belong to this catalog: until then it counts as new."""
        async with for_writing(self._engine).begin() as connection:
            await connection.run_sync(schema.settle, self._version)
        self.emptied = False

    async def erase(self) -> None:
        """Let nothing of what was taken out stay in the file; PostgreSQL does so by itself."""
        if self._engine.dialect.name == "sqlite":
            await asyncio.to_thread(erase, Path(str(self._engine.url.database)))

    async def close(self) -> None:
        """Let go of the database."""
        await self._vocabulary.close()
        await self._aliases.close()
        await self._names.close()
        await self._origins.close()
        await self._tags.close()
        await self._engine.dispose()

    def _at(self) -> int:
        return self.intake.round

    # Search

    async def find_words(self, match: Match, scope: Scope, limit: int) -> list[tuple[str, float]]:
        """Passages by BM25: (id, score), the highest first; of many the newest NEWEST."""
        async with self._engine.connect() as connection:
            return await self._words.find(connection, match, scope, limit, NEWEST)

    async def share(self, scope: Scope) -> float:
        """Which part of all documents a scope holds, from 0 to 1."""
        if scope == EVERYWHERE:
            return 1.0
        async with self._engine.connect() as connection:
            return await share_of(connection, scope)

    async def vocabulary(self, asked: Sequence[str] = ()) -> Vocabulary:
        """The words of all passages; those of a large archive that changes are some seconds old.

        Of the words of texts that are `asked` it is told how many passages hold them now.
        """
        await self.intake.look()
        found = await self._vocabulary.get()
        if not asked or not self._vocabulary.stale:
            return found
        counts = {term: 0 for text in asked for term in terms_in(text)}
        async with self._engine.connect() as connection:
            for some in chunks(sorted(counts)):
                wanted = select(_VOCABULARY).where(_VOCABULARY.c.term.in_(some))
                counts |= {row.term: row.doc for row in await connection.execute(wanted)}
        return await asyncio.to_thread(found.but, counts)

    async def _count_words(self) -> Vocabulary:
        counts: dict[str, int] = {}
        last = ""
        while True:
            next_ = select(_VOCABULARY).where(_VOCABULARY.c.term > last)
            some = next_.order_by(_VOCABULARY.c.term).limit(_TERMS).subquery()
            pairs = select(json_pairs(some.c.term, some.c.doc), func.max(some.c.term))
            async with self._engine.connect() as connection:
                row = (await connection.execute(pairs)).one()
            if row[1] is None:
                return Vocabulary(counts, await self.passage_count())
            counts.update(await asyncio.to_thread(json.loads, row[0]))
            last = row[1]

    async def aliases(self) -> Aliases:
        """The other names that documents explain."""
        await self.intake.look()
        return await self._aliases.get()

    async def _read_aliases(self) -> Aliases:
        pairs = select(aliases.c.name, aliases.c.other).distinct()
        async with self._engine.connect() as connection:
            rows = (await connection.execute(pairs.order_by(*pairs.selected_columns))).all()
        return await asyncio.to_thread(Aliases.of, [(row.name, row.other) for row in rows])

    async def names(self) -> NameBook:
        """The names that digests tell, kept until passages change."""
        await self.intake.look()
        return await self._names.get()

    async def evidence(self, ranked: Sequence[tuple[str, float]]) -> list[Evidence]:
        """The passages of `ranked` (id, score) in that order, less those that are gone."""
        found: dict[str, Any] = {}
        async with self._engine.connect() as connection:
            for some in chunks([id_ for id_, _ in ranked]):
                rows = await connection.execute(
                    select(*PASSAGE, *ORIGIN).join(documents).where(passages.c.id.in_(some))
                )
                found.update({row.id: row for row in rows})
        present = [(found[id_], score) for id_, score in ranked if id_ in found]
        return [evidence_of(row, n, score) for n, (row, score) in enumerate(present, 1)]

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

    # Digests and their sources

    async def cited_pages(self) -> list[str]:
        """The pages that digests cite, by their keys, those of the newest digests first."""
        newest = func.max(passages.c.key).label("newest")
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(cited.c.page, newest)
                .join(passages, passages.c.id == cited.c.passage)
                .join(documents, documents.c.id == passages.c.document)
                .where(documents.c.kind == "digest")
                .group_by(cited.c.page)
                .order_by(newest.desc(), cited.c.page)
            )
            return list(rows.scalars())

    async def sources_of(self, passage_ids: Sequence[str]) -> dict[str, list[Origin]]:
        """The sources in the index that each of these passages cites."""
        found: dict[str, list[Origin]] = {}
        async with self._engine.connect() as connection:
            for some in chunks(passage_ids):
                rows = await connection.execute(
                    select(cited.c.passage, *ORIGIN)
                    .join(documents, documents.c.page == cited.c.page)
                    .where(cited.c.passage.in_(some))
                    .order_by(documents.c.id)
                )
                for row in rows:
                    found.setdefault(row.passage, []).append(origin_of(row))
        return found

    async def citing(self, source: str) -> list[Evidence]:
        """The passages of digests that cite a source, the oldest first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(passages.c.id)
                .join(cited, cited.c.passage == passages.c.id)
                .join(documents, documents.c.page == cited.c.page)
                .where(documents.c.id == source, passages.c.document != source)
                .order_by(passages.c.key)
            )
            ids = rows.scalars().all()
        return await self.evidence([(id_, 0.0) for id_ in ids])

    # What is in it

    async def coverage(self, scope: Scope = EVERYWHERE, *, widened: bool = False) -> Coverage:
        """How many documents a scope has, over which days; its span was searched of them."""
        facts = facts_of(replace(scope, span=Span(), document=None))
        counted = select(
            func.count(),
            func.min(documents.c.day),
            func.max(documents.c.day),
            func.count(documents.c.day),
        )
        async with self._engine.connect() as connection:
            all_ = select(func.count()).select_from(documents).where(*facts)
            total = int((await connection.execute(all_)).scalar() or 0)
            digests = counted.where(documents.c.kind == "digest", *facts)
            row = (await connection.execute(digests)).one()
        return Coverage(
            documents=total,
            first=day_of(row[1]),
            last=day_of(row[2]),
            undated=row[0] - row[3],
            searched=scope.span,
            widened=widened,
            sources=total - row[0],
            publications=scope.publications,
        )

    async def days(self) -> dict[dt.date, list[Origin]]:
        """Which digests each day has, days in order."""
        found: dict[dt.date, list[Origin]] = {}
        for origin in await self.digests():
            if origin.date:
                found.setdefault(origin.date, []).append(origin)
        return found

    async def origins(self) -> tuple[Origin, ...]:
        """Every document without its text, by day (the undated first), then by file.

        They are kept until documents change: people's autocompletion asks for them at each key.
        """
        await self.intake.look()
        return await self._origins.get()

    async def _read_origins(self) -> tuple[Origin, ...]:
        order = (documents.c.day.nulls_first(), documents.c.archive, documents.c.file)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(*ORIGIN).order_by(*order))).all()
        return await asyncio.to_thread(lambda: tuple(origin_of(row) for row in rows))

    async def digests(self, scope: Scope = EVERYWHERE) -> tuple[Origin, ...]:
        """A scope's digests without their text, by day (the undated first), then by file."""
        found = tuple(origin for origin in await self.origins() if origin.kind == "digest")
        if scope == EVERYWHERE:
            return found
        async with self._engine.connect() as connection:
            held = {row.id for row in await connection.execute(documents_in(scope))}
        return tuple(origin for origin in found if origin.document in held)

    async def differing(self) -> list[tuple[Origin, Dating]]:
        """Digests whose path, front matter and text name different days, by file."""
        wanted = (documents.c.kind == "digest") & documents.c.differs
        async with self._engine.connect() as connection:
            rows = (
                await connection.execute(
                    select(*ORIGIN, documents.c.digest).where(wanted).order_by(documents.c.file)
                )
            ).all()
        return [(origin_of(row), digest_of(row).dating) for row in rows]

    async def twins(self) -> list[tuple[str, ...]]:
        """The files of digests that say the same, those of each together, its own first."""
        alike = select(places.c.document).group_by(places.c.document).having(func.count() > 1)
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(documents.c.id, documents.c.file, documents.c.bundle, places.c.bundle)
                .join(places, places.c.document == documents.c.id)
                .where(documents.c.id.in_(alike), documents.c.kind == "digest")
                .order_by(documents.c.id, places.c.bundle)
            )
            found: dict[str, list[str]] = {}
            for id_, file, own, bundle in rows:
                others = found.setdefault(id_, [file])
                if bundle != own:
                    others.append(bundle)
        return sorted(tuple(files) for files in found.values())

    async def document(self, id_: str) -> Document | None:
        """One document with its digest, or None."""
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(documents).where(documents.c.id == id_))
            ).one_or_none()
        return None if row is None else document_of(row)

    async def content_hashes(self, ids: Sequence[str]) -> dict[str, str]:
        """Which content each of these documents has, less those that are gone."""
        found: dict[str, str] = {}
        async with self._engine.connect() as connection:
            for some in chunks(ids):
                rows = await connection.execute(
                    select(documents.c.id, documents.c.content_hash).where(documents.c.id.in_(some))
                )
                found.update({row.id: row.content_hash for row in rows})
        return found

    async def passage_count(self) -> int:
        """How many passages there are."""
        async with self._engine.connect() as connection:
            found = await connection.execute(select(func.count()).select_from(passages))
            return int(found.scalar() or 0)

    async def tags(self) -> dict[str, int]:
        """How many documents carry each tag; kept until documents change, as they are."""
        await self.intake.look()
        return await self._tags.get()

    async def _read_tags(self) -> dict[str, int]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(documents.c.tags))
            counts: dict[str, int] = {}
            for tags in rows.scalars():
                for tag in tags:
                    counts[tag] = counts.get(tag, 0) + 1
            return counts
