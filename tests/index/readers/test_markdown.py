"""Markdown of any shape."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import SAMPLE
from index.digest import Block, Link, Section, Story
from index.readers import markdown, read_digest
from tests.index.making import page
from tests.index.readers.checks import require_quick, require_sound
from tests.shared import SHARED, needs_shared


def test_headings_make_sections_and_stories() -> None:
    """The first heading is the title; below it headings nest, at whatever levels they stand."""
    digest = markdown.read("# T\n\nLede.\n\n## S\n\na\n\n### P\n\nb\n\n#### Q\n\nc\n\n## S2\n\nd\n")
    assert ("T", (Block("Lede."),)) == (digest.title, digest.summary)
    assert digest.sections == (
        Section(
            "S",
            (Block("a"),),
            stories=(Story("P", (Block("b"),)), Story("Q", (Block("c"),), under=("P",))),
        ),
        Section("S2", (Block("d"),)),
    )


def test_no_heading_at_all() -> None:
    """A text without headings is all summary."""
    assert (Block("One."), Block("Two.")) == markdown.read("One.\n\nTwo.").summary


def test_lists_stay_items() -> None:
    """Items of lists, nested and numbered ones too, are items, each in its place."""
    digest = markdown.read("- a\n  - b\n    1. c\n\n2. d\n\n   e\n")
    assert [Block(text, "item") for text in "abcde"] == list(digest.summary)


def test_labelled_items_are_stories() -> None:
    """An item under a heading that begins with a label is a story of its own."""
    digest = markdown.read("## S\n\n- **Oracle:** orders cells\n- plain\n")
    first = digest.sections[0].stories[0]
    assert ("Oracle", Block("Oracle: orders cells", "item")) == (first.headline, first.blocks[0])


def test_tables_become_rows() -> None:
    """A table's rows are blocks with cells parted by bars, each with the words of its head."""
    digest = markdown.read("| a | b |\n|---|---|\n| *1* | [2](https://e.org) |\n")
    link = Link("2", "https://e.org", 4)
    assert (Block("1 | 2", "table", (link,), "a | b"),) == digest.summary


def test_code_keeps_its_lines() -> None:
    """Fenced and indented code is a block with its lines, without invisible characters."""
    digest = markdown.read("```py\nx  = 1\n\n*y*\u202e\n```\n\n    z\n")
    assert (Block("x  = 1\n\n*y*", "code"), Block("z", "code")) == digest.summary


def test_lines_of_a_paragraph_are_one_text() -> None:
    """A paragraph's lines are folded into one; a setext heading is a heading."""
    digest = markdown.read("Title\n=====\n\none\ntwo  \nthree\n")
    assert ("Title", (Block("one two three"),)) == (digest.title, digest.summary)


def test_links_across_emphasis() -> None:
    """Emphasis and escapes inside of a link don't shift it."""
    block = markdown.read(r"a\* **b [c _d_](https://e.org/1) e**").summary[0]
    assert Block("a* b c d e", links=(Link("c d", "https://e.org/1", 5),)) == block


def test_reference_links_and_bare_angles() -> None:
    """Links by reference are resolved."""
    block = markdown.read("See [it][1].\n\n[1]: https://e.org/1\n").summary[0]
    assert Block("See it.", links=(Link("it", "https://e.org/1", 4),)) == block


def test_date_in_the_title_or_at_the_head() -> None:
    """A date in the title or in the first words is the digest's."""
    day = dt.date(2026, 4, 3)
    assert day == markdown.read("# News of 2026-04-03\n\nx").date
    assert day == markdown.read("*2026-04-03*\n\nx").date
    assert markdown.read(f"{'word ' * 20}2026-04-03").date is None


def test_chrome_is_left_out() -> None:
    """Chrome is left out among headings and paragraphs."""
    digest = markdown.read("[Back to feed](/)\n\n# T\n\nText.\n\n## Comments\n\nSubscribe now\n")
    assert ("T", (Block("Text."),), ()) == (digest.title, digest.summary, digest.sections)


