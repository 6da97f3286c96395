"""BM25 in PostgreSQL, made in SQL of what `ts_rank` tells.

`ts_rank` of a single term follows from how often it stands in a text, and from nothing else, so
that BM25 can be made of it. How rare a term is the vocabulary counts; how rare a phrase is, is
counted among the passages that are scored.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    cast,
    column,
    literal,
    literal_column,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncConnection

from index.tsquery import Leaf

_COUNTS = text("SELECT term, doc FROM vocabulary WHERE term = ANY(CAST(:terms AS text[]))")
_LENGTHS = text("SELECT passages, words FROM lengths")
WORDS = table(
    "words", column("key", BigInteger), column("length", Integer), column("terms", TSVECTOR)
)
_K1, _B = 1.2, 0.75  # of BM25, as in FTS5
_LEAST = 1e-6  # what a term counts that stands in most passages
_SHARE = 6 / math.pi**2


@dataclass(frozen=True, slots=True)
class Known:
    """How often terms stand, in how many passages of how many words in the mean."""

    counts: Mapping[str, int]
    passages: int
    length: float

    def rarity(self, count: int) -> float:
        """The inverse document frequency of what stands in so many passages, as FTS5 has it."""
        odds = (self.passages - count + 0.5) / (count + 0.5)
        return max(math.log(max(odds, 1.0)), _LEAST)


async def known_of(connection: AsyncConnection, leaves: Iterable[Leaf]) -> Known:
    """What the catalog knows of the terms of some leaves."""
    terms = sorted({term for leaf in leaves for term in leaf.terms})
    rows = await connection.execute(_COUNTS, {"terms": terms})
    counts = {row.term: row.doc for row in rows}
    passages_, words = (await connection.execute(_LENGTHS)).one()
    return Known(counts, passages_, words / passages_ if passages_ else 1.0)


def _query(query: str) -> ColumnElement[Any]:
    return cast(literal(query, Text), TSQUERY)


def matching_rows(query: str, low: int, high: int) -> Select[Any]:
    """The rows of passages that fit a query, of keys from `low` to `high`."""
    return select(WORDS.c.key).where(
        WORDS.c.terms.bool_op("@@")(_query(query)),
        WORDS.c.key.between(literal(low, BigInteger), literal(high, BigInteger)),
    )


def scored_rows(
    matching: Select[Any], leaves: Sequence[Leaf], known: Known, share: float, context: float
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
        .select_from(WORDS.join(given, true()))
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
