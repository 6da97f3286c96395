"""Tests of index/remembering.py."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.remembering import Remembering
from tests.index.embedders import WordsEmbedder


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=8))
def test_what_is_remembered_is_what_the_model_says(asked: list[list[str]]) -> None:
    """Rows are the embedder's own, in the order of the texts, however little is kept."""
    remembering = Remembering(WordsEmbedder(), most=3)
    for texts in asked:
        np.testing.assert_array_equal(remembering.embed(texts), WordsEmbedder().embed(texts))


def test_a_text_is_embedded_once() -> None:
    """What was asked for before, or twice at once, isn't embedded again."""
    words = WordsEmbedder()
    remembering = Remembering(words)
    for texts in (["one", "two", "one"], ["two", "three"], []):
        remembering.embed(texts)
    assert words.texts == len(["one", "two", "three"])


def test_what_was_asked_longest_ago_goes_first() -> None:
    """Of more texts than are kept those go that weren't asked for lately."""
    words = WordsEmbedder()
    remembering = Remembering(words, most=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        remembering.embed([text])
    assert words.texts == len(["one", "two", "three", "two again"])
