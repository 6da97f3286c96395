"""The mark by which a post is found, and its view."""

from hypothesis import given
from hypothesis import strategies as st

from bot.post_view import mark, post_view


@given(st.text(max_size=40))
def test_mark_is_an_id_that_discord_takes(document: str) -> None:
    """A mark is positive, fits into 32 bits, and stays clear of the ids that Discord numbers."""
    assert 1 << 30 <= mark(document) < 1 << 31
    assert mark(document) == mark(document)


def test_marks_tell_documents_apart() -> None:
    """Thousands of digests have marks of their own."""
    assert len({mark(f"document {n}") for n in range(5000)}) == 5000


def test_parts_are_divided() -> None:
    """Each part of a post is a text, with a line between two."""
    view = post_view(("One", "Two", "Three"), 5)

    assert view.content_length() == len("OneTwoThree")
    assert view.total_children_count == 1 + 3 + 2
