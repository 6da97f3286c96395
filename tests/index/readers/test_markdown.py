"""Markdown of any shape."""

import datetime as dt

from index.archive import SAMPLE
from index.digest import Block, Link, Section, Story
from index.readers import markdown, read_digest
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
