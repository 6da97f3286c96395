"""Texts of others as Discord shows them."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.render.escape import label, link, literal, one_line, plain, prose, safe_url
from bot.render.split import split
from tests.discord_reader import live

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


LINKS = ("[click](https://evil.com/x)", "[a](<https://evil.com>)", "https://evil.com", "[x", "](")
OTHERS = ("<https://evil.com>", "[x](discord://a)", "](https:evil.com)", ")", "discord.gg/abc")
CALLS = ("<@1>", "<#2>", "@here", "</ask:1>", "<t:1>")
MARKS = ("```", "```\n", "\n```\n", "`", "``", "\\", "**", "*", "_", "__", "~~", "||")
PLAIN = ("\n", "a", " ", "# ", "-# ", "> ", "\u200b")
LINKED = st.lists(st.sampled_from(LINKS + OTHERS + CALLS + MARKS + PLAIN), max_size=14)


@settings(max_examples=1500, deadline=None)
@given(LINKED.map("".join))
@example(r"\`[click](https://evil.com/x)\`")
@example(r"\[click](https://evil.com)")
@example("a ```[click](https://evil.com)")
@example("**`a** [click](https://evil.com)`")
@example("**`a** [x`](https:evil.com)")
@example("```\n```\na\n```\n[click](https://evil.com)\n```")
def test_no_link_of_a_model_lives(text: str) -> None:
    """Whatever a model writes, in its messages nothing can be clicked and nobody is called."""
    assert [found for part in split(prose(text)) for found in live(part)] == []


def test_reader_sees_links() -> None:
    """The measure measures: raw text of a model is alive."""
    text = "[a](https://b.c) https://b.c `https://c.d` \\`[e](https://f.g)\\` **`x** <@1>`"

    assert live(text) == ["[a](https://b.c)", "https://b.c", "[e](https://f.g)", "<@1>"]


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
        ("Read HTTPS://E.org/a.", "Read <HTTPS://E.org/a>."),
        ("A steam://run/1 and discord.gg/x", "A steam:\u200b//run/1 and discord.gg\u200b/x"),
        ("to https://a.org@b.org/c", "to https:\u200b//a.org@b.org/c"),
        ("a\u2066b\u202e\U000e0041 #\u00a0c", "ab #\u00a0c"),
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
        ("[click](https://evil.example)", "\\[click\\]\u200b(https:\u200b//evil.example)"),
        (r"\[click](x)", "\\\\\\[click\\]\u200b(x)"),
        (r"\`a\`", r"\\\`a\\\`"),
        ("`<@1>` and <@1>", "`<\u200b@1>` and \\<@1>"),
        ("`a_b` and `c`", "`a_b` and `c`"),
        ("1. So:\n   ```py\n   a[0]\n   ```\nThen", "1. So:\n   ```py\n   a[0]\n   ```\nThen"),
        ("```\nhalf of", "```\nhalf of\n```"),
        ("```\n```\n[a]", "\\`\\`\\`\n```\n[a]\n```"),
        ("see https://evil.example", "see https:\u200b//evil.example"),
        ("-# small", r"\-# small"),
        ("#\u00a0Wide\n- ## b\n2. > c\n* -# d", "Wide\n- b\n2. \\> c\n* \\-# d"),
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
        ("https://example.org@evil.example/", None),
        ("https://example.org/" + "字" * 200, None),
        ("https://example.org/" + "a" * 900, None),
        (None, None),
    ],
)
def test_addresses(url: str | None, expected: str | None) -> None:
    """Only web addresses become links, and none can break out of its link."""
    assert safe_url(url) == expected
    assert link("x", url) == (f"[x](<{expected}>)" if expected else "x")
