"""HTML of any shape, as it comes to every reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Block, Digest, Link
from index.readers.html import outline_of, parse
from index.readers.markdown import block
from tests.index.readers.checks import require_quick, require_sound


def _digest(html: str) -> Digest:
    root = parse(html)
    return Digest("") if root is None else outline_of(root).digest()


def _texts(html: str) -> list[str]:
    return [each.text for each in _digest(html).summary]


def test_what_a_browser_does_not_show_is_gone() -> None:
    """Scripts, styles, comments, templates and processing instructions leave nothing."""
    html = (
        "<p>One<script>x()</script><!-- c --> two<style>p{}</style><?php y ?> three</p>"
        "<template>t</template><noscript>n</noscript><svg><text>s</text></svg><p>Four.</p>"
    )
    assert _texts(html) == ["One two three", "Four."]


def test_entities_and_invisible_characters() -> None:
    """Entities are characters, spaces of all kinds one space, what can't be seen is gone."""
    html = "<p>a &amp; b &lt;c&gt; &#8212;&nbsp;\u00a0d e\u200bf\ufffdg&#173;h &#xD800;i</p>"
    assert _texts(html) == ["a & b <c> — d efgh i"]


def test_white_space_between_tags_counts_once() -> None:
    """Words of neighbouring tags are parted as they are on the page."""
    html = "<p> <b>one </b> <i> two</i>three\n\t<span>four</span></p>"
    assert _texts(html) == ["one twothree four"]


def test_pictures_are_their_descriptions() -> None:
    """A picture is what its alt says, also where it stands in a link."""
    (found,) = _digest(
        '<p><img alt="A chart"> of <a href="https://e.org"><img alt="it"></a><img></p>'
    ).summary
    assert found == Block("A chart of it", links=(Link("it", "https://e.org", 11),))


@pytest.mark.parametrize("href", ["/a", "../a", "#a", "mailto:a@e.org", "javascript:x", "//e.org"])
def test_links_that_do_not_lead_to_the_web(href: str) -> None:
    """Of a link that doesn't lead to the web only the words are kept."""
    assert _digest(f'<p>See <a href="{href}">this</a>.</p>').summary == (Block("See this."),)


def test_a_link_around_blocks_ends_with_the_first() -> None:
    """A link across paragraphs lies in the first of them, whole."""
    first, second = _digest("<a href='https://e.org'><div>One</div><div>two</div></a>").summary
    assert first == Block("One", links=(Link("One", "https://e.org"),))
    assert second == Block("two")


def test_cells_are_parted_and_what_stands_in_them_too() -> None:
    """Cells are parted by bars, paragraphs and items in a cell by spaces."""
    html = (
        "<table><tr><td><p>One.</p><p>Two.</p></td><td>x<ul><li>y</li><li>z</li></ul></td></tr>"
        "<tr><td>a<br>b</td><td></td></tr></table>"
    )
    assert _texts(html) == ["One. Two. | x y z", "a b |"]


def test_each_row_has_the_words_of_the_head() -> None:
    """A row of header cells heads the rows of its own table and no other."""
    html = (
        "<table><thead><tr><th>M</th><th>S</th></tr></thead><tbody><tr><td>a</td><td>1</td></tr>"
        "</tbody></table><table><tr><td>b</td><td>2</td></tr></table>"
    )
    assert [(row.text, row.header) for row in _digest(html).summary] == [
        ("a | 1", "M | S"),
        ("b | 2", ""),
    ]


def test_a_table_that_is_all_head_is_told() -> None:
    """The words of a table without other rows aren't lost."""
    assert _digest("<table><tr><th>M</th><th>S</th></tr></table>").summary == (
        Block("M | S", "table"),
    )


def test_a_table_in_a_table() -> None:
    """What stands before, in and behind a table in a cell is told in that order."""
    html = (
        "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table>d</td><td>e</td></tr>"
        "<tr><td>f</td><td>g</td></tr></table><p>h</p>"
    )
    assert _texts(html) == ["a", "b | c", "d", "e", "f | g", "h"]


