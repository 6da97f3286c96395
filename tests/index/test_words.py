"""A question becomes a full-text expression."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.aliases import Aliases
from index.question import understand
from index.terms import bigrams, words_of
from index.vocabulary import Vocabulary
from index.words import SCORED, Match, bounded, match_expression

WORDS = Vocabulary({"glassw": 3, "project": 9}, 20)


def expression(question: str, vocabulary: Vocabulary) -> Match | None:
    """What a question matches, without other names."""
    return match_expression(understand(question, vocabulary, Aliases()), vocabulary)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is Project Glasswing?", '"project" OR "glasswing"'),
        ("GPT-5.4", '"gpt 5 4"'),
        ("Glaswing", '"glaswing" OR "glassw" *'),
        ("what is it", '"what" OR "is" OR "it"'),
        ('"the big lease"', '"big" OR "lease" OR "the big lease"'),
        ("NOT x* AND (y) OR NEAR(z) col:a", '"x" OR "y" OR "near" OR "z" OR "col" OR "a"'),
        ("", None),
        ("?! …", None),
        ("🚀🔥", None),
        ("微软", '"微软"'),
        ("微", '"微" *'),
        ("什么", '"什么"'),
        ("GPT-5发布", '"gpt 5" OR "发布"'),
        ("《新GPT-5发布会》", '"新" * OR "gpt 5" OR "发布" OR "布会" OR "发布 布会"'),
    ],
)
def test_expressions(question: str, expected: str | None) -> None:
    """Each term stands in quotes, compounds as phrases; without a term there is no expression."""
    found = expression(question, WORDS)
    if question.startswith("NOT"):
        assert found is not None
        assert {'"x"', '"y"', '"z"', '"col"'} <= set(found.expression.split(" OR "))
    else:
        assert (Match(expected) if expected else None) == found


@given(st.one_of(st.text(), st.text(alphabet='"“”*^():+-{}\\\0 ANDORT')))
def test_nothing_but_quoted_words(question: str) -> None:
    """Whatever a question holds, the expression is quoted words with OR between."""
    found = expression(question, WORDS)
    said = found.expression if found else '""'
    assert re.fullmatch(r'""|"[\w ]+"(?: \*)?(?: OR "[\w ]+"(?: \*)?)*', said)
    assert "\0" not in said


def test_long_questions_have_a_limit() -> None:
    """No expression has more than sixty-four terms."""
    found = expression(" ".join(f"word{n}" for n in range(5000)), WORDS)
    assert found is not None
    assert len(found.expression.split(" OR ")) == 64


PASSAGES = {
    "buy": "OpenAI收购了个人理财初创公司。",
    "release": "昨天新的GPT-5.4发布，DeepSeek开源模型。",
    "microsoft": "微软（Microsoft）裁员。",
    "japanese": "ＯｐｅｎＡＩがﾏｲｸﾛｿﾌﾄと提携した。",
    "korean": "삼성전자가 인수했다.",
    "english": "OpenAI bought a company.",
}


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """A full-text index with a column of pairs, as the catalog has it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5(name UNINDEXED, text, cjk,"
            " tokenize='porter unicode61 remove_diacritics 2')"
        )
        connection.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row')")
        for name, text in PASSAGES.items():
            connection.execute("INSERT INTO words VALUES (?, ?, ?)", (name, text, bigrams(text)))
        yield connection


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("OpenAI 收购了哪家公司？", {"buy", "english", "japanese"}),
        ("收购", {"buy"}),
        ("微软", {"microsoft"}),
        ("裁", {"microsoft"}),
        ("GPT-5.4 发布了吗", {"release"}),
        ("deepseek", {"release"}),
        ("マイクロソフト", {"japanese"}),
        ("삼성전자는 무엇을", {"korean"}),
        ("“开源模型”", {"release"}),
        ("量子", set()),
    ],
)
def test_cjk_questions_find(index: sqlite3.Connection, question: str, found: set[str]) -> None:
    """A question in Chinese, Japanese or Korean finds passages by its pairs, in any mixture."""
    counts = dict(index.execute("SELECT term, doc FROM vocabulary"))
    match = expression(question, Vocabulary(counts, len(PASSAGES)))
    assert match is not None
    rows = index.execute("SELECT name FROM words WHERE words MATCH ?", (match.expression,))
    assert found == {name for (name,) in rows}


