"""Newsletters."""

import datetime as dt

from index.archive import SAMPLE
from index.digest import Block, Digest, Link, Section, Story
from index.readers import newsletter, read_digest
from tests.shared import SEEDS, needs_seeds

LETTER = """Top Stories
A Headline
It says this.
**Then** it says that.
Source: [Axios](https://e.org/a), CNBC
Quick Hits
-
Oracle orders cells: Up to 2.8 GW. CNBC
- Bloom delivers.
Worth Watching
Prose without a headline.
"""


def test_whole_letter() -> None:
    """Stories, hits with their credits, and prose are read; the first headline is the title."""
    assert newsletter.recognises(LETTER)
    assert newsletter.read(LETTER) == Digest(
        "A Headline",
        sections=(
            Section(
                "Top Stories",
                stories=(
                    Story(
                        "A Headline",
                        (Block("It says this."), Block("Then it says that.")),
                        sources=(Link("Axios", "https://e.org/a"), Link("CNBC", "")),
                    ),
                ),
            ),
            Section(
                "Quick Hits",
                stories=(
                    Story(
                        "Oracle orders cells",
                        (Block("Oracle orders cells: Up to 2.8 GW.", "item"),),
                        sources=(Link("CNBC", ""),),
                    ),
                    Story("", (Block("Bloom delivers.", "item"),)),
                ),
            ),
            Section("Worth Watching", (Block("Prose without a headline."),)),
        ),
    )


def test_title_and_lede_before_the_sections() -> None:
    """The first line before the sections is the title, the rest the summary."""
    digest = newsletter.read("# The Paper\nWelcome.\nTop Stories\nH\nText.\nQuick Hits\n- x.")
    assert digest.title == "The Paper"
    assert (Block("Welcome."),) == digest.summary


def test_number_at_the_head_of_a_line_is_no_bullet() -> None:
    """A dash before a number is a minus, and two stars are emphasis."""
    digest = newsletter.read("Top Stories\nH\n-5% was the change.\nQuick Hits\n* x.")
    assert (Block("-5% was the change."),) == digest.sections[0].stories[0].blocks


def test_one_section_is_not_enough() -> None:
    """A text with one such section is another's."""
    assert not newsletter.recognises("Top Stories\nTop Stories\ntext")
    assert newsletter.recognises("## TOP STORIES\n\n## Quick hits:")


def test_sample_letter() -> None:
    """The sample's newsletter has its date from the file's name, and credits with addresses."""
    file = "weekly-gradient/2026-04-08.txt"
    digest = read_digest((SAMPLE / file).read_text("utf-8"), file)
    assert dt.date(2026, 4, 8) == digest.date
    assert digest.title == "Anthropic's Best Model Is Not for Sale"
    assert [s.heading for s in digest.sections] == ["Top Stories", "Quick Hits", "Worth Watching"]
    top, hits, watching = digest.sections
    assert [len(story.blocks) for story in top.stories] == [3, 2]
    assert [len(story.sources) for story in top.stories] == [2, 1]
    assert len(hits.stories) == 3
    assert all(story.sources[0].url.startswith("https://") for story in hits.stories)
    assert len(watching.blocks) == 2


@needs_seeds
def test_real_letter() -> None:
    """A real newsletter gives three stories, four quick hits, prose, and no date."""
    path = next(SEEDS.glob("002_*"))
    digest = read_digest(path.read_text("utf-8"), path.name)
    top, hits, watching = digest.sections
    assert digest.date is None
    assert top.stories[0].headline == digest.title
    assert [len(story.sources) for story in top.stories] == [3, 0, 2]
    assert len(hits.stories) == 4
    assert all(story.headline and story.sources for story in hits.stories)
    assert all(block.kind == "item" for story in hits.stories for block in story.blocks)
    assert len(watching.blocks) == 2
