"""Reading any file: which reader takes it, what its name and head add, what is refused."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Block, Dating
from index.errors import Unreadable
from index.readers import read_file, tells
from tests.index.making import page
from tests.index.readers.checks import require_sound

RSS = '<rss version="2.0"><channel><title>F</title><item><title>T</title></item></channel></rss>'
PAGE = f"<!DOCTYPE html><html><body><article><p>{'The hall is large. ' * 30}</p></article></html>"
ITEMS = json.dumps([{"title": "T", "url": "https://e.org/t"}])


@pytest.mark.parametrize("file", ["a.md", "a.xml", "a.html", "a.txt", "feed", "a.json"])
def test_a_feed_is_one_whatever_its_name(file: str) -> None:
    """Entries come of a feed, with their anchors, under any name."""
    (part,) = read_file(RSS.encode(), file)
    assert (part.anchor, part.digest.publication, part.kind) == ("T", "F", "digest")


@pytest.mark.parametrize("file", ["a.md", "a.xml", "a.html", "a.txt", "page"])
def test_a_page_is_one_whatever_its_name(file: str) -> None:
    """A page's text comes without its tags under any name."""
    (part,) = read_file(PAGE.encode(), file)
    assert [block.text for block in part.digest.summary] == [("The hall is large. " * 30).strip()]


def test_json_is_read_as_items_only_under_its_name() -> None:
    """Under another name brackets are a text."""
    assert read_file(ITEMS.encode(), "a.json")[0].kind == "source"
    assert read_file(ITEMS.encode(), "a/B.JSON")[0].kind == "source"
    (part,) = read_file(ITEMS.encode(), "a.md")
    assert (part.kind, part.anchor) == ("digest", "")


def test_xml_of_another_kind_is_a_text() -> None:
    """What is neither feed nor page keeps its words."""
    (part,) = read_file(b"<?xml version='1.0'?>\n<opml><body>Words.</body></opml>", "a.xml")
    assert "Words." in str(part.digest)


def test_the_path_wins_over_the_head_and_that_over_the_text() -> None:
    """The day is the path's, else the front matter's, else the text's; all are kept."""
    raw = b"---\ndate: 2026-04-02\n---\n# News of 2026-04-03\n\nText.\n"
    first, second, third = dt.date(2026, 4, 1), dt.date(2026, 4, 2), dt.date(2026, 4, 3)
    (part,) = read_file(raw, "2026-04-01.md")
    assert (part.digest.date, part.digest.dating) == (first, Dating(first, second, third))
    (part,) = read_file(raw, "a.md")
    assert (part.digest.date, part.digest.dating) == (second, Dating(None, second, third))
    (part,) = read_file(raw.partition(b"---\n#")[2], "a.md")
    assert (part.digest.date, part.digest.dating) == (third, Dating(None, None, third))


@pytest.mark.parametrize(
    ("file", "date", "differs"),
    [
        ("2026-04-02.md", "2026-04-02", False),
        ("2026-04-01.md", "2026-04-02", True),
        ("a.md", "2026-04-02", False),
        ("2026-04-01.md", "soon", False),
        ("a.md", "soon", False),
    ],
)
def test_days_that_differ_are_told(file: str, date: str, differs: bool) -> None:  # noqa: FBT001
    """Two days differ; one day told twice, or once, or not at all, doesn't."""
    (part,) = read_file(f"---\ndate: {date}\n---\nText.\n".encode(), file)
    assert part.digest.dating.differs is differs


def test_the_head_wins_over_the_text() -> None:
    """Title, tags and address of the front matter are the digest's; its summary comes first."""
    raw = (
        b"---\ntitle: Of the head\ntags: [a]\nurl: https://e.org/h\nlang: de\n"
        b"description: Told before.\n---\n# Of the text\n\nTold here.\n"
    )
    digest = read_file(raw, "a.md")[0].digest
    assert (digest.title, digest.tags, digest.url) == ("Of the head", ("a",), "https://e.org/h")
    assert (digest.language, digest.summary) == ("de", (Block("Told before."), Block("Told here.")))


