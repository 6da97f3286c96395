"""Web pages, and HTML in general."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Block, Digest, Link
from index.errors import Unreadable
from index.readers import markdown, page, read_file
from index.readers.html import outline_of, parse
from tests.index.making import blocks_of
from tests.index.readers.checks import require_quick, require_sound

WORDS = "The lease that Meta signed with a builder of data centres runs until the year 2032. " * 4
PAGE = f"""<!DOCTYPE html><html lang="en-US"><head><title>Leases | The Paper</title>
<meta property="og:title" content="Meta leases capacity">
<meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2026-04-13T08:00:00Z">
<link rel="canonical" href="https://e.org/leases"></head><body>
<header><a href="/">The Paper</a> <a href="/subscribe">Become a member</a></header>
<nav><ul><li><a href="/">Home</a></li><li><a href="/all">All stories</a></li>
<li><a href="/chips">Chips</a></li><li><a href="/law">Law</a></li></ul></nav>
<div id="cookie-banner" class="cookie-consent" role="dialog">
  <p>We use cookies to improve your experience. <button>Accept</button></p>
</div>
<aside class="sidebar"><h3>Most read</h3><ul><li><a href="/a">A robot folds shirts</a></li>
<li><a href="/b">A court rules on scraping</a></li></ul></aside>
<article><h1>Meta leases capacity</h1><p>{WORDS}</p>
<h2>The price</h2>
<p>It pays <a href="https://e.org/21">$21 billion</a> for it, people said. {WORDS}</p>
<ul><li>A first item of the list with some words in it</li>
<li>A second item of that list, too</li></ul>
<table><tr><th>Model</th><th>Score</th></tr><tr><td>GLM-5.1</td><td>58.4</td></tr>
<tr><td>GPT-5.4</td><td>57.7</td></tr></table>
<pre><code>lease = 21
if lease:
    pay(lease)</code></pre>
<blockquote><p>Nobody asked what it costs, said one of them. {WORDS}</p></blockquote>
<p>{WORDS}</p></article>
<div class="share-buttons"><a href="https://social.example/share">Share on Social</a></div>
<div class="newsletter-signup"><form><label>Your address</label><input><button>Sign up</button>
</form></div>
<section class="related"><h3>Read next</h3><a href="/c">Ten chips of the year</a></section>
<footer>© 2026 The Paper. All rights reserved. <a href="/privacy">Privacy</a></footer></body>
</html>"""


def test_a_page_is_its_article() -> None:
    """Of a page the article comes, with headings, links and rows; not what stands around it."""
    digest = page.read(PAGE.encode())
    told = str(digest)
    assert all(each in told for each in ("The price", "A second item", "57.7", "Nobody asked"))
    around = (
        *("cookies", "Accept", "Privacy", "All stories", "rights reserved", "Become a member"),
        *("robot folds", "scraping", "Share on", "Your address", "Sign up", "Ten chips"),
    )
    assert [each for each in around if each in told] == []
    blocks = [b for section in digest.sections for b in section.blocks]
    blocks += [b for s in digest.sections for story in s.stories for b in story.blocks]
    rows = [b for b in blocks if b.kind == "table"]
    assert [(row.header, row.text) for row in rows] == [
        ("Model | Score", "GLM-5.1 | 58.4"),
        ("Model | Score", "GPT-5.4 | 57.7"),
    ]
    assert "https://e.org/21" in told


def test_a_page_tells_of_itself() -> None:
    """Title, site, day, address and language are those that the page gives."""
    digest = page.read(PAGE.encode())
    assert (digest.title, digest.publication) == ("Meta leases capacity", "The Paper")
    assert (digest.date, digest.url) == (dt.date(2026, 4, 13), "https://e.org/leases")
    assert digest.language == "en"


def test_an_article_keeps_its_order_and_its_links() -> None:
    """Heading, paragraphs, items, rows and code come in the page's order, links in their place."""
    digest = page.read(PAGE.encode())
    assert [section.heading for section in digest.sections] == ["The price"]
    blocks = list(blocks_of(digest))
    assert [block.kind for block in blocks] == [
        *("paragraph", "paragraph", "item", "item", "table", "table", "code"),
        *("paragraph", "paragraph"),
    ]
    assert blocks[6].text == "lease = 21\nif lease:\n    pay(lease)"
    (link,) = blocks[1].links
    assert link == Link("$21 billion", "https://e.org/21", len("It pays "))


