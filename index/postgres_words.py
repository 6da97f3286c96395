"""Full text in PostgreSQL: a table of tsvectors beside the passages, and counts of its terms."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    func,
    inspect,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from index.digest import Scope
from index.postgres_ranking import WORDS, known_of, matching_rows, scored_rows
from index.rows import DAY_BITS, chunks
from index.schema import documents, passages
from index.scopes import EVERYWHERE, documents_in, keys_in, only_days, share_of
from index.tsquery import Expression, Vector
from index.words import Match

_INDEX = "CREATE INDEX words_terms ON words USING gin (terms) WITH (fastupdate = on)"
_INDEXED = text("SELECT to_regclass('words_terms') IS NOT NULL")
_TABLES = (
    # A vector lies in its row, not apart from it: a search reads thousands of them.
    """CREATE TABLE words (
        key BIGINT PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE,
        length INTEGER NOT NULL, terms TSVECTOR NOT NULL) WITH (toast_tuple_target = 8160)""",
    _INDEX,
    """CREATE TABLE vocabulary (term TEXT COLLATE "C" PRIMARY KEY, doc INTEGER NOT NULL)
        WITH (fillfactor = 70)""",
    "CREATE TABLE lengths (passages BIGINT NOT NULL, words BIGINT NOT NULL)",
    "INSERT INTO lengths VALUES (0, 0)",
)
_INSERT = text(
    """INSERT INTO words (key, length, terms)
    VALUES (:key, :length, CAST(CAST(:terms AS text) AS tsvector))"""
)
_GONE = text(
    """SELECT length, tsvector_to_array(terms) FROM words
    WHERE key IN (SELECT key FROM passages WHERE id = ANY(:ids))"""
)
_COUNT = text(
    """INSERT INTO vocabulary (term, doc)
    SELECT * FROM unnest(CAST(:terms AS text[]), CAST(:counts AS integer[])) ORDER BY 1
    ON CONFLICT (term) DO UPDATE SET doc = vocabulary.doc + excluded.doc"""
)
_FORGET = text("DELETE FROM vocabulary WHERE doc <= 0 AND term = ANY(CAST(:terms AS text[]))")
# What a transaction brings waits in a list, and comes into the index together: one by one it takes
# nine times as long. Left in the list it would be read whole by every search.
_MERGE = text("SELECT gin_clean_pending_list(CAST('words_terms' AS regclass))")
_MEASURE = text("UPDATE lengths SET passages = passages + :passages, words = words + :words")


class PostgresWords:
    """The full-text index of a catalog in PostgreSQL."""

    def __init__(self) -> None:
        self._changes: WeakKeyDictionary[AsyncConnection, _Changes] = WeakKeyDictionary()

    def create(self, connection: Connection) -> None:
        """Make its tables anew."""
        for statement in _TABLES:
            connection.execute(text(statement))

    def drop(self, connection: Connection) -> None:
        """Drop its tables."""
        for name in ("lengths", "vocabulary", "words"):
            connection.execute(text(f"DROP TABLE IF EXISTS {name}"))

    def lacks(self, connection: Connection) -> bool:
        """Whether a table is gone; the index of the terms is made again at once."""
        there = {*inspect(connection).get_table_names()}
        if not {"words", "vocabulary", "lengths"} <= there:
            return True
        if not connection.execute(_INDEXED).scalar():
            connection.execute(text(_INDEX))
        return False

    async def added(self, connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
        """Take in passages that were inserted."""
        vectors = await asyncio.to_thread(
            lambda: [Vector.of(row["context"], row["text"], row["cjk"]) for row in rows]
        )
        given = [
            {"key": row["key"], "length": vector.length, "terms": vector.literal}
            for row, vector in zip(rows, vectors, strict=True)
        ]
        await connection.execute(_INSERT, given)
        changes = self._changes.setdefault(connection, _Changes())
        for vector in vectors:
            changes.note(vector.terms, vector.length, 1)

    async def dropping(self, connection: AsyncConnection, ids: Sequence[str]) -> None:
        """Take out passages that are about to be deleted."""
        changes = self._changes.setdefault(connection, _Changes())
        for some in chunks(ids):
            for length, terms in await connection.execute(_GONE, {"ids": list(some)}):
                changes.note(terms, length, -1)

    async def settle(self, connection: AsyncConnection) -> None:
        """Count what came and went in a transaction, at the end of it."""
        changes = self._changes.pop(connection, None)
        if changes is None:
            return
        counts = {term: n for term, n in changes.terms.items() if n}
        given = {"terms": list(counts), "counts": list(counts.values())}
        await connection.execute(_COUNT, given)
        if fewer := [term for term, n in counts.items() if n < 0]:
            await connection.execute(_FORGET, {"terms": fewer})
        measured = {"passages": changes.passages, "words": changes.words}
        await connection.execute(_MEASURE, measured)
        await connection.execute(_MERGE)

    async def find(
        self, connection: AsyncConnection, match: Match, scope: Scope, limit: int, newest: int
    ) -> list[tuple[str, float]]:
        """Passages by BM25: (id, score), the highest first; of many the `newest`."""
        read = Expression.of(match.expression)
        # What only adds to the score needn't be looked up in the index.
        needed = Expression.of(match.needed).query if match.needed else read.query
        low, high = await keys_in(connection, scope)
        matching = matching_rows(needed, low, high)
        if not only_days(scope):
            held = select(passages.c.key).where(passages.c.document.in_(documents_in(scope)))
            matching = matching.where(WORDS.c.key.in_(held))
        if match.many:
            matching = matching.order_by(WORDS.c.key.desc()).limit(newest)
        share = 1.0 if scope == EVERYWHERE else await share_of(connection, scope)
        known = await known_of(connection, read.leaves)
        best = scored_rows(matching, read.leaves, known, share, 0.4).limit(limit).subquery()
        rows = await connection.execute(
            select(passages.c.id, best.c.score)
            .join(best, best.c.key == passages.c.key)
            .order_by(best.c.score.desc(), best.c.key.desc())
        )
        return [(row.id, float(row.score)) for row in rows]

    async def by_day(
        self, connection: AsyncConnection, expression: str, low: int, high: int
    ) -> dict[int, int]:
        """How many passages of digests fit by day (an ordinal), of keys from `low` to `high`."""
        matching = matching_rows(Expression.of(expression).query, low, high).subquery()
        day: ColumnElement[int] = matching.c.key.op(">>")(literal_column(str(DAY_BITS)))
        rows = await connection.execute(
            select(day, func.count())
            .join(passages, passages.c.key == matching.c.key)
            .join(documents, documents.c.id == passages.c.document)
            .where(documents.c.kind == "digest")
            .group_by(day)
        )
        return {row[0]: row[1] for row in rows}

    async def gather(
        self,
        connection: AsyncConnection,
        expression: str,
        keys: tuple[int, int],
        hits: int,
        offered: int,
    ) -> Sequence[Any]:
        """Of each story of digests the passages that fit best and those that come first."""
        read = Expression.of(expression)
        known = await known_of(connection, read.leaves)
        hit = (
            scored_rows(matching_rows(read.query, *keys), read.leaves, known, 1.0, 0.6)
            .limit(hits)
            .cte()
        )
        story = (passages.c.document, passages.c.file)
        best = func.row_number().over(
            partition_by=story, order_by=(hit.c.score.desc(), passages.c.ordinal)
        )
        early = func.row_number().over(partition_by=story, order_by=passages.c.ordinal)
        ranked = (
            select(
                *(passages.c.key, passages.c.id, passages.c.document, passages.c.file),
                passages.c.headings.cast(Text).label("headings"),
                func.count().over(partition_by=story).label("total"),
                best.label("best"),
                early.label("early"),
            )
            .join(hit, hit.c.key == passages.c.key)
            .cte()
        )
        rows = await connection.execute(
            select(ranked, documents.c.title)
            .join(documents, documents.c.id == ranked.c.document)
            .where(documents.c.kind == "digest")
            .where((ranked.c.best <= offered) | (ranked.c.early <= offered))
            .order_by(ranked.c.document, ranked.c.file, ranked.c.early)
        )
        return rows.all()


@dataclass(slots=True)
class _Changes:
    """What a transaction did to the counts."""

    terms: Counter[str] = field(default_factory=Counter)
    passages: int = 0
    words: int = 0

    def note(self, terms: Iterable[str], length: int, n: int) -> None:
        """Note that a passage came (1) or went (-1)."""
        for term in terms:
            self.terms[term] += n
        self.passages += n
        self.words += n * length
