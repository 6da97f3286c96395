"""The embedder of the tests."""

import numpy as np

from tests.index.embedders import WordsEmbedder


def test_equal_words_are_near_and_others_are_not() -> None:
    """A text is nearer to one that shares its words than to one that doesn't."""
    one, same, other = WordsEmbedder().embed(
        ["Meta leases capacity", "capacity that Meta leases", "agents forget colleagues"]
    )
    assert float(one @ same) > 0.7 > float(one @ other)


def test_rows_have_unit_length_even_without_words() -> None:
    """Every row has unit length, also of a text without a word."""
    rows = WordsEmbedder().embed(["", "…", "word"])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, rtol=1e-5)