def test_an_address_that_is_not_told_is_where_it_was_fetched() -> None:
    """The page's own address wins, else it is the one that was asked."""
    assert page.read(PAGE.encode(), "https://e.org/x?y").url == "https://e.org/leases"
    raw = PAGE.replace('<link rel="canonical" href="https://e.org/leases">', "")
    assert page.read(raw.encode(), "https://e.org/x").url == "https://e.org/x"


@pytest.mark.parametrize(
    "head",
    [
        (
            '<script type="application/ld+json">{"@context": "https://schema.org", "@type": '
            '"NewsArticle", "headline": "M", "datePublished": "2026-04-13T08:00:00Z"}</script>'
        ),
        '<meta name="date" content="2026-04-13">',
        '<meta property="og:published_time" content="2026-04-13T08:00:00+02:00">',
    ],
)
def test_the_day_stands_in_the_head(head: str) -> None:
    """The day is read from JSON-LD and from meta tags."""
    old = '<meta property="article:published_time" content="2026-04-13T08:00:00Z">'
    assert page.read(PAGE.replace(old, head).encode()).date == dt.date(2026, 4, 13)


@pytest.mark.parametrize(
    ("opening", "language"),
    [
        ('<html lang="de">', "de"),
        ("<html class='x' lang=pt-BR>", "pt"),
        ('<HTML xml:lang="zh-Hans" dir="ltr">', "zh"),
        ('<html data-lang="xx">', None),
        ('<html lang="">', None),
        ('<html lang="filipino">', None),
        ("<html>", None),
    ],
)
def test_the_language_is_the_one_that_is_told(opening: str, language: str | None) -> None:
    """The language is that of the page's first tag, without its region."""
    raw = PAGE.replace('<html lang="en-US">', opening)
    assert page.read(raw.encode()).language == language


def test_a_day_is_not_guessed() -> None:
    """A page that gives no day has none, whatever days stand in its text."""
    raw = PAGE.replace("2026-04-13T08:00:00Z", "").replace("2032", "2032, said on 1 May 2020")
    assert page.read(raw.encode()).date is None


def test_the_path_tells_the_day() -> None:
    """A saved page with a date in its name is of that day."""
    (part,) = read_file(PAGE.encode(), "26-04-14-leases.html")
    assert (part.digest.date, part.digest.dating.differs) == (dt.date(2026, 4, 14), True)


@pytest.mark.parametrize(
    "raw",
    [
        *(b"<html></html>", b"<!doctype html>", b"<html><body>", b""),
        b"<html><head><title>T</title></head><body><script>x()</script><img></body></html>",
    ],
)
def test_a_page_without_text(raw: bytes) -> None:
    """Where nothing is found the digest is empty."""
    digest = page.read(raw)
    assert (digest.summary, digest.sections) == ((), ())


def test_pages_are_recognised_by_their_opening() -> None:
    """A page is one by its first tag; a text with tags in it isn't."""
    assert page.recognises(PAGE.encode())
    assert page.recognises(b"\xef\xbb\xbf <!-- saved -->\n<HTML>")
    assert not page.recognises(b"# A\n\n<html> is a tag")
    assert not page.recognises(b"<rss></rss>")
    require_quick(lambda: page.recognises(b"<!---->" * 500 + b"x"))


@pytest.mark.parametrize(
    "noise",
    [
        *("\0", "\x01", "&#1;", "&#xD800;", "&#x110000;", "<svg<td>x", "<he<ul>", "<in<entry>"),
        *('<a href="http://[">x</a>', '<base href="//[">', "<![CDATA[x]]>", "<?xml?>", "\x0b"),
    ],
)
def test_what_breaks_the_library_costs_no_article(noise: str) -> None:
    """Marks that nobody should write leave the article's words where they are."""
    told = str(page.read(PAGE.replace("It pays", f"{noise} It pays").encode(), "https://e.org"))
    assert "$21 billion" in told
    assert "57.7" in told


def _digest(html: str) -> Digest:
    root = parse(html)
    assert root is not None
    return outline_of(root).digest()


def test_html_in_markdown_keeps_its_text() -> None:
    """Blocks of HTML among Markdown are text as well, without scripts, styles and comments."""
    digest = markdown.read(
        "One.\n\n<div class='x'>\n<p>Two <a href='https://e.org/2'>links</a>.</p>\n</div>\n\n"
        "<script>no()</script><style>p {}</style><!-- no -->\n\nThree."
    )
    assert digest.summary == (
        Block("One."),
        Block("Two links.", links=(Link("links", "https://e.org/2", 4),)),
        Block("Three."),
    )