def test_sample_note() -> None:
    """The sample's note gives its front matter, headings, items and links."""
    file = "field-notes/2026-04-18-reading-a-compute-contract.md"
    digest = read_digest((SAMPLE / file).read_text("utf-8"), file)
    assert (digest.title, digest.publication) == ("Reading a Compute Contract", "Field Notes")
    assert dt.date(2026, 4, 18) == digest.date
    assert digest.tags == ("AI Infrastructure", "Cloud Economics", "Security", "Open Models")
    assert digest.url == "https://example.org/field-notes/reading-a-compute-contract"
    assert digest.summary[0].text.startswith("How to read")
    assert len(digest.sections) == 6
    deals = digest.sections[1]
    assert sum(block.kind == "item" for story in deals.stories for block in story.blocks) == 4
    length = deals.stories[0].blocks[0]
    link = length.links[0]
    assert length.text[link.start : link.start + len(link.text)] == "$21 billion"


@needs_shared
def test_real_issues_are_read() -> None:
    """Real issues with front matter give a title, sections, and the date of the file's name."""
    root = SHARED / "archives" / "ainews"
    for path in sorted(root.glob("issues/26-01-0*.md")):
        digest = read_digest(path.read_text("utf-8"), path.name)
        year, month, day = path.name.split("-")[:3]
        assert dt.date(2000 + int(year), int(month), int(day)) == digest.date
        assert digest.title
        assert digest.sections or digest.summary


def test_items_are_stories_of_their_own() -> None:
    """An item without a label doesn't join the story of the labelled one before it."""
    digest = read_digest(
        "# T\n\n## Hits\n\n- Anthropic: it is closed.\n- The chief resigned.", "x.md"
    )
    assert [(s.headline, len(s.blocks)) for s in digest.sections[0].stories] == [
        ("Anthropic", 1),
        ("", 1),
    ]


def _told(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """The stories of the only section, each as its headings and its texts."""
    (section,) = markdown.read(text).sections
    return [(story.headings, [b.text for b in story.blocks]) for story in section.stories]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**bold *nested _deep_* on** end", "bold nested deep on end"),
        ("***all*** of ~~it~~ `co*de*`", "all of it co*de*"),
        ("un**believ**able", "unbelievable"),
        ("**这个模型**很好，**「强」**的", "这个模型很好，「强」的"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
        ("one\\\ntwo", "one two"),
        ("a&nbsp;b\u00a0c d\u200be\ufffdf", "a b c def"),
        ("&lt;b&gt; &amp;amp; &#169; &copy;", "<b> &amp; © ©"),
        ("- [x] done", "[x] done"),
    ],
)
def test_marks_of_emphasis_and_entities_are_undone(text: str, plain: str) -> None:
    """Emphasis in emphasis, in words, and in Chinese leaves the words; entities are characters."""
    assert [plain] == [each.text for each in markdown.read(text).summary]


def test_links_in_the_midst_of_sentences() -> None:
    """Links of every kind keep their words, their address and their place."""
    (found,) = markdown.read(
        "See [the *report*](https://e.org/r), <https://e.org/a> and https://e.org/b_c, now."
    ).summary
    assert found.text == "See the report, https://e.org/a and https://e.org/b_c, now."
    assert found.links == (
        Link("the report", "https://e.org/r", 4),
        Link("https://e.org/a", "https://e.org/a", 16),
        Link("https://e.org/b_c", "https://e.org/b_c", 36),
    )


def test_escaped_handles() -> None:
    """A handle with an escaped underscore is spelt as its owner does, in a link as well."""
    (found,) = markdown.read(r"By @some\_one and [@some\_one](https://x.com/some_one).").summary
    assert found.text == "By @some_one and @some_one."
    assert found.links == (Link("@some_one", "https://x.com/some_one", 17),)


def test_links_that_do_not_lead_to_the_web_are_words() -> None:
    """Relative addresses, anchors and mail addresses are no links."""
    (found,) = markdown.read(
        "[a](/x) [b](../y) [c](#z) [d](mailto:d@e.org) [e](https://e.org)"
    ).summary
    assert (found.text, found.links) == ("a b c d e", (Link("e", "https://e.org", 8),))


def test_pictures_are_their_descriptions() -> None:
    """A picture is its alt text, also as the words of a link."""
    (found,) = markdown.read("![a chart](c.png) [![of it](d.png)](https://e.org)").summary
    assert found == Block("a chart of it", links=(Link("of it", "https://e.org", 8),))


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("| M | S |\n|---|---|\n| a | 1 |\n| b |", [("a | 1", "M | S"), ("b |", "M | S")]),
        ("| M | S |\n|---|---|", [("M | S", "")]),
        ("| M |\n|---|\n| a |", [("M", ""), ("a", "")]),
        ("<table><tr><td>a</td><td>1</td></tr></table>", [("a | 1", "")]),
        ("| M | S |\n|:--|--:|\n| x \\| y | **1** |", [("x | y | 1", "M | S")]),
    ],
)
def test_tables_of_all_kinds(table: str, rows: list[tuple[str, str]]) -> None:
    """Tables with a head, without one, and with nothing else are told row by row."""
    found = markdown.read(f"Before.\n\n{table}\n\nAfter.").summary
    assert [(b.text, b.header) for b in found if b.kind == "table"] == rows
    assert (found[0].text, found[-1].text) == ("Before.", "After.")


