"""Long daily reports."""

import datetime as dt

from index.archive import SAMPLE
from index.digest import Block, Digest, Section, Story
from index.readers import read_digest, report
from tests.shared import SEEDS, needs_seeds

REPORT = """# The Report 2026-04-03
A lede.
🔬 Frontiers
Agent Memory: it fades.
More of it.
📈 Business
No label here.
💎 Insights
Top Picks:
1. Pick One: take it.
2. Pick two
Watch List:
* Mem0: will it?
"""


def test_whole_report() -> None:
    """Emoji headings, labelled paragraphs, ranked picks and lists are read."""
    assert report.recognises(REPORT)
    assert report.read(REPORT) == Digest(
        "The Report 2026-04-03",
        "The Report",
        dt.date(2026, 4, 3),
        summary=(Block("A lede."),),
        sections=(
            Section(
                "Frontiers",
                stories=(
                    Story("Agent Memory", (Block("Agent Memory: it fades."), Block("More of it."))),
                ),
            ),
            Section("Business", (Block("No label here."),)),
            Section(
                "Insights",
                stories=(
                    Story("Pick One", (Block("Pick One: take it.", "item"),), under=("Top Picks",)),
                    Story("", (Block("Pick two", "item"),), under=("Top Picks",)),
                    Story("Mem0", (Block("Mem0: will it?", "item"),), under=("Watch List",)),
                ),
            ),
        ),
    )


def test_two_emoji_headings_are_not_enough() -> None:
    """A text with two such headings is another's."""
    assert not report.recognises("🔬 Frontiers\nx.\n📈 Business\ny.")


def test_report_without_a_date_names_no_publication() -> None:
    """Only a dated title is taken for the publication's name."""
    digest = report.read("# T\n🔬 One\nx.\n📈 Two\ny.\n💎 Three\nz.")
    assert (digest.title, digest.publication, digest.date) == ("T", None, None)


def test_sample_report() -> None:
    """The sample's report gives picks and watch list under their names."""
    file = "ai-daybook/2026-04-08.md"
    digest = read_digest((SAMPLE / file).read_text("utf-8"), file)
    assert ("AI Daybook", dt.date(2026, 4, 8)) == (digest.publication, digest.date)
    assert len(digest.sections) == 8
    insights = next(s for s in digest.sections if s.heading.startswith("Deep Insights"))
    under = [story.under for story in insights.stories]
    assert under == [("Top Picks Today",)] * 3 + [("Watch List",)] * 3
    assert insights.stories[0].headline == "Claude Mythos and Project Glasswing"


@needs_seeds
def test_real_report() -> None:
    """A real report gives nine sections, its picks in order, and its date from the title."""
    path = next(SEEDS.glob("003_*"))
    digest = read_digest(path.read_text("utf-8"), path.name)
    assert dt.date(2026, 4, 21) == digest.date
    assert len(digest.sections) == 9
    insights = digest.sections[6]
    lists = list(dict.fromkeys(story.under[0] for story in insights.stories))
    assert len(lists) == 4
    assert lists[0] == "Top Picks Today"
    assert all(story.blocks[0].kind == "item" for story in insights.stories)