def test_the_vocabulary_counts_pairs(index: sqlite3.Connection) -> None:
    """All words of all passages are known, CJK ones too, each by the passages that hold it."""
    words = Vocabulary(dict(index.execute("SELECT term, doc FROM vocabulary")), len(PASSAGES))
    assert all(words.frequency(word) for text in PASSAGES.values() for word in words_of(text))
    assert words.frequency("openai") == 3
    assert words.frequency("收购") == words.frequency("gpt-5.4") == words.frequency("微软") == 1


def test_below_the_bound_every_term_is_searched_alike() -> None:
    """Terms that stand in few passages are parted by nothing."""
    terms = [("b", SCORED - 900), ("a", 0), ("c", 900)]
    assert bounded(terms) == Match("b OR a OR c")


@pytest.mark.parametrize(
    ("counts", "share", "match"),
    [
        ({"a": 60_000, "b": 300, "c": 6_000}, 1.0, Match("(b OR c) AND (b OR c OR a OR a)")),
        ({"a": 60_000, "b": 300, "c": 6_000}, 0.1, Match("a OR b OR c")),
        ({"a": 60_000, "b": 300, "c": 6_900}, 1.0, Match("(b) AND (b OR a OR c OR a OR c)")),
        ({"a": 60_000, "b": 150_000, "c": 90_000}, 1.0, Match("(a) AND (a OR c OR c)", many=True)),
        ({"a": 900_000, "b": 800_000}, 1.0, Match("b", many=True)),
        ({"a": 900_000, "b": 10}, 0.0, Match("b")),
        ({"a": 400_000}, 1.0, Match("a", many=True)),
    ],
)
def test_frequent_terms_only_add(counts: dict[str, int], share: float, match: Match) -> None:
    """The rarest terms are needed, as many as may be scored, others add while they are counted."""
    assert bounded(list(counts.items()), share) == match


def test_what_only_adds_is_scored_as_ever() -> None:
    """A passage with a rare term ranks as by all terms at once, with twice the score."""
    terms = [("zinc", 10), ("ruby", 5), ("news", 60_000), ("week", 90_000)]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        for n in range(300):
            rare = " ".join(word for word, every in (("zinc", 30), ("ruby", 70)) if not n % every)
            often = " ".join(word for word, every in (("news", 3), ("week", 4)) if not n % every)
            connection.execute("INSERT INTO words VALUES (?)", (f"{rare} {often} x{n % 7}" * 2,))
        query = "SELECT rowid, bm25(words) FROM words WHERE words MATCH ? ORDER BY 2, 1"
        all_at_once = connection.execute(query, ("zinc OR ruby OR news OR week",)).fetchall()
        found = connection.execute(query, (bounded(terms).expression,)).fetchall()
    assert len(found) == 13
    ranks = [row for row, _ in all_at_once if row in dict(found)]
    assert [row for row, _ in found] == ranks
    assert [score for _, score in found] == pytest.approx([2 * dict(all_at_once)[r] for r in ranks])


def test_a_large_archive_has_a_bounded_expression() -> None:
    """In a large archive a question's frequent words don't stand alone."""
    words = Vocabulary({"model": SCORED * 5, "glassw": 3, "releas": SCORED}, SCORED * 20)
    asked = understand("Glasswing model released", words, Aliases())
    assert match_expression(asked, words) == Match(
        '("glasswing") AND ("glasswing" OR "model" OR "released" OR "model" OR "released")'
    )
    assert match_expression(asked, words, 0.01) == Match('"glasswing" OR "model" OR "released"')


def test_a_vocabulary_that_changed_meanwhile() -> None:
    """What a word meant may have left the archive since: it is searched, and found in nothing."""
    question = understand("Glaswing", WORDS, Aliases())
    found = match_expression(question, Vocabulary({"project": 9}, 20))
    assert found == Match('"glaswing" OR "glassw" *')
