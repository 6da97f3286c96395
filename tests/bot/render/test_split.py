"""Long answers become messages."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.render.split import MESSAGE, split

LINK = "[GLM-5.1 leads](<https://example.org/glm?a=1&b=2>)"
FAMILY = "👩\u200d👩\u200d👧\u200d👦"
WORDS = (
    st.lists(
        st.text("abc .!?é字かな。\\*_", max_size=9) | st.sampled_from([FAMILY, "🇨🇭", "e\u0301"]),
        min_size=1,
        max_size=9,
    )
    .map("".join)
    .filter(str.strip)
)
LINE = st.one_of(
    WORDS,
    WORDS.map("- {}".format),
    WORDS.map("1. {}".format),
    WORDS.map("## {}".format),
    WORDS.map("-# {}".format),
    WORDS.map(lambda words: f"{words} {LINK} {words}"),
    WORDS.map(lambda words: f"  {words}"),
    WORDS.map(lambda words: f"  - {words}"),
    WORDS.map(lambda words: f"    1. {words} {LINK}"),
    WORDS.map(lambda words: f"> {words}"),
    WORDS.map(lambda words: f"{words} [\\[3\\]](<https://example.org/3>)"),
    st.just(""),
)
CODE = st.lists(st.text("abc(){} ", max_size=50), max_size=12).map(
    lambda lines: "\n".join(["```python", *lines, "```"])
)
MARKDOWN = st.lists(st.one_of(LINE, LINE, CODE), max_size=30).map("\n".join)


def squashed(text: str) -> str:
    """The text without white space, and without the marks that a cut repeats."""
    return re.sub(r"\s", "", re.sub(r"(?m)^(?:-# |> |[ \t]*```\w*[ \t]*$)", "", text))


def in_code(text: str) -> list[str]:
    """The lines inside code blocks."""
    found: list[str] = []
    inside = False
    for line in text.split("\n"):
        if line.strip().startswith("```"):
            inside = not inside
        elif inside and line.strip():
            found.append(line.strip())
    return found


@given(MARKDOWN, st.integers(120, 400))
@example("a" * 500, 120)
@example(f"{LINK} " * 30, 120)
@example("```\n" + "x" * 900 + "\n```", 120)
@example("```\nnever closed", 120)
def test_nothing_is_lost_and_nothing_doubled(text: str, limit: int) -> None:
    """The pieces hold the text's characters, in order, once; each fits and none is empty."""
    pieces = split(text, limit)

    assert squashed("\n".join(pieces)) == squashed(text)
    assert all(0 < len(piece) <= limit and piece == piece.strip() for piece in pieces)


@given(MARKDOWN, st.integers(120, 400))
def test_links_stay_whole(text: str, limit: int) -> None:
    """No link is cut."""
    assert sum(piece.count(LINK) for piece in split(text, limit)) == text.count(LINK)


@given(MARKDOWN, st.integers(120, 400))
def test_code_stays_code(text: str, limit: int) -> None:
    """Each piece closes the blocks that it opens, and no line of code leaves its block."""
    pieces = split(text, limit)

    assert all(piece.count("```") % 2 == 0 for piece in pieces)
    assert in_code("\n".join(pieces)) == in_code(text)


@given(st.lists(st.text("abc .", min_size=1, max_size=80).map(str.strip), max_size=20))
def test_items_stay_whole(items: list[str]) -> None:
    """A list item that fits into a message is never cut."""
    lines = [f"- {item}" for item in items if item]
    pieces = split("\n".join(lines), 120)

    assert [line for piece in pieces for line in piece.split("\n")] == [
        line.rstrip() for line in lines
    ]


@given(st.integers(1, 400), st.integers(120, 400))
def test_emoji_stay_whole(count: int, limit: int) -> None:
    """An emoji of several code points is never cut, even in a line without a space."""
    assert "".join(split(FAMILY * count, limit)).count(FAMILY) == count
    assert all(len(piece) % len(FAMILY) == 0 for piece in split(FAMILY * count, limit))


def test_short_text_stays_one_message() -> None:
    """What fits is one message, as it is."""
    assert split("A claim. \\[1\\]\n\n-# Source") == ("A claim. \\[1\\]\n\n-# Source",)


def test_cut_between_sentences() -> None:
    """A long paragraph is cut behind a sentence."""
    text = "One is here. " * 200

    pieces = split(text)

    assert len(pieces) == 2
    assert all(piece.endswith("here.") and len(piece) <= MESSAGE for piece in pieces)


def test_code_is_closed_and_opened_again() -> None:
    """A code block over the limit goes on in the next message in its language."""
    text = "```python\n" + "\n".join(f"line_{n} = {n}" for n in range(40)) + "\n```"

    pieces = split(text, 200)

    assert len(pieces) > 1
    assert all(p.startswith("```python\n") and p.endswith("\n```") for p in pieces)


def test_heading_goes_with_what_it_heads() -> None:
    """A heading isn't left at the end of a message."""
    pieces = split("A. " * 30 + "\n\n## Heading\nText that no longer fits here.", 110)

    assert pieces[1].startswith("## Heading\nText")


def test_cut_subtext_stays_small() -> None:
    """A source line that is cut goes on as subtext."""
    assert all(piece.startswith("-# ") for piece in split("-# " + "word " * 60, 100))


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_nothing_becomes_no_message(text: str) -> None:
    """Discord refuses empty messages: none is made."""
    assert split(text) == ()
