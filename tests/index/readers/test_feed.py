"""Feeds: RSS, Atom and RDF."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Block, Link
from index.errors import Unreadable
from index.readers import feed, read_file
from index.readers.part import Part
from tests.index.readers.checks import require_quick, require_sound

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
    assert feed.recognises(bomb.encode())
    require_quick(lambda: feed.read(bomb.encode()))
    assert feed.read(bomb.encode()).entries == ()
    other = bomb.encode("utf-16")
    require_quick(lambda: feed.read(other))
    assert len(str(feed.read(other))) < 10_000


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
    """Whatever stands in a feed, its entries are sound and told apart, or it is refused."""
    try:
        entries = feed.read(RSS.encode()[:at] + noise + RSS.encode()[at:], "https://e.org").entries
    except Unreadable:
        return
    for part in entries:
        require_sound(part.digest)
        part.anchor.encode()
    assert len({part.anchor for part in entries}) == len(entries)


def _entries(items: str, url: str | None = None) -> tuple[Part, ...]:
    raw = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
    return feed.read(raw.encode(), url).entries


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("<![CDATA[One <i>thing</i> &amp; more]]>", "One thing & more"),
        ("One &lt;i&gt;thing&lt;/i&gt; &amp;amp; more", "One thing & more"),
        ("A &lt; B", "A < B"),
        ("AT&amp;T", "AT&T"),
        ("  A\n  title  ", "A title"),
        ("&lt;script&gt;x()&lt;/script&gt;Safe", "Safe"),
        ("C++ &amp;lt;vector&amp;gt;", "C++ <vector>"),
    ],
)
def test_titles_are_words(told: str, title: str) -> None:
    """HTML, entities and CDATA in a title leave its words."""
    (part,) = _entries(f"<item><title>{told}</title><description>x</description></item>")
    assert part.digest.title == title


def test_the_whole_text_is_taken_and_not_its_summary() -> None:
    """Of content and summary the longer one is read, whichever stands first."""
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    parts = ("<description>Short.</description>", "<c:e>The whole of it.</c:e>")
    for order in (parts, parts[::-1]):
        told = "".join(order).replace("c:e>", "content:encoded>")
        raw = f'<rss version="2.0" {space}><channel><item>{told}</item></channel></rss>'
        (part,) = feed.read(raw.encode()).entries
        assert part.digest.summary == (Block("The whole of it."),)


def test_links_are_resolved_against_where_the_feed_was_fetched() -> None:
    """Relative addresses of entries and in their texts lead to the web where the feed's is told."""
    item = (
        "<item><title>T</title><link>/one</link>"
        "<description>&lt;a href='two'&gt;it&lt;/a&gt;</description></item>"
    )
    (part,) = _entries(item, "https://e.org/blog/feed.xml")
    assert part.digest.url == "https://e.org/one"
    assert part.digest.summary[0].links[0].url == "https://e.org/blog/two"
    (alone,) = _entries(item)
    assert (alone.digest.url, alone.digest.summary[0].links) == (None, ())


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("Mon, 13 Apr 2026 23:30:00 -0500", dt.date(2026, 4, 14)),
        ("2026-04-13T23:30:00Z", dt.date(2026, 4, 13)),
        ("2026-04-13", dt.date(2026, 4, 13)),
        ("soon", None),
        ("", None),
        ("Mon, 99 Foo 99999 25:61:61 +9999", None),
    ],
)
def test_days_of_entries(date: str, day: dt.date | None) -> None:
    """An entry's day is that of its moment in UTC, and none where it isn't told."""
    (part,) = _entries(f"<item><title>T</title><pubDate>{date}</pubDate></item>")
    assert (part.digest.date, part.digest.dating.front_matter) == (day, day)


def test_a_changed_entry_has_another_hash() -> None:
    """The hash follows the entry's text and title, not its place among the others."""
    one, two = ("<item><guid>1</guid><title>T</title><description>{}</description></item>",) * 2
    first, second = (_entries(each)[0] for each in (one.format("a"), two.format("b")))
    moved = _entries("<item><guid>0</guid></item>" + one.format("a"))[1]
    assert first.content_hash == moved.content_hash != second.content_hash


def test_anchors_that_look_like_told_apart_ones() -> None:
    """An anchor that reads like another's number is told apart as well."""
    items = "".join(f"<item><guid>{guid}</guid></item>" for guid in ("a", "a 2", "a", "a"))
    assert [part.anchor for part in _entries(items)] == ["a", "a 2", "a 3", "a 4"]


@pytest.mark.parametrize(
    "raw",
    [
        RSS.replace("Two", "T&#xD800;wo").replace("</channel>", "<broken>"),
        RSS.replace("Two", "T&#55357;&#56832;wo").replace("</channel>", "<broken>"),
        RSS.replace("Two", "T&#x110000;wo").replace("</channel>", "<broken>"),
        RSS.replace("Two", "T&#99999999999999999999;wo").replace("</channel>", "<broken>"),
        RSS.replace("Two", "T\x00wo"),
        RSS.replace("Two", "T\x0bwo"),
        RSS.replace("utf-8", "u\x00tf-8"),
        RSS.replace("utf-8", "no-such-code"),
        RSS.replace("</item>", "", 1),
        RSS.replace("Only a summary.", "AT&T & <br> more"),
        RSS[: RSS.index("</channel>")],
    ],
)
def test_broken_feeds_give_their_entries(raw: str) -> None:
    """Characters that don't exist, missing ends and loose marks cost no entry."""
    titles = [part.digest.title for part in feed.read(raw.encode()).entries]
    assert {"One thing", "Only a title"} <= set(titles)


def test_a_garbled_encoding_costs_no_entry() -> None:
    """A head whose encoding is no word is passed over."""
    raw = RSS.encode().replace(b"utf-8", b"ut\xf2-8")
    assert len(feed.read(raw).entries) == 4


@pytest.mark.parametrize("raw", ["<rss></rss>", "<rss", "<feed>", "<rss><channel/></rss>"])
def test_a_feed_without_entries(raw: str) -> None:
    """A feed that holds none, or is cut off before the first, is refused with that reason."""
    assert feed.read(raw.encode()).entries == ()
    with pytest.raises(Unreadable, match="a feed without entries"):
        read_file(raw.encode(), "feed.xml")


@pytest.mark.parametrize(
    "raw", ["<!---->" * 1_000, "<??>" * 1_000, "<!doctype a [" * 500, "<!--" * 2_000, " " * 9_000]
)
def test_what_stands_before_a_root_is_passed_at_once(raw: str) -> None:
    """Comments and declarations by the hundred are told from a feed in no time."""
    require_quick(lambda: feed.recognises(raw.encode() + b"x"))
    assert not feed.recognises(raw.encode() + b"x")
