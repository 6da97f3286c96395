"""Texts and expressions as PostgreSQL takes them."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from index.database import open_postgres
from index.mentions import said
from index.terms import readable
from index.tsquery import Expression, Leaf, Vector, terms_of
from tests.postgres import Cluster


@pytest.mark.parametrize(
    ("expression", "query"),
    [
        ('"gpt 5 4" OR "models"', "'gpt'<->'5'<->'4' | 'model'"),
        ('"releas" *', "'releas':*"),
        ('("a") AND ("a" OR "b")', "('a') & ('a' | 'b')"),
        ('("gpt 5" NOT ("gpt 5 1" *))', "(('gpt'<->'5' & !('gpt'<->'5'<->'1':*)))"),
        ('{text cjk} : ("gpt 5" AND "微" *)', "('gpt':AB<->'5':AB & '微':*AB)"),
        ('""', "' '"),
        ("", "' '"),
        ('OR "a" )', "' '"),
    ],
)
def test_expressions(expression: str, query: str) -> None:
    """Phrases, beginnings, columns, AND, OR and NOT have their counterparts."""
    assert Expression.of(expression).query == query


def test_what_is_excluded_does_not_score() -> None:
    """The leaves of an expression are its terms and phrases, each once, less what NOT excludes."""
    read = Expression.of('("a" OR "b") AND ("a" OR "c d" OR "c d") NOT ("e" *)')
    assert read.leaves == [Leaf(("a",)), Leaf(("b",)), Leaf(("c", "d"))]


def test_a_passage_as_a_vector() -> None:
    """Each column's terms have their places; a run of CJK letters is in its own column alone."""
    vector = Vector.of("Of Cafés", "Models, 微软 models", "微软")
    assert vector.literal == "'model':1A,3A '微软':14B 'of':25 'cafe':26"
    assert (set(vector.terms), vector.length) == ({"model", "微软", "of", "cafe"}, 6)


_WORD = st.one_of(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzABYZéÜñÇ", max_size=12),
    st.text(alphabet="0129", max_size=4),
)
WORDS = st.lists(st.tuples(_WORD, st.sampled_from(" -_'.,/"))).map(
    lambda pairs: "".join(map("".join, pairs))
)


@given(WORDS)
@example("relational technologies possibly running ponies' café-society")
def test_terms_are_those_of_sqlite(words: str) -> None:
    """Texts in Latin letters are cut, folded and stemmed as FTS5 does, but for two late rules."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='porter unicode61 remove_diacritics 2')"
        )
        connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')")
        connection.execute("INSERT INTO t VALUES (?)", (words,))
        theirs = {term for (term,) in connection.execute("SELECT term FROM v")}
    ours = {term[:-1] if term.endswith(("logi", "bli")) else term for term in terms_of(words)}
    assert ours == theirs


@given(st.lists(st.text(max_size=60), min_size=20, max_size=20))
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_the_server_takes_every_text_and_name(postgres: Cluster, texts: list[str]) -> None:
    """No text makes a vector, and no name a query, that PostgreSQL refuses; a text holds itself."""
    whole = [readable(each) for each in texts]

    async def ask() -> list[bool]:
        engine = open_postgres(postgres.url("postgres"), "public")
        query = text(
            "SELECT v @@ q, numnode(r) FROM (SELECT CAST(CAST(:v AS text) AS tsvector) AS v,"
            " CAST(CAST(:q AS text) AS tsquery) AS q, CAST(CAST(:r AS text) AS tsquery) AS r) AS t"
        )
        held = []
        async with engine.connect() as connection:
            for each in whole:
                expression = Expression.of(said(each) or '""').query
                leaf = Leaf(tuple(terms_of(each)[:20]))
                given = {"v": Vector.of("", "", each).literal, "q": leaf.query(), "r": expression}
                held.append((await connection.execute(query, given)).one()[0] or not leaf.terms)
        await engine.dispose()
        return held

    assert all(asyncio.run(ask()))
