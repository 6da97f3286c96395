"""Full text in PostgreSQL: a table of tsvectors beside the passages, ranked by BM25 in SQL.

`ts_rank` of a single term follows from how often it stands in a text, and from nothing else, so
that BM25 can be made of it (see `_often`). How rare a term is the vocabulary counts; how rare a
phrase is, is counted among the passages that are scored.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncConnection

from index.digest import Scope
from index.rows import DAY_BITS, chunks
from index.schema import documents, passages
from index.scopes import EVERYWHERE, documents_in, keys_in, only_days, share_of
from index.tsquery import Expression, Leaf, Vector
from index.words import Match

_TABLES = (
    # A vector lies in its row, not apart from it: a search reads thousands of them.
    """CREATE TABLE words (
        key BIGINT PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE,
        length INTEGER NOT NULL, terms TSVECTOR NOT NULL) WITH (toast_tuple_target = 8160)""",
    "CREATE INDEX words_terms ON words USING gin (terms) WITH (fastupdate = on)",
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
_COUNTS = text("SELECT term, doc FROM vocabulary WHERE term = ANY(CAST(:terms AS text[]))")
_LENGTHS = text("SELECT passages, words FROM lengths")
_WORDS = table(
    "words", column("key", BigInteger), column("length", Integer), column("terms", TSVECTOR)
)
_K1, _B = 1.2, 0.75  # of BM25, as in FTS5
_LEAST = 1e-6  # what a term counts that stands in most passages
_SHARE = 6 / math.pi**2


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
        matching = _matching(needed, low, high)
        if not only_days(scope):
            held = select(passages.c.key).where(passages.c.document.in_(documents_in(scope)))
            matching = matching.where(_WORDS.c.key.in_(held))
        if match.many:
            matching = matching.order_by(_WORDS.c.key.desc()).limit(newest)
        share = 1.0 if scope == EVERYWHERE else await share_of(connection, scope)
        known = await _known(connection, read.leaves)
        best = _scored(matching, read.leaves, known, share, 0.4).limit(limit).subquery()
        rows = await connection.execute(
            select(passages.c.id, best.c.score)
            .join(best, best.c.key == passages.c.key)
            .order_by(best.c.score.desc(), best.c.key.desc())
        )
        return [(row.id, float(row.score)) for row in rows]

    async def by_day(
        self, connection: AsyncConnection, expression: str, low: int, high: int
    ) -> dict[int, int]:
        """How many passages of each day (an ordinal) fit, of keys from `low` to `high`."""
        matching = _matching(Expression.of(expression).query, low, high).subquery()
        day: ColumnElement[int] = literal_column(f"key >> {DAY_BITS}")
        rows = await connection.execute(
            select(day, func.count()).select_from(matching).group_by(day)
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
        known = await _known(connection, read.leaves)
        hit = _scored(_matching(read.query, *keys), read.leaves, known, 1.0, 0.6).limit(hits).cte()
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


@dataclass(frozen=True, slots=True)
class _Known:
    """How often terms stand, in how many passages of how many words in the mean."""

    counts: Mapping[str, int]
    passages: int
    length: float

    def rarity(self, count: int) -> float:
        """The inverse document frequency of what stands in so many passages, as FTS5 has it."""
        odds = (self.passages - count + 0.5) / (count + 0.5)
        return max(math.log(max(odds, 1.0)), _LEAST)


async def _known(connection: AsyncConnection, leaves: Iterable[Leaf]) -> _Known:
    terms = sorted({term for leaf in leaves for term in leaf.terms})
    rows = await connection.execute(_COUNTS, {"terms": terms})
    counts = {row.term: row.doc for row in rows}
    passages_, words = (await connection.execute(_LENGTHS)).one()
    return _Known(counts, passages_, words / passages_ if passages_ else 1.0)


def _query(query: str) -> ColumnElement[Any]:
    return cast(literal(query, Text), TSQUERY)


def _matching(query: str, low: int, high: int) -> Select[Any]:
    """The rows of passages that fit a query, of keys from `low` to `high`."""
    return select(_WORDS.c.key).where(
        _WORDS.c.terms.bool_op("@@")(_query(query)),
        _WORDS.c.key.between(literal(low, BigInteger), literal(high, BigInteger)),
    )


def _scored(
    matching: Select[Any], leaves: Sequence[Leaf], known: _Known, share: float, context: float
) -> Select[Any]:
    """The keys of matching passages with their scores, the highest first.

    `share` is the part of the archive that they are of, `context` what a term above a passage
    counts for, beside one in it.
    """
    counts = [min((known.counts.get(term, 0) for term in leaf.terms), default=0) for leaf in leaves]
    # Of each leaf n: its queries, how often it stands at most, and how rare it is at least.
    given = select(
        literal(float(known.passages)).label("passages"),
        literal(known.length).label("mean"),
        literal(max(share, 1e-9)).label("share"),
        *(cast(literal(leaf.query(), Text), TSQUERY).label(f"q{n}") for n, leaf in _of(leaves)),
        *(
            cast(literal(part.query(), Text), TSQUERY).label(f"q{n}_{at}")
            for n, leaf in _of(leaves)
            for at, part in enumerate(leaf.parts)
        ),
        *(literal(float(count)).label(f"most{n}") for n, count in enumerate(counts)),
        *(literal(known.rarity(count)).label(f"rarity{n}") for n, count in enumerate(counts)),
    ).subquery("given")
    hit = (
        matching.add_columns(
            literal_column(f"{_K1 * (1 - _B)} + {_K1 * _B} * words.length / given.mean").label("l"),
            *(literal_column(_rank(n, leaf, context)).label(f"r{n}") for n, leaf in _of(leaves)),
        )
        .select_from(_WORDS.join(given, true()))
        .cte("hit")
        .prefix_with("MATERIALIZED")
    )
    among = [n for n, leaf in _of(leaves) if not leaf.alone]
    counted: list[ColumnElement[int]] = [
        literal_column("count(*)").label("every"),
        *(literal_column(f"count(*) FILTER (WHERE hit.r{n} > 0)").label(f"c{n}") for n in among),
    ]
    found = select(*counted).select_from(hit).cte("found")
    score = " + ".join(_score(n, leaf) for n, leaf in _of(leaves))
    scored: ColumnElement[float] = literal_column(f"{_K1 + 1} * ({score})")
    return (
        select(hit.c.key, scored.label("score"))
        .select_from(hit.join(given, true()).join(found, true()))
        .order_by(text("score DESC, key DESC"))
    )


def _of(leaves: Sequence[Leaf]) -> Iterator[tuple[int, Leaf]]:
    return enumerate(leaves)


def _rank(n: int, leaf: Leaf, context: float) -> str:
    """The rank of a term in a passage; of a phrase that of the term of it that stands least often.

    How often a phrase stands is at most that: to count it takes as long as all else together.
    """
    weight = (1 - _SHARE / (context + 0.5)) / _SHARE
    ranks = [
        f"ts_rank('{{{weight:.6f}, 0, 1, 1}}', words.terms, given.q{n}_{at})"
        for at, _ in enumerate(leaf.parts)
    ]
    if len(leaf.terms) == 1:
        return ranks[0]
    least = f"least({', '.join(ranks)})" if ranks else "0"
    return f"CASE WHEN words.terms @@ given.q{n} THEN {least} ELSE 0 END"


def _score(n: int, leaf: Leaf) -> str:
    """What a leaf adds to BM25, without the factor that all have.

    A term that stands n times has the rank r = (1 + 1/4 + … + 1/n²) · 6/π², the columns' weights
    apart. The sum is nearly π²/6 - 1/(n + 1/2), so n is found again, to 0.05 for one and better for
    more.
    """
    often = f"({_SHARE}::float8 / (1 - least(hit.r{n}, 0.98::real)) - 0.5::float8)"
    rarity = f"given.rarity{n}"
    if not leaf.alone:
        count = f"greatest(found.c{n} / given.share, 1)"
        if not leaf.prefix:
            count = f"least({count}, given.most{n})"
        odds = f"(given.passages - {count} + 0.5) / ({count} + 0.5)"
        rarity = f"greatest(ln(greatest({odds}, 1)), {_LEAST}::float8)"
    return f"CASE WHEN hit.r{n} > 0 THEN {rarity} * (1 - hit.l / ({often} + hit.l)) ELSE 0 END"
