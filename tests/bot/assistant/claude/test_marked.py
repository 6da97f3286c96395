"""Tests of bot/assistant/claude/marked.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.claude.marked import MarkedSheet
from bot.assistant.writer import Draft, Quote
from tests.bot.assistant.briefs import evidence

FOUND = evidence("p1", ["GLM-5.1 leads.", "It is\n open [7]."])
MORE = evidence("p2", ["Oracle buys fuel cells."])
A, B, C = Quote("p1", 0, 1), Quote("p1", 1, 2), Quote("p2", 0, 1)
MADE_UP = Quote("", 0, 0)


def read(*pieces: str, cut: bool = False) -> tuple[list[Draft], str]:
    """The drafts of a reply that comes in these pieces, and what broke off."""
    sheet = MarkedSheet()
    sheet.show([FOUND])
    sheet.show([MORE])
    reader = sheet.reader()
    found = [p for piece in pieces for p in reader.add(piece) if isinstance(p, Draft)]
    return [*found, *reader.end(cut=cut)], reader.rest


def test_each_sentence_has_a_number_that_goes_on() -> None:
    """Sentences stand in lines of their own; nothing in them looks like a number given."""
    sheet = MarkedSheet()
    (first,), (second,) = sheet.show([FOUND]), sheet.show([MORE])
    assert first["text"] == (
        "Daily, 13 April 2026: A title › A heading\n[1] GLM-5.1 leads.\n[2] It is open (7]."
    )
    assert second["text"].splitlines()[1] == "[3] Oracle buys fuel cells."
    assert sheet.show([]) == []


@pytest.mark.parametrize(
    ("reply", "drafts"),
    [
        ("It leads [1].", [Draft("It leads.", (A,))]),
        (
            "It leads. [1] It is open [2]",
            [Draft("It leads.", (A,)), Draft(" "), Draft("It is open", (B,))],
        ),
        (
            "It leads [1][2], fuel [3].",
            [Draft("It leads,", (A, B)), Draft(" "), Draft("fuel.", (C,))],
        ),
        (
            "It leads [1, 3] so [1-2].",
            [Draft("It leads", (A, C)), Draft(" "), Draft("so.", (A, B))],
        ),
        ("It leads [4].", [Draft("It leads.", (MADE_UP,))]),
        ("It leads [0][1-9999].", [Draft("It leads.", (MADE_UP, A, B, C))]),
        ("It is bankrupt. It leads [1].", [Draft("It is bankrupt. "), Draft("It leads.", (A,))]),
        (
            "Two things:\n- It leads [1].\n- It is open [2].",
            [
                Draft("Two things:\n"),
                Draft("- It leads.", (A,)),
                Draft("\n"),
                Draft("- It is open.", (B,)),
            ],
        ),
        (
            "It [sic] leads [1] [here](https://a.test).",
            [Draft("It [sic] leads", (A,)), Draft(" here.")],
        ),
        ("NOT IN THE ARCHIVE", []),
        ("", []),
    ],
)
def test_marks_become_quotes(reply: str, drafts: list[Draft]) -> None:
    """A sentence with marks is a claim with the sentences that they name."""
    assert read(reply)[0] == drafts


def test_what_broke_off_is_told() -> None:
    """Sentences before the break stand; the words of the broken one are the rest."""
    assert read("It leads [1]. It is op", cut=True) == ([Draft("It leads.", (A,))], " It is op")
    assert read("It leads [1]", cut=True) == ([Draft("It leads", (A,))], "")


@given(
    st.lists(
        st.sampled_from(["It leads", " ", "[1]", "[2", "]", ".", "\n- ", "[3-", "1", "[x]", "。"]),
        max_size=14,
    )
)
def test_pieces_dont_matter(pieces: list[str]) -> None:
    """A reply is read the same in whichever pieces it comes."""
    assert read(*pieces) == read("".join(pieces)) == read(*"".join(pieces))
