"""Full text in SQLite: an FTS5 table beside the passages, kept level by triggers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from index.digest import Scope
from index.rows import DAY_BITS
from index.schema import passages
from index.scopes import documents_in, keys_in, only_days
from index.words import Match

_TABLES = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
        context, text, cjk, content='passages', content_rowid='key',
        tokenize="porter unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER IF NOT EXISTS words_insert AFTER INSERT ON passages BEGIN
        INSERT INTO words(rowid, context, text, cjk)
        VALUES (new.key, new.context, new.text, new.cjk);
    END""",
    """CREATE TRIGGER IF NOT EXISTS words_delete AFTER DELETE ON passages BEGIN
        INSERT INTO words(words, rowid, context, text, cjk)
        VALUES ('delete', old.key, old.context, old.text, old.cjk);
    END""",
    "CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(words, 'row')",
)
_GATHER = text(
    """WITH hit AS MATERIALIZED (
        SELECT rowid AS key, bm25(words, 0.6, 1.0, 1.0) AS score FROM words
        WHERE words MATCH :match AND rowid BETWEEN :low AND :high
        ORDER BY score LIMIT :hits),
    ranked AS MATERIALIZED (
        SELECT p.key, p.document, p.file, COUNT(*) OVER story AS total,
            ROW_NUMBER() OVER (story ORDER BY hit.score, p.ordinal) AS best,
            ROW_NUMBER() OVER (story ORDER BY p.ordinal) AS early
        FROM hit JOIN passages p ON p.key = hit.key
        WINDOW story AS (PARTITION BY p.document, p.file))
    SELECT ranked.*, p.id, p.headings, d.title FROM ranked
    JOIN passages p ON p.key = ranked.key JOIN documents d ON d.id = p.document
    WHERE d.kind = 'digest' AND (best <= :offered OR early <= :offered)
    ORDER BY ranked.document, ranked.file, early"""
)
_BY_DAY = text(
    """SELECT words.rowid >> :bits AS day, count(*) FROM words
    JOIN passages p ON p.key = words.rowid JOIN documents d ON d.id = p.document
    WHERE words MATCH :match AND words.rowid BETWEEN :low AND :high AND d.kind = 'digest'
    GROUP BY 1"""
)


class SqliteWords:
    """The full-text index of a catalog in SQLite."""

    def create(self, connection: Connection) -> None:
        """Make its tables anew."""
        for statement in _TABLES:
            connection.execute(text(statement))

    def drop(self, connection: Connection) -> None:
        """Drop its tables."""
        for name in ("vocabulary", "words"):
            connection.execute(text(f"DROP TABLE IF EXISTS {name}"))

    def lacks(self, connection: Connection) -> bool:
        """Whether a table or a trigger is gone."""
        there = connection.execute(text("SELECT name FROM sqlite_schema")).scalars()
        return not {"words", "words_insert", "words_delete", "vocabulary"} <= {*there}

    async def added(self, connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
        """Triggers have done it."""

    async def dropping(self, connection: AsyncConnection, ids: Sequence[str]) -> None:
        """Triggers will do it."""

    async def settle(self, connection: AsyncConnection) -> None:
        """FTS5 counts by itself."""

    async def find(
        self, connection: AsyncConnection, match: Match, scope: Scope, limit: int, newest: int
    ) -> list[tuple[str, float]]:
        """Passages by BM25: (id, score), the highest first; of many the `newest`."""
        key: ColumnElement[int] = literal_column("words.rowid")
        score: ColumnElement[float] = literal_column("-bm25(words, 0.4, 1.0, 1.0)")
        low, high = await keys_in(connection, scope)
        matches = text("words MATCH :match")
        matching = select(key.label("key")).select_from(text("words")).where(matches)
        found = matching.where(key.between(low, high))
        if match.many:
            last = found.order_by(text("rowid DESC")).limit(1).offset(newest)
            before = (await connection.execute(last, {"match": match.expression})).scalar()
            found = found.where(key > before) if before is not None else found
        if not only_days(scope):
            document = select(passages.c.document).where(passages.c.key == key)
            found = found.where(document.scalar_subquery().in_(documents_in(scope)))
        # Only the best are looked up in the passages, which lie far apart.
        scored = found.add_columns(score.label("score")).order_by(text("score DESC, key DESC"))
        best = scored.limit(limit).subquery()
        rows = await connection.execute(
            select(passages.c.id, best.c.score)
            .join(best, best.c.key == passages.c.key)
            .order_by(best.c.score.desc(), best.c.key.desc()),
            {"match": match.expression},
        )
        return [(row.id, float(row.score)) for row in rows]

    async def by_day(
        self, connection: AsyncConnection, expression: str, low: int, high: int
    ) -> dict[int, int]:
        """How many passages of digests fit by day (an ordinal), of keys from `low` to `high`."""
        given = {"bits": DAY_BITS, "match": expression, "low": low, "high": high}
        rows = await connection.execute(_BY_DAY, given)
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
        low, high = keys
        wanted = {"match": expression, "low": low, "high": high, "hits": hits, "offered": offered}
        return (await connection.execute(_GATHER, wanted)).all()