def test_a_cell_outside_of_a_table_is_a_block() -> None:
    """A stray cell doesn't turn what follows into a row."""
    assert _texts("<td>a</td><p>b</p><p>c</p>") == ["a", "b", "c"]


def test_words_before_a_list_in_a_cell_are_no_heading() -> None:
    """In a cell nothing leads in to a list: the row stays whole."""
    html = "<table><tr><td>n</td><td><p>Views</p><ul><li>y</li></ul></td></tr></table>"
    assert _texts(html) == ["n | Views y"]


def test_code_is_kept_as_it_is_and_the_text_behind_it() -> None:
    """Preformatted text keeps its lines, what follows it is a paragraph."""
    first, second = _digest("<pre>\n a  b\n\n\tc</pre>behind").summary
    assert (first, second) == (Block(" a  b\n\n\tc", "code"), Block("behind"))


def test_code_of_white_space_is_none() -> None:
    """Preformatted white space makes no block."""
    assert _digest("<pre> </pre><pre>&nbsp;\n</pre>").summary == ()


def test_terms_lead_in_to_their_descriptions() -> None:
    """A list of descriptions is items under their terms."""
    section, other = _digest(
        "<dl><dt>Lease</dt><dd>Long.</dd><dt>Rent</dt><dd>Dear.</dd></dl>"
    ).sections
    assert (section.heading, section.stories[0].blocks) == ("Lease", (Block("Long.", "item"),))
    assert (other.heading, other.stories[0].blocks) == ("Rent", (Block("Dear.", "item"),))


def test_depth_that_pages_have_is_read_whole() -> None:
    """What stands in a thousand tags, and behind them, is all told."""
    assert _texts("<div>" * 1_000 + "deep" + "</div>" * 1_000 + "<p>behind</p>") == [
        "deep",
        "behind",
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "a<br>" * 100_000,
        "<p>" + "<a href='https://e.org'>a</a> " * 50_000,
        "<h2>x</h2>" + "<p>a b.</p>" * 100_000,
        "<h2>x</h2><ul>" + "<li>a b.</li>" * 100_000,
        "<h2>x</h2>" + "<h3>y</h3><p>z</p>" * 50_000,
        "<h2>x</h2><table>" + "<tr><td>a</td><td>b</td></tr>" * 50_000,
        "<table><tr><td>" * 5_000,
        "<td>a" * 50_000,
    ],
)
def test_long_pages_cost_no_more_than_their_length(html: str) -> None:
    """Lines, links, blocks and rows by the ten thousand are read in seconds."""
    require_quick(lambda: _digest(html))


_PIECES = (
    *("<table>", "</table>", "<tr>", "<td>", "<th>", "</td>", "<ul>", "<ol>", "<li>", "</li>"),
    *("</ul>", "<p>", "</p>", "<h1>", "</h1>", "<h3>", "<br>", "<pre>", "</pre>", "<b>", "</b>"),
    *("<a href='https://e.org/x'>", "<a href='/x'>", "</a>", "<img alt=' a  b '>", "<dl>", "<dt>"),
    *("<dd>", "<blockquote>", "</blockquote>", "<!--", "-->", "<script>", "</script>", "<div>"),
    *("Label:", "A sentence. ", "words", " ", "\u00a0", "\ufffd", "&#xD800;", "&nbsp;", "\n"),
)


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=40).map("".join))
def test_pieces_of_pages_in_any_order(html: str) -> None:
    """However tags are mixed, the outline is sound, and so is the line that it makes."""
    require_sound(_digest(html))
    line = block(html)
    assert line.text == " ".join(line.text.split())
    for link in line.links:
        assert line.text.startswith(link.text, link.start)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_tree_or_none(raw: bytes) -> None:
    """Bytes of any kind are parsed without an error."""
    root = parse(raw)
    if root is not None:
        require_sound(outline_of(root).digest())
