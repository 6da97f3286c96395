"""Texts of others as Discord shows them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.escape import label, link, literal, one_line, plain, prose, safe_url

PING = re.compile(r"@(?:everyone|here)\b|(?<!\\)<[@#:/t]")
PIECE = st.sampled_from(
    ["@everyone", "@here", "<@1>", "<#2>", "](", "http://x.y", "```", "`", "-# ", "||", "\n", "@"]
) | st.sampled_from(list("<>#*_~|[]()!\\-+.1 ae"))
NASTY = st.lists(PIECE, max_size=25).map("".join)


@given(NASTY)
def test_nobody_is_pinged(text: str) -> None:
    """Neither quoted text nor a model's Markdown holds a mention outside of code."""
    code = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)

    assert not PING.search(literal(text))
    assert not PING.search(label(text))
    assert not PING.search(code.sub("", prose(text)))


@given(st.text("abc *_~`|[]\\<@#1.- ", max_size=60))
def test_escapes_come_off_again(text: str) -> None:
    """What was escaped reads as it was."""
    text = " ".join(text.split())

    assert plain(one_line(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 * 3 and snake_case", r"5 \* 3 and snake\_case"),
        ("# not a heading", r"\# not a heading"),
        ("- not an item", r"\- not an item"),
        ("1. not a list", r"1\. not a list"),
        ("Read https://example.org/a_b_c.", "Read <https://example.org/a_b_c>."),
        ("GLM-5.1 costs $0.08", "GLM-5.1 costs $0.08"),
        ("★71,547, +5,472/day", "★71,547, +5,472/day"),
    ],
)
def test_literal(text: str, expected: str) -> None:
    """Text of the archive keeps its look; addresses stay whole and show no preview."""
    assert literal(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Bold** and\n- an item", "**Bold** and\n- an item"),
        ("## Heading", "Heading"),
        ("[click](https://evil.example)", r"\[click\](<https://evil.example>)"),
        ("`<@1>` and <@1>", r"`<@1>` and \<@1>"),
        ("-# small", r"\-# small"),
    ],
)
def test_prose(text: str, expected: str) -> None:
    """A model's bold, lists and code stay; its links, mentions, headings and subtext don't."""
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a b>", "https://example.org/a%20b%3E"),
        ("https://example.org/字", "https://example.org/%E5%AD%97"),
        ("https://example.org/a%20b?c=d#e", "https://example.org/a%20b?c=d#e"),
        ("javascript:alert(1)", None),
        ("discord://x", None),
        ("https://", None),
        ("https://[broken", None),
        ("https://example.org/" + "a" * 900, None),
        (None, None),
    ],
)
def test_addresses(url: str | None, expected: str | None) -> None:
    """Only web addresses become links, and none can break out of its link."""
    assert safe_url(url) == expected
    assert link("x", url) == (f"[x](<{expected}>)" if expected else "x")
