"""Tests of index/facts/differing.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.differing import differing


@pytest.mark.parametrize(
    ("one", "other", "figures"),
    [
        ("GLM-5.1 has 744 billion parameters.", "GLM-5.1 has 754B parameters.", (744e9, 754e9)),
        ("xAI raised $20 billion.", "xAI raised $15B in its round.", (20e9, 15e9)),
        ("29% of developers trust it.", "33 percent of developers trust it.", (29, 33)),
        ("The site draws 1.5 GW of power.", "The site draws 900 MW of power.", (1.5e9, 9e8)),
        ("It costs $5, and $25 for output tokens.", "It costs $5, and $30 for output.", (25, 30)),
        ("Over 40% trust it.", "30% trust it.", (40, 30)),
        ("It has 5M users.", "It has 7M users.", (5e6, 7e6)),
        ("公司融资210亿美元。", "公司融资300亿美元。", (21e9, 30e9)),
        # The same, or nearly
        ("It raised $21B.", "It raised 21 billion dollars.", None),
        ("39.7% trust it.", "About 40% trust it.", None),
        ("40% trust it.", "39.7% trust it.", None),
        ("Over $1 billion was raised.", "$1.2 billion was raised.", None),
        ("Nearly 50% trust it.", "48% trust it.", None),
        ("It has 5M+ users.", "It has 7M users.", None),
        # Other things
        ("29% trust it.", "Sales rose 84%.", None),
        ("It raised $20 billion.", "It has 20 employees.", None),
        ("It raised $20 billion.", "It raised €18 billion.", None),
        ("GPT-5.4 scored 57.7%.", "Opus-4.6 scored 57.3%.", None),
        ("20% and 30% use it.", "40% use it.", None),
        ("It was founded 3 years ago.", "It was founded 5 years ago.", None),
        ("It came in 2025.", "It came in 2026.", None),
        ("No figure at all.", "It has 7M users.", None),
    ],
)
def test_figures_differ_where_they_measure_the_same(
    one: str, other: str, figures: tuple[float, float] | None
) -> None:
    """The differing figures are told, in the sentences' order, and nothing where it isn't sure."""
    found = differing(one, other)
    assert (found and tuple(float(each.amount) for each in found)) == figures
    back = differing(other, one)
    assert (back and tuple(float(each.amount) for each in back[::-1])) == figures


@given(st.text())
def test_a_sentence_never_differs_from_itself(text: str) -> None:
    """Whatever it tells."""
    assert differing(text, text) is None


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_two_sums_differ_where_they_are_two(a: int, b: int) -> None:
    """Two exact amounts of one unit in the same words differ, unless they are equal."""
    found = differing(f"The lab raised ${a} million.", f"The lab raised ${b} million.")
    assert (found is None) == (a == b)
