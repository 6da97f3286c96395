"""Other names of one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.aliases import Aliases, aliases_in, listed


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Google DeepMind (GDM) said so.", {("Google DeepMind", "GDM")}),
        ("The new Model Context Protocol (MCP) grew.", {("Model Context Protocol", "MCP")}),
        ("GRPO (Group Relative Policy) won.", set()),
        ("KDA (Kimi Delta Attention) won.", {("Kimi Delta Attention", "KDA")}),
        ("It uses FlashAttention-4 (FA4).", {("FlashAttention-4", "FA4")}),
        ("Z.ai (formerly Zhipu AI) released it.", {("Z.ai", "Zhipu AI")}),
        ("OpenClaw, previously known as Moltbot, grew.", {("OpenClaw", "Moltbot")}),
        ("The price (USD) rose; see Table (A).", set()),
        ("We met Anthropic (SF) yesterday.", set()),
        ("no names here", set()),
    ],
)
def test_what_a_text_explains(text: str, pairs: set[tuple[str, str]]) -> None:
    """A name beside its initials, or beside the one that it had, is told as a pair."""
    assert aliases_in(text) == pairs


@given(st.text(alphabet="ABc d(),.formerly"))
def test_any_text_is_read(text: str) -> None:
    """Whatever a text holds, it explains pairs of two different names, or nothing."""
    assert all(a and b and a != b for a, b in aliases_in(text))


def test_names_are_found_however_they_are_written() -> None:
    """A name is known by its parts, in any case; the longest of those that begin at a word."""
    aliases = Aliases.of([("Google DeepMind", "GDM"), ("Google", "Alphabet"), ("Z.ai", "Zhipu")])
    parts = "who runs google deepmind and z ai".split()
    assert list(aliases.found_in(parts)) == [(2, 4, ("GDM",)), (5, 7, ("Zhipu",))]
    assert list(aliases.found_in(["google"])) == [(0, 1, ("Alphabet",))]
    assert list(aliases.found_in([])) == []
    assert aliases.others("google-deepmind") == ("GDM",)
    assert aliases.others("nobody") == ()


def test_two_lists_are_joined() -> None:
    """Of two lists each name has the other names of both."""
    one, two = Aliases.of([("Meta", "Facebook")]), Aliases.of([("meta", "FB"), ("X", "Twitter")])
    both = one.and_(two)
    assert list(both.found_in(["meta"])) == [(0, 1, ("Facebook", "FB"))]
    assert list(both.found_in(["twitter"])) == [(0, 1, ("X",))]


def test_the_list_that_comes_with_footnote() -> None:
    """The list is read, and each of its names leads to the others."""
    names = listed().names
    assert "Google DeepMind" in names["gdm",]
    assert "Meta" in names["fb",]
    assert all(others for others in names.values())
