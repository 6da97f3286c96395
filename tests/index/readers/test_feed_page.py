"""Pages of a digest feed."""

import datetime as dt

from index.archive import SAMPLE
from index.digest import Block, Digest, Link, Section
from index.readers import feed_page, read_digest
from tests.index.making import blocks_of
from tests.shared import SEEDS, needs_seeds

PAGE = """Back to feed
2026-04-03 #AI#Open Source

A Title: With a Colon

A lede that ends here.

First Headline

One paragraph, a [link](https://e.org/1).

Another one.

Why it matters: Because of **this**.

Second Headline

Text.

The Bottom Line

It all adds up.

📎 Sources
- [One](https://e.org/one)
- Two

Get signals in your inbox

Discussion 💬
"""


def test_whole_page() -> None:
    """Date, tags, title, lede, sections, why it matters, bottom line, sources: all are read."""
    assert feed_page.recognises(PAGE)
    assert feed_page.read(PAGE) == Digest(
        "A Title: With a Colon",
        date=dt.date(2026, 4, 3),
        tags=("AI", "Open Source"),
        summary=(Block("A lede that ends here."),),
        sections=(
            Section(
                "First Headline",
                (
                    Block("One paragraph, a link.", links=(Link("link", "https://e.org/1", 17),)),
                    Block("Another one."),
                ),
                Block("Because of this."),
            ),
            Section("Second Headline", (Block("Text."),)),
        ),
        bottom_line=(Block("It all adds up."),),
        sources=(Link("One", "https://e.org/one"), Link("Two", "")),
    )


def test_page_without_anything_after_the_date() -> None:
    """A page that ends after its date has no title, and doesn't fail."""
    assert feed_page.read("2026-04-03 #AI") == Digest("", date=dt.date(2026, 4, 3), tags=("AI",))


def test_other_texts_are_not_its_own() -> None:
    """A text without the date line, or without what such a page ends in, is another's."""
    assert not feed_page.recognises("# T\n\nWhy it matters: x")
    assert not feed_page.recognises("2026-04-03 #AI\n\nT\n\nText.")
    assert not feed_page.recognises("a\nb\nc\nd\n2026-04-03 #AI\nBottom line")


def test_sample_page() -> None:
    """The sample's feed pages give all their parts and none of the chrome."""
    file = "latent-signals/2026-04-09.txt"
    digest = read_digest((SAMPLE / file).read_text("utf-8"), file)
    assert dt.date(2026, 4, 9) == digest.date
    assert digest.tags == ("AI Infrastructure", "Cloud", "Meta", "Security")
    assert digest.title.startswith("Meta Signs for $21 Billion")
    assert len(digest.summary) == 2
    assert [s.heading for s in digest.sections] == [
        "A Lease That Outlasts the Hardware",
        "Muse Spark Stays Inside",
        "Amazon Shows Its Number",
    ]
    assert all(section.why_it_matters for section in digest.sections)
    assert len(digest.bottom_line) == 1
    assert len(digest.sources) == 4
    assert all(source.url.startswith("https://example.org/") for source in digest.sources)
    text = "\n".join(block.text for block in blocks_of(digest))
    assert not any(word in text for word in ("Back to feed", "Giscus", "No spam", "Discussion"))


@needs_seeds
def test_real_pages() -> None:
    """Two real pages give title, date, tags, four sections that tell why, and a bottom line."""
    for name, day in (("000", dt.date(2026, 4, 13)), ("001", dt.date(2026, 4, 14))):
        path = next(SEEDS.glob(f"{name}_*"))
        digest = read_digest(path.read_text("utf-8"), path.name)
        assert day == digest.date
        assert len(digest.tags) == 5
        assert len(digest.sections) == 4
        assert all(section.why_it_matters and section.blocks for section in digest.sections)
        assert digest.title.startswith("AI's ")
        assert digest.summary
        assert len(digest.bottom_line) == 1
        text = "\n".join(block.text for block in blocks_of(digest))
        assert "Back to feed" not in text
        assert "No spam" not in text
        assert "Why it matters" not in text
