"""Feeds: RSS, Atom and RDF."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Block, Link
from index.readers import feed, read_file

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The &amp;amp; Paper</title><link>https://e.org/</link><language>en-GB</language>
<item><title>One &lt;b&gt;thing&lt;/b&gt;</title><link>https://e.org/one</link><guid>g1</guid>
<pubDate>Mon, 13 Apr 2026 23:30:00 +0000</pubDate><category>AI</category><category>AI</category>
<description>Short.</description>
<content:encoded><![CDATA[<h2>Part</h2><p>Meta <a href="https://e.org/m">leases</a> it.</p>
<ul><li>An item</li></ul><script>x</script>]]></content:encoded></item>
<item><title>Two</title><guid>g2</guid><description>Only a summary.</description></item>
<item><title>Only a title</title><guid>g2</guid></item>
<item><guid>g3</guid></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://e.org/blog/"><title>A</title>
<entry><id>tag:1</id><title>T</title><link href="one"/>
<updated>2026-04-13T01:00:00Z</updated>
<content type="html">&lt;p&gt;See &lt;a href="two"&gt;this&lt;/a&gt;.&lt;/p&gt;</content>
</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><channel><title>R</title></channel>
<item rdf:about="https://e.org/r"><title>T</title><link>https://e.org/r</link>
<description>Text.</description></item></rdf:RDF>"""


def test_an_entry_with_its_text() -> None:
    """An entry's title, day, tags, address and whole text are read; its language is the feed's."""
    first = feed.read(RSS.encode()).entries[0].digest
    assert (first.title, first.publication) == ("One thing", "The & Paper")
    assert (first.date, first.tags, first.language) == (dt.date(2026, 4, 13), ("AI",), "en")
    assert first.url == "https://e.org/one"
    section = first.sections[0]
    assert section.heading == "Part"
    assert section.blocks == (
        Block("Meta leases it.", links=(Link("leases", "https://e.org/m", 5),)),
    )
    assert section.stories[0].blocks == (Block("An item", "item"),)


def test_an_entry_with_less() -> None:
    """A summary stands for the text, a title for both; an entry with nothing says nothing."""
    _, summary, title, nothing = (part.digest for part in feed.read(RSS.encode()).entries)
    assert (summary.summary, summary.date) == ((Block("Only a summary."),), None)
    assert title.summary == (Block("Only a title"),)
    assert nothing.summary == ()


def test_entries_are_told_apart() -> None:
    """Entries that share a guid have anchors of their own."""
    assert [part.anchor for part in feed.read(RSS.encode()).entries] == ["g1", "g2", "g2 2", "g3"]


def test_atom_with_relative_links() -> None:
    """An Atom entry's links are resolved against its base, its day is that of its update."""
    (part,) = feed.read(ATOM.encode()).entries
    assert (part.digest.url, part.digest.date) == ("https://e.org/blog/one", dt.date(2026, 4, 13))
    assert part.digest.summary[0].links[0].url == "https://e.org/blog/two"


def test_rdf() -> None:
    """A feed of RSS 1 is read as well."""
    (part,) = feed.read(RDF.encode()).entries
    assert (part.anchor, part.digest.summary) == ("https://e.org/r", (Block("Text."),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "big5"])
def test_encodings(encoding: str) -> None:
    """A feed is read in the encoding that it declares."""
    word = "新聞" if encoding == "big5" else "Ørsted"
    text = RSS.replace("utf-8", encoding).replace("Two", word)
    found = feed.read(text.encode(encoding))
    assert found.entries[1].digest.title == word


def test_a_bomb_of_entities() -> None:
    """A document that declares entities is read as empty, at once."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    told = "<channel><item><title>&a11;</title></item></channel>"
    bomb = f'<!DOCTYPE rss [<!ENTITY a0 "lol">{lines}]><rss version="2.0">{told}</rss>'
    started = time.monotonic()
    assert feed.recognises(bomb.encode())
    assert feed.read(bomb.encode()).entries == ()
    assert time.monotonic() - started < 5


def test_feeds_are_recognised_by_their_root() -> None:
    """A feed is one whatever the file's name; a page or a text that speaks of feeds isn't."""
    assert len(read_file(RSS.encode(), "strange.txt")) == 4
    for raw in (RSS, ATOM, RDF, f"\ufeff\n<!-- c -->{RDF}"):
        assert feed.recognises(raw.encode())
    for text in ("<html><rss></html>", "# rss\n\n<rss>", "", "<opml/>"):
        assert not feed.recognises(text.encode())


@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)), st.integers(0, 900)
)
def test_broken_feeds_are_read_as_far_as_they_go(noise: bytes, at: int) -> None:
    """Whatever stands in a feed, it is read without an error."""
    feed.read(RSS.encode()[:at] + noise + RSS.encode()[at:])