def test_a_story_is_an_item_with_what_is_nested_in_it() -> None:
    """An item of the list opens a story, however deep its own lists are."""
    assert _told("## S\n\n- One: a.\n  - b.\n    1. c.\n- Two.\n\n  More of two.\n") == [
        (("One",), ["One: a.", "b.", "c."]),
        ((), ["Two.", "More of two."]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "## S\n\n- TL;DR\n  - It is short.\n  - So it is.\n- Next thing.\n",
        "## S\n\n- TL;DR:\n\n  - It is short.\n\n  - So it is.\n\n- Next thing.\n",
    ],
)
def test_a_label_leads_in_to_nested_items(text: str) -> None:
    """What a short item holds, in a tight list or a loose one, are stories under its name."""
    assert [each for each in _told(text) if each[1]] == [
        (("TL;DR",), ["It is short."]),
        (("TL;DR",), ["So it is."]),
        ((), ["Next thing."]),
    ]


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("The models that came out", True),
        ("**What came out:**", True),
        ("It all came out.", False),
        ("It came. Then it went", False),
        ("and so on", False),
        ("word " * 40, False),
    ],
)
def test_words_right_before_a_list(words: str, leads: bool) -> None:  # noqa: FBT001
    """A paragraph that is no sentence heads the list behind it, and nothing behind that."""
    found = _told(f"## S\n\n{words}\n\n- One.\n- Two.\n\nAfter.")
    lead = (words.strip("*: "),) if leads else ()
    assert [each for each in found if each[1]] == [
        (lead, ["One."]),
        (lead, ["Two."]),
        ((), ["After."]),
    ]


def test_a_paragraph_before_another_does_not_lead_in() -> None:
    """Words without a full stop are a paragraph where no list follows at once."""
    assert [b.text for b in markdown.read("Some words\n\nMore of them\n\n> said\n").summary] == [
        "Some words",
        "More of them",
        "said",
    ]


def test_a_hard_break_after_a_label() -> None:
    """A short label on a line of its own heads the text behind the break."""
    (section,) = markdown.read("# T\n\nTL;DR  \nIt is short.").sections
    assert (section.heading, section.blocks) == ("TL;DR", (Block("It is short."),))


def test_quotes_are_paragraphs_also_in_lists() -> None:
    """A blockquote is a paragraph; the items of a list in it are items."""
    found = markdown.read("> It was\n> said.\n>\n> - An item.\n").summary
    assert found == (Block("It was said."), Block("An item.", "item"))


def test_blocks_of_html_keep_text_and_links() -> None:
    """HTML among Markdown is text, less scripts, styles and comments."""
    found = markdown.read(
        "One <!-- a --> <b>two</b>.\n\n<details><summary>More</summary>\n\nHidden [text](https://e.org/h)."
        "\n\n</details>\n\n<div>\n<p>Three <a href='https://e.org/3'>links</a>.</p></div>\n\n"
        "<script>\nno()\n\nno()\n</script>\n\n<style>p {}</style>\n<!-- b\n\nb -->\n\nFour."
    ).summary
    assert [b.text for b in found] == ["One two.", "More", "Hidden text.", "Three links.", "Four."]
    assert [link.url for b in found for link in b.links] == ["https://e.org/h", "https://e.org/3"]


@pytest.mark.parametrize(
    "code", ["x  = 1\n\n\ty = 2", "*a* [b](c) <d> &amp; # e", "  indented\nless", "日本  語"]
)
def test_code_is_verbatim(code: str) -> None:
    """Nothing in a fence is changed or taken for a mark, and the text behind it goes on."""
    found = markdown.read(f"Before.\n\n```py\n{code}\n```\nAfter.").summary
    assert found == (Block("Before."), Block(code, "code"), Block("After."))


