"""The items of a digest: their order, their numbers, their passages."""

import re
from itertools import groupby

import pytest
from hypothesis import given

from bot.items import items_named, items_of
from bot.render.digest import card
from index.archive import SAMPLE
from index.digest import Block, Digest, Document, Evidence, Origin, Section, Story
from index.passages import cut
from tests.bot.render.test_digest import DIGEST
from tests.index.making import documents_of

NEWS = Digest(
    "Title",
    sections=(
        Section(
            "Top Stories",
            stories=(
                Story("GLM-5.1 leads", (Block("It has 58.4 points."),)),
                Story("A heading of others"),
                Story("Meta leases", (Block("Until 2032."),), Block("It is long.")),
            ),
        ),
        Section("Worth Watching", (Block("Prices."),)),
        Section("Points", stories=(Story("", (Block("One."),)), Story("", (Block("Two."),)))),
    ),
)


def found(document: Document) -> list[Evidence]:
    """All passages of a document, as the catalog hands them out."""
    origin = Origin(document.id, "digest", "Daily", "Title", None, "archive", "", None)
    return [Evidence(passage, origin, 1, 0.0) for passage in cut(document).passages]


def test_stories_are_items_and_sections_without_any() -> None:
    """Numbers go through all sections; a heading without text is none, points are a section's."""
    names = [(item.n, item.name) for item in items_of(NEWS)]

    assert names == [(1, "GLM-5.1 leads"), (2, "Meta leases"), (3, "Worth Watching"), (4, "Points")]


def test_points_of_the_only_section_are_items() -> None:
    """Where a digest is one list of points, each is an item, called by its first sentence."""
    points = tuple(Story("", (Block(text),)) for text in ("One is told. More.", "Two is told."))

    items = items_of(Digest("Title", sections=(Section("Insights", stories=points),)))

    assert [item.name for item in items] == ["One is told.", "Two is told."]


def test_part_of_a_days_folder_is_one_item() -> None:
    """What a file of a day's folder tells under headings of its own stays together."""
    stories = (Story("TL;DR", (Block("Short."),)), Story("Comments", (Block("Long."),)))
    sections = tuple(Section(name, stories=stories, file=f"{name}.md") for name in ("A", "B"))

    assert [item.name for item in items_of(Digest("", sections=sections))] == ["A", "B"]


@pytest.mark.parametrize("document", documents_of(SAMPLE), ids=lambda document: document.file)
def test_the_post_shows_the_numbers_of_items(document: Document) -> None:
    """A post heads each section with the numbers of its items, and each name with its own."""
    text = "\n".join(card(document, "in the thread").parts).replace("\\", "")
    for _, group in groupby(items_of(document.digest), key=lambda item: id(item.section)):
        items = list(group)
        first, last = items[0], items[-1]
        numbers = f"{first.n}–{last.n}" if first is not last else f"{first.n}"
        assert f"**{numbers}. {first.section.heading}**" in text
        below = text[text.index(f"**{numbers}. ") :]
        for item in items:
            name = re.escape(item.name)
            if item.story and f"**{item.name}**" in below:
                assert re.search(rf"(?m)^{item.n}\. \*\*{name}\*\*", below)


@given(DIGEST)
def test_numbers_go_through(digest: Digest) -> None:
    """Whatever a digest holds, its items count from 1, and each section has one or more."""
    items = items_of(digest)

    assert [item.n for item in items] == list(range(1, len(items) + 1))
    assert {item.section for item in items} == set(digest.sections)
    assert all(len(item.name) <= 300 for item in items)


def test_passages_of_an_item() -> None:
    """An item is told by its own passages, with why it matters, not by its neighbours'."""
    first, second, *_ = items_of(NEWS)
    passages = found(Document("d", "archive", "d.md", "hash", NEWS))

    assert [e.passage.text for e in first.passages(passages)] == ["It has 58.4 points."]
    assert [e.passage.text for e in second.passages(passages)] == ["Until 2032.", "It is long."]


def test_items_are_known_by_words_of_their_names() -> None:
    """'The GLM story' is the item whose headline names GLM; other words name none."""
    items = items_of(NEWS)

    assert [item.n for item in items_named(items, "glm")] == [1]
    assert [item.n for item in items_named(items, "Meta lease")] == [2]
    assert items_named(items, "Oracle") == items_named(items, "") == []