def test_a_label_leads_in_to_its_list() -> None:
    """An item that is a label, and words before a list, head what is nested; then it is over."""
    digest = markdown.read(
        "# T\n\n## S\n\n- TL;DR\n  - It is short.\n  - So it is.\n- Views\n  - One.\n\n"
        "**What moved**\n\n- It moved.\n\nA text behind the list."
    )
    stories = digest.sections[0].stories
    told = [(story.headings, [b.text for b in story.blocks]) for story in stories if story.blocks]
    assert told == [
        (("TL;DR",), ["It is short."]),
        (("TL;DR",), ["So it is."]),
        (("Views",), ["One."]),
        (("What moved",), ["It moved."]),
        ((), ["A text behind the list."]),
    ]


def test_what_is_nested_in_an_item_stays_with_it() -> None:
    """A story is an item with all that is nested in it."""
    digest = markdown.read("## S\n\n- **Aider**: it is praised.\n  - By many.\n- Next.\n")
    assert [len(story.blocks) for story in digest.sections[0].stories] == [2, 1]


def test_a_label_on_a_line_of_its_own() -> None:
    """A short line before a hard break heads the rest; a line that ends a sentence is a block."""
    digest = markdown.read("## S\n\nTL;DR  \nIt is short.  \nAnd sweet.")
    (label,) = digest.sections[0].stories
    assert (label.headline, [b.text for b in label.blocks]) == (
        "TL;DR",
        ["It is short.", "And sweet."],
    )


def test_quotes_are_paragraphs() -> None:
    """A quoted paragraph is no item."""
    assert markdown.read("> It was said.\n").summary == (Block("It was said."),)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5_000 + "deep",
        "<ul><li>" * 3_000 + "deep",
        "<b><i>" * 5_000 + "deep",
        "<table>" + "<tr><td>a</td><td>b</td></tr>" * 20_000 + "</table>",
        f"<p>{'word ' * 200_000}</p>",
        "<p>" * 50_000,
        "<a href='https://e.org'>" * 5_000 + "x",
    ],
)
def test_monsters_are_read_in_time(html: str) -> None:
    """Depth, width and length cost seconds at most, also as a page with much around its text."""
    require_quick(lambda: _digest(html))
    require_quick(lambda: page.read(b"<html><body>" + html.encode()), 60)


@pytest.mark.parametrize(
    "text", ["*" * 50_000, "[" * 20_000, "> " * 5_000 + "x", "| a " * 5_000, "- " * 2_000 + "x"]
)
def test_monsters_of_markdown_are_read_in_time(text: str) -> None:
    """No run of marks holds the reader up."""
    require_quick(lambda: markdown.read(text))


@given(
    st.one_of(st.text(max_size=400), st.text(alphabet="<>/ apliultdbrh123=\"'&;\n", max_size=400))
)
def test_any_html_is_read(html: str) -> None:
    """HTML of any shape is read; texts are folded and links stand where they say."""
    root = parse(html)
    blocks = () if root is None else outline_of(root).blocks
    for each in blocks:
        if each.kind != "code":
            assert each.text == " ".join(each.text.split())
        for link in each.links:
            assert each.text.startswith(link.text, link.start)


def test_a_canonical_address_that_is_none() -> None:
    """What a page gives out for its address counts where it is one."""
    raw = PAGE.replace("https://e.org/leases", "https://e org/leases").encode()
    assert page.read(raw, "https://e.org/x").url == "https://e.org/x"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page(raw: bytes) -> None:
    """Whatever follows a page's opening, it is read or refused."""
    try:
        require_sound(page.read(b"<html><body>" + raw))
    except Unreadable:
        return


@given(st.integers(0, len(PAGE)), st.integers(0, 80), st.text(max_size=20))
def test_a_page_with_a_gap_is_a_page(at: int, gone: int, noise: str) -> None:
    """A page with noise in it, or a piece missing, is sound."""
    raw = PAGE[:at] + noise + PAGE[at + gone :]
    try:
        require_sound(page.read(raw.encode("utf-8", "replace"), "https://e.org/x"))
    except Unreadable:
        return
