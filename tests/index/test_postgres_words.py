"""BM25 in PostgreSQL, beside SQLite's own."""

import random
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.database import open_postgres
from index.digest import Scope
from index.schema import POSTGRES_SCHEMA
from index.words import Match
from tests.index.making import document, reading
from tests.postgres import Cluster

WORDS = (
    "alpha zephyr-4 gamma delta lease model chips token price sale talks plant union court".split()
)


@pytest.mark.parametrize(
    ("expression", "apart"),
    [
        ('"alpha"', 6),
        ('"lease" OR "union" OR "court"', 6),
        ('"zephyr 4" OR "chips"', 6),
        ('"mod" * OR "plants"', 6),
        ('("alpha") AND ("alpha" OR "price" OR "price")', 6),
    ],
)
async def test_passages_rank_as_in_sqlite(
    postgres: Cluster, tmp_path: Path, expression: str, apart: int
) -> None:
    """What both databases find is the same, and nearly in the same order."""
    drawn = random.Random(7)  # noqa: S311 -- texts, no secrets
    weights = [2.0 ** -(n / 3) for n in range(len(WORDS))]
    readings = [
        reading(
            document(
                " ".join(drawn.choices(WORDS, weights, k=drawn.randint(8, 60))) + f" n{n}.",
                id_=f"d{n}",
                title=drawn.choice(WORDS),
            )
        )
        for n in range(60)
    ]
    catalogs = [
        await Catalog.open(tmp_path / "catalog.db", "model"),
        await Catalog.of(open_postgres(await postgres.create(), POSTGRES_SCHEMA), "model"),
    ]
    ranks: list[list[str]] = []
    for catalog in catalogs:
        await catalog.intake.put(readings)
        found = await catalog.find_words(Match(expression), Scope(), 60)
        ranks.append([id_ for id_, _ in found])
        await catalog.close()
    assert set(ranks[0]) == set(ranks[1])
    most = max(abs(at - ranks[1].index(id_)) for at, id_ in enumerate(ranks[0]))
    assert most <= apart
    assert len(set(ranks[0][:10]) & set(ranks[1][:10])) >= 9
