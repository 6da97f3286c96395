"""Folders of items that make a day's digest."""

import datetime as dt

from index.digest import Block, Digest, Link, Section, Story
from index.readers import read_file
from index.readers.items import join_items, tells_more
from index.readers.part import Part

DAY = dt.date(2026, 4, 13)
ITEM = b"""---
title: A lab leases a hall
publication: The Hall Paper
tags: [halls]
url: https://e.org/hall
---

Score: 218 | [HN](https://e.org/discussion) | Link: [the paper](https://e.org/paper)

The hall is large.

## What people say

- One: too large.

### Deeper

It is deep.
"""
OTHER = b"# B leases none\n\nScore: 3 | [HN](https://e.org/3)\n\nIt has halls.\n"
BARE = b"# C\n\nScore: 3 | [HN](https://e.org/3)\n"


def _items(*raws: bytes) -> list[tuple[str, Part]]:
    return [(f"2026/04/13/{n}.md", read_file(raw, f"{n}.md")[0]) for n, raw in enumerate(raws)]


def test_each_item_is_a_section() -> None:
    """An item's title heads its section, which tells its file and keeps its text."""
    joined = join_items(_items(ITEM, OTHER), DAY).digest
    first, second = joined.sections
    assert (first.heading, first.file) == ("A lab leases a hall", "2026/04/13/0.md")
    assert (second.heading, second.file) == ("B leases none", "2026/04/13/1.md")
    assert first.blocks == (Block("The hall is large."),)
    assert [(s.headings, [b.text for b in s.blocks]) for s in first.stories] == [
        (("What people say",), ["One: too large."]),
        (("What people say", "Deeper"), ["It is deep."]),
    ]


def test_points_of_a_part_are_one_story() -> None:
    """The points that an item lists under a heading are told together, each a block."""
    raw = b"# A\n\nText.\n\n## View\n\n- Cost: high.\n- **Gain**: low.\n- So be it.\n"
    (section,) = join_items(_items(raw), DAY).digest.sections
    (story,) = section.stories
    assert story.headings == ("View",)
    assert [block.text for block in story.blocks] == ["Cost: high.", "Gain: low.", "So be it."]


def test_facts_become_sources() -> None:
    """A section credits the item's address and the links of its line of facts."""
    (section,) = join_items(_items(ITEM), DAY).digest.sections
    assert section.sources == (
        Link("A lab leases a hall", "https://e.org/hall"),
        Link("HN", "https://e.org/discussion"),
        Link("the paper", "https://e.org/paper"),
    )


def test_a_day_has_what_its_items_have() -> None:
    """Publication and tags come from the items, the day from the folder and nowhere else."""
    joined = join_items(_items(OTHER, ITEM), DAY).digest
    assert (joined.publication, joined.tags) == ("The Hall Paper", ("halls",))
    assert (joined.date, joined.dating.path) == (DAY, DAY)
    assert join_items(_items(b"# Of 2020-01-01\n\nText.\n"), None).digest.date is None


def test_a_day_changes_with_its_items() -> None:
    """Another item, another order or another file makes another hash."""
    first, second = _items(ITEM, OTHER)
    hashes = {
        join_items(items, DAY).content_hash
        for items in ([first], [second], [first, second], [second, first], [("x.md", first[1])])
    }
    assert len(hashes) == 5


def test_an_item_of_facts_alone_says_nothing() -> None:
    """An item tells more where it has a text besides the line of facts."""
    facts, text = (part.digest for _, part in _items(BARE, OTHER))
    assert not tells_more(facts)
    assert tells_more(text)
    assert not tells_more(Digest("T"))


def test_a_row_of_a_table_is_no_line_of_facts() -> None:
    """A row with bars and a link stays text."""
    raw = b"# T\n\n| Model | Score |\n|---|---|\n| [GLM](https://e.org/glm) | 58.4 |\n"
    (section,) = join_items(_items(raw), DAY).digest.sections
    assert [block.text for block in section.blocks] == ["GLM | 58.4"]


def test_what_an_item_of_another_kind_ends_in_is_kept() -> None:
    """The bottom line of an item, its sources and why it matters aren't lost."""
    item = Digest(
        "T",
        sections=(Section("S", why_it_matters=Block("It does.")),),
        bottom_line=(Block("So it is."),),
        sources=(Link("One", "https://e.org/1"),),
    )
    (section,) = join_items([("t.md", Part(item, "hash"))], DAY).digest.sections
    assert section.stories == (
        Story("S", why_it_matters=Block("It does.")),
        Story("", (Block("So it is."),)),
    )
    assert section.sources == (Link("One", "https://e.org/1"),)
