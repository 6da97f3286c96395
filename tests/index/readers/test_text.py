"""What the readers share."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Block, Link
from index.readers.markdown import block
from index.readers.text import (
    LONGEST_NAME,
    content_lines,
    credits_of,
    emoji_heading,
    fold,
    is_chrome,
    is_headline,
    label_of,
    mended,
    name_of,
    without_credits,
)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("a  b\t c\u00a0d", "a b c d"),
        ("**bold** and _soft_ and `co  de`", "bold and soft and co de"),
        (r"\*not\* 1\. \[x\]", "*not* 1. [x]"),
        ("&amp; &lt;b&gt; &#8203;x&nbsp;y", "& <b> x y"),
        ("one<br>two<br />three", "one two three"),
        ("a <b>\u200b</b> b", "a b"),
        ("soft\u00adhyphen \u202eturned", "softhyphen turned"),
        ("a\u2066b \U000e0041\U000e0042c\u3164 d\u034f\ufffa", "ab c d"),
        ("![a picture](p.png) told", "a picture told"),
        ("~~gone~~ 2 * 3 * 4", "gone 2 * 3 * 4"),
        ("日本語 テキスト", "日本語 テキスト"),
    ],
)
def test_marks_are_undone(raw: str, plain: str) -> None:
    """Markdown, HTML, entities and invisible characters leave plain text."""
    assert plain == block(raw).text


def test_links_keep_words_address_and_place() -> None:
    """A link's words stay in the text; its place counts in the plain text."""
    found = block("See  **[the  report](https://e.org/r?a=1&b=2)** and <https://e.org/x>.")
    assert found.text == "See the report and https://e.org/x."
    assert found.links == (
        Link("the report", "https://e.org/r?a=1&b=2", 4),
        Link("https://e.org/x", "https://e.org/x", 19),
    )


@pytest.mark.parametrize("url", ["javascript:x", "mailto:a@e.org", "#top", "/a", "file:///etc", ""])
def test_only_web_links_count(url: str) -> None:
    """A link that doesn't lead to the web is none."""
    assert block(f"See [this]({url}).").links == ()


@pytest.mark.parametrize("length", [300, 301, 4_000])
def test_names_have_an_end(length: int) -> None:
    """A name is folded, and cut where it is longer than names are."""
    name = name_of(" \u202e" + "a" * length)
    assert len(name) == LONGEST_NAME
    assert name.endswith("…") == (length > LONGEST_NAME)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """Folded text is folded, and can be written as UTF-8."""
    folded = fold(text)
    assert folded == fold(folded)
    folded.encode()


@pytest.mark.parametrize(
    "line",
    [
        "Back to feed",
        "← Back to the archive",
        "Get signals in your inbox",
        "Discussion 💬",
        "Powered by Giscus. Requires an account.",
        "We scan new podcasts and send you the top 5 insights daily.",
        "AI-curated digest of what matters here. No spam.",
        "Subscribe now!",
        "Share this post",
    ],
)
def test_chrome(line: str) -> None:
    """Navigation, sign-up and comment boxes are the page's, not the digest's."""
    assert is_chrome(line)


@pytest.mark.parametrize(
    "line",
    [
        "Discussion of the merger went on.",
        "Shares fell.",
        "Subscribe rates rose.",
        "Feed",
        "",
    ],
)
def test_no_chrome(line: str) -> None:
    """A sentence that begins like chrome is content."""
    assert not is_chrome(line)


def test_content_lines_are_folded_and_kept_in_order() -> None:
    """Blank lines and chrome go; the rest stays in order."""
    assert content_lines("Back to feed\n\n a  b \n\u200b\nc\nDiscussion") == ("a b", "c")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("🔬 Technology Frontiers", "Technology Frontiers"),
        ("## ⚠️ Risks & Regulation:", "Risks & Regulation"),
        ("👩‍💻 Developers", "Developers"),
        ("🔬 It works.", None),
        ("Technology", None),
        ("🔬", None),
        ("1. Pick", None),
        ("- item", None),
        ("", None),
    ],
)
def test_emoji_headings(line: str, words: str | None) -> None:
    """A heading is a picture and a few words without a full stop."""
    assert words == emoji_heading(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Meta Signs for $21 Billion", True),
        ("Meta signed.", False),
        ("- item", False),
        ("x" * 161, False),
        ("Meta signed:", False),
        ("梅塔签约。", False),
    ],
)
def test_headlines(line: str, expected: bool) -> None:  # noqa: FBT001
    """A headline is short and doesn't end as a sentence does."""
    assert expected == is_headline(line)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Agent Memory: it fades.", "Agent Memory"),
        ("Short-term (1-3 months): more.", "Short-term (1-3 months)"),
        ("See https://e.org: it is.", None),
        ("It ended. And so: on.", None),
        ("At 10:30 it began", None),
        ("No label", None),
        ("x" * 121 + ": y", None),
    ],
)
def test_labels(text: str, label: str | None) -> None:
    """A label is the few words before the first colon, within one sentence."""
    assert label == label_of(text)


def test_credits_are_parted_from_the_item() -> None:
    """Names after the last full stop are the item's sources, with their addresses."""
    item = block(
        "Oracle orders. Power is [bought](https://e.org/a). [CNBC](https://e.org/c), Axios"
    )
    assert without_credits(item) == (
        Block("Oracle orders. Power is bought.", links=(Link("bought", "https://e.org/a", 24),)),
        (Link("CNBC", "https://e.org/c"), Link("Axios", "")),
    )


@pytest.mark.parametrize("text", ["One sentence", "It ended. and then on", "It ended. It did."])
def test_no_credits(text: str) -> None:
    """What reads as prose after the full stop stays in the item."""
    assert without_credits(Block(text)) == (Block(text), ())


def test_credits_in_a_line() -> None:
    """Names are parted by commas; empty ones don't count."""
    assert credits_of(Block("Axios, , The Verge.")) == (Link("Axios", ""), Link("The Verge", ""))


def test_long_lines_are_told_apart_at_once() -> None:
    """A line of a hundred thousand dashes takes no time."""
    started = time.perf_counter()
    assert not is_chrome("-" * 100_000 + "x")
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (b"a\0b\x01c\x0bd\x7fe", b"abcde"),
        (b"a\tb\r\nc", b"a\tb\r\nc"),
        (b"&#1;&#x1F;&#0;&#xD83D;&#56832;&#x110000;&#99999999999999999999;x", b"x"),
        (
            b"&#65;&#x1F600;&#9;&#00000065;&amp;&#;&#x;",
            b"&#65;&#x1F600;&#9;&#00000065;&amp;&#;&#x;",
        ),
        ("日本語".encode("big5", "ignore"), "日本語".encode("big5", "ignore")),
    ],
)
def test_characters_that_do_not_exist_are_taken_out(raw: bytes, kept: bytes) -> None:
    """Of a file only control characters and references to no character go."""
    assert mended(raw) == kept


@given(st.binary())
def test_any_bytes_are_mended(raw: bytes) -> None:
    """What is mended holds no control character, and all else in its order."""
    assert not set(mended(raw)) & ({*range(32), 127} - {9, 10, 13})
    left = iter(raw)
    assert all(byte in left for byte in mended(raw))
