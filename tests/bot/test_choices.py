"""Choices of autocompletion."""

from hypothesis import given
from hypothesis import strategies as st

from bot.choices import choices


def test_words_that_begin_so() -> None:
    """Each word that was typed begins a word of a choice; the order stays."""
    names = ["Open Source", "Source Code", "Closed"]

    assert [each.value for each in choices(names, "SO")] == ["Open Source", "Source Code"]
    assert [each.value for each in choices(names, "so op")] == ["Open Source"]


@given(st.lists(st.text(max_size=120), max_size=40), st.text(max_size=9))
def test_discords_limits(names: list[str], typed: str) -> None:
    """Whatever the archive calls things, at most 25 choices of 1 to 100 characters are offered."""
    found = choices(names, typed)

    assert len(found) <= 25
    assert all(each.name.strip() and len(each.name) <= 100 for each in found)