def test_a_summary_that_the_text_repeats_is_told_once() -> None:
    """What stands in the front matter and in the text again is one block."""
    raw = b"---\ntitle: T\ndescription: Told once.\n---\nTold once.\n"
    assert read_file(raw, "a.md")[0].digest.summary == (Block("Told once."),)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("Größe".encode("latin-1"), r"not UTF-8 \(byte 2\)"),
        (b"ok\xff", r"not UTF-8 \(byte 2\)"),
        ("Text".encode("utf-16"), "not UTF-8"),
        (b"a\0b", "not text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8"),
        (b"PK\x03\x04\0\0", "not text"),
        (b"<rss></rss>", "a feed without entries"),
        (b"The full text is archived at /old/1.html.", "a stub"),
        (b"# A\n\n# B\n\n# C\n", "a template"),
    ],
)
def test_files_that_are_refused(raw: bytes, reason: str) -> None:
    """What isn't text, or holds none, is refused with its reason."""
    with pytest.raises(Unreadable, match=reason):
        read_file(raw, "a.md")


@pytest.mark.parametrize(
    "raw", [b"", b" \n", b"\xef\xbb\xbf", b"---\ntitle: T\n---\n", b"Comments"]
)
def test_files_that_say_nothing(raw: bytes) -> None:
    """A file without a text is one document that tells nothing."""
    (part,) = read_file(raw, "a.md")
    assert not tells(part.digest)


_PICTURE = f"![](https://e.org/{'a' * 80}.png)"


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-13 #AI\n\nT\n\n{0}\n\nThe Bottom Line\n\n{0}\n\nWhy it matters: {0}\n",
        "2026-04-13 #AI\n\nT\n\nLede.\n\nHead\n\n{0}\n\nWhy it matters: {0}\n",
        "T\n{0}\nTop Stories\n{0}\nHead\n{0}\nSource: {0}\nQuick Hits\n- {0}\n-\n{0}\n",
        "# T\n{0}\n🔬 One\n{0}\n📈 Two\n- {0}\n💎 Three\nx.\n{0}\n",
        "{0}\n{0}\n{0}\n",
        "# T\n\n{0}\n\n- {0}\n\n## S\n\n{0}\n",
    ],
)
@pytest.mark.parametrize("line", [_PICTURE, "<a>", "&#8203;", "[](https://e.org)"])
def test_lines_without_words_are_no_blocks(text: str, line: str) -> None:
    """A picture without a description, a lone tag or an empty link makes no block in any reader."""
    for part in read_file(text.format(line).encode(), "a.md"):
        require_sound(part.digest)


def test_the_hash_follows_the_bytes() -> None:
    """Equal files have equal hashes under any name, others have others."""
    first, second, other = (
        read_file(raw, file)[0].content_hash
        for raw, file in ((b"Text.", "a.md"), (b"Text.", "2026-04-01.md"), (b"Text!", "a.md"))
    )
    assert first == second != other


_BYTES = st.one_of(
    page.map(lambda text: text.encode("utf-8", "replace")),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=200),
)
_OPENINGS = st.sampled_from(
    [
        *(b"", b"---\n", b"+++\n", b"\xef\xbb\xbf", b"%PDF-1.4\n", b"<html>", b"<!doctype html>"),
        *(
            b"[",
            b'{"items": [',
            b"<rss><channel><item>",
            b"<feed>",
            b"<?xml version='1.0'?><rdf:RDF>",
        ),
        *(b"Title: T\nDate: 2026-04-13\n\n", b"# 2026-04-13\n\na\n\n# 2026-04-14\n\n"),
    ]
)
_FILES = st.sampled_from(
    ["a.md", "2026-04-13.txt", "a.html", "a.xml", "a.json", "a.pdf", "x/26-04-13-s"]
)


@given(_OPENINGS, _BYTES, _FILES)
def test_any_file_is_read_or_refused(opening: bytes, raw: bytes, file: str) -> None:
    """Nothing but Unreadable comes out of a file, and what comes of it is sound."""
    try:
        parts = read_file(opening + raw, file)
    except Unreadable:
        return
    assert len({part.anchor for part in parts}) == len(parts) > 0
    for part in parts:
        require_sound(part.digest)
        part.anchor.encode()
