"""What a publication repeats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Block, Digest, Document, Section
from index.passages import HOLE, cut, passages_of
from index.repetition import Repetition, repeated_headings, repeated_in, shape

_LINE = "We checked 12 subreddits and 1,217 tweets."


def test_numbers_are_alike() -> None:
    """Sentences that differ in numbers and capitals alone have one shape."""
    assert shape(_LINE) == shape("we checked 9 subreddits and 30.5 tweets.")
    assert shape(_LINE) != shape("We checked 12 papers and 1,217 tweets.")


@pytest.mark.parametrize(
    ("with_it", "without", "found"),
    [(4, 0, True), (2, 2, True), (2, 3, False), (3, 0, False), (16, 16, True)],
)
def test_half_of_the_documents(with_it: int, without: int, *, found: bool) -> None:
    """A sentence of half the documents is repeated, of four or more documents."""
    documents = [{_LINE, f"One of {n} its own words {n}."} for n in range(with_it)]
    documents += [{f"{chr(97 + n)} is another word entirely."} for n in range(without)]
    assert (shape(_LINE) in repeated_in(documents)) is found


def test_a_heading_of_a_quarter_of_the_documents_tells_nothing() -> None:
    """What stands above passages in a quarter of four or more documents is repeated."""
    documents = [{"Recap", f"Story {chr(97 + n)}"} for n in range(2)]
    documents += [{f"Story {chr(110 + n)}"} for n in range(6)]
    assert repeated_headings(documents) == {shape("Recap")}
    assert repeated_headings([*documents, {"Story zz"}]) == frozenset()
    assert repeated_headings(documents[:3]) == frozenset()


def test_repeated_headings_stay_but_are_no_context() -> None:
    """A repeated heading leads to its passages as before, and isn't searched with them."""
    digest = Digest("T", "P", sections=(Section("Recap", (Block("Meta leases."),)),))
    made = Document("doc", "archive", "a.md", "hash", digest)
    (passage,) = passages_of(made, Repetition("", frozenset(), frozenset({shape("Recap")})))
    assert (passage.headings, passage.context) == (("Recap",), "P\nT")


def test_short_sentences_do_not_count() -> None:
    """Two words are no sentence that a publication repeats."""
    assert repeated_in([{"Read on."}] * 9) == frozenset()


def _document(*blocks: str) -> Document:
    digest = Digest("T", "P", summary=tuple(Block(text) for text in blocks))
    return Document("doc", "archive", "a.md", "hash", digest)


_REPEATED = Repetition("", frozenset({shape(_LINE)}))


def test_a_line_is_left_out() -> None:
    """A repeated line is in no passage, and an empty line tells where it was."""
    (passage,) = passages_of(_document("Meta leases.", _LINE, "Oracle orders."), _REPEATED)
    assert passage.text == f"Meta leases.{HOLE}Oracle orders."
    assert [passage.quote(n, n + 1) for n in range(2)] == ["Meta leases.", "Oracle orders."]


def test_a_passage_ends_inside_of_a_paragraph() -> None:
    """Where a repeated sentence stood in a paragraph, one passage ends and another begins."""
    found = passages_of(_document(f"Meta leases. {_LINE} Oracle orders."), _REPEATED)
    assert [passage.text for passage in found] == ["Meta leases.", "Oracle orders."]


def test_a_document_that_says_nothing_else_says_it_all() -> None:
    """Where nothing would be left, all is kept: then the numbers are the news."""
    made = cut(_document(_LINE), _REPEATED)
    assert [passage.text for passage in made.passages] == [_LINE]
    assert made.mark == _REPEATED.mark != ""


@given(st.lists(st.sampled_from([_LINE, "Meta leases.", f"A. {_LINE} B."]), max_size=8))
def test_quotes_stay_exact(blocks: list[str]) -> None:
    """Every sentence of a passage stands in its document, no repeated one is left."""
    made = _document(*blocks)
    for passage in passages_of(made, _REPEATED):
        for n in range(len(passage.sentences)):
            quote = passage.quote(n, n + 1)
            assert quote != _LINE
            assert any(quote in text for text in blocks)