def test_more_mail_addresses_than_any_text_has() -> None:
    """Of very many addresses none becomes a link, and the text is all there."""
    text = "a@e.org https://e.org/x " * 3_000
    require_quick(lambda: markdown.read(text))
    (found,) = markdown.read(text).summary
    assert (found.text, found.links) == (text.strip(), ())
    (few,) = markdown.read("a@e.org https://e.org/x").summary
    assert [link.url for link in few.links] == ["https://e.org/x"]


def test_a_table_of_more_cells_than_any_text_has() -> None:
    """A head of thousands of columns over thousands of rows is a paragraph, at once."""
    text = "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "|x|\n" * 2_000
    require_quick(lambda: markdown.read(text))
    assert {block.kind for block in markdown.read(text).summary} == {"paragraph"}


def test_a_long_table_is_a_table() -> None:
    """Twenty thousand rows are as many blocks."""
    text = "## S\n\n| a | b |\n|---|---|\n" + "| x | 1 |\n" * 20_000
    require_quick(lambda: markdown.read(text))
    assert len(markdown.read(text).sections[0].blocks) == 20_000


_DEEP = "\n".join("  " * n + f"- item {n}." for n in range(600))


@pytest.mark.parametrize(
    "text",
    [
        "*" * 10_000 + "a" + "*" * 10_000,
        "**a *b " * 10_000,
        "word " * 200_000,
        "[a](https://e.org) " * 40_000,
        "https://e.org/a " * 40_000,
        "![" * 50_000,
        "[" * 50_000 + "]" * 50_000,
        "> " * 3_000 + "deep",
        "- " * 3_000 + "deep",
        "## S\n\n" + "- An item.\n" * 50_000,
        "## S\n\n" + "Text.\n\n" * 50_000,
        "## S\n\nText.\n\n" * 20_000,
        "a  \n" * 50_000,
        "`a` " * 50_000,
        "<div>\n\n" * 5_000,
        "&" * 100_000,
        _DEEP,
    ],
)
def test_monsters_are_read_in_seconds(text: str) -> None:
    """Depth, length and runs of marks cost no more than their length."""
    require_quick(lambda: markdown.read(text))


def test_deep_lists_are_read_whole() -> None:
    """Six hundred lists in each other lose no item."""
    assert len(markdown.read(_DEEP).summary) == 600


_MARKS = (
    *("*", "**", "_", "`", "```\n", "~~", "[", "](", ")", "<", ">", "!", "# ", "## ", "- ", "1. "),
    *("|", "|-|\n", "\n", "\n\n", "  \n", "    ", "\\", "&amp;", "https://e.org/x", "a@e.org"),
    *("<div>", "</div>", "<!--", "-->", "<table><tr><td>", "\u200b", "\ufffd", "Label:", "text. "),
    *("日本", "：", "words", "[x]: https://e.org\n", "---\n", "\t", "\0", "😀"),
)


@given(
    st.one_of(
        page,
        st.lists(st.one_of(st.sampled_from(_MARKS), st.text(max_size=6)), max_size=40).map("".join),
    )
)
def test_any_text_is_sound(text: str) -> None:
    """Whatever the marks make, texts are folded and links lie within their text."""
    require_sound(markdown.read(text))
    line = markdown.block(text)
    assert line.text == " ".join(line.text.split())
    for link in line.links:
        assert line.text.startswith(link.text, link.start)


_words = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzäß日", min_size=1, max_size=9), min_size=1, max_size=12
).map(" ".join)


_forms = st.sampled_from(
    ["## {}", "- {}", "> {}", "{}.", "1. {}", "| {} | x |\n|---|---|\n| y | z |", "```\n{}\n```"]
)


@given(st.lists(st.tuples(_forms, _words), min_size=1, max_size=6))
def test_no_word_is_lost(pieces: list[tuple[str, str]]) -> None:
    """Whatever words are made into, a heading, an item, a row, a quote or code, they are told."""
    told = str(markdown.read("\n\n".join(form.format(words) for form, words in pieces)))
    assert all(words in told for _, words in pieces)


def test_what_is_too_long_for_a_heading_is_text() -> None:
    """A heading of a paragraph's length is a paragraph: nothing of it is lost, and nothing cut."""
    long = "Meta leases capacity. " * 20
    digest = markdown.read(f"# {long}\n\n## News\n\nA line.\n\n### {long}\n\nAnother line.")
    assert digest.title == ""
    assert [each.text for each in digest.summary] == [long.strip()]
    (section,) = digest.sections
    assert [each.text for each in section.blocks] == ["A line.", long.strip(), "Another line."]
