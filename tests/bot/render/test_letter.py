"""Letters as cards: whatever a digest is like, they fit and end with how to stop them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extract import extract, speaks
from bot.render.digest import CARD
from bot.render.letter import digest_letter
from index.digest import Block, Digest, Document, Origin, Section, Story

DAY = dt.date(2026, 4, 21)
URL = "https://example.org/" + "a" * 180
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
SECTIONS = st.builds(
    lambda heading, text, times: Section(heading, (Block(text * times),)),
    TEXTS,
    TEXTS,
    st.integers(1, 9),
)


def document(digest: Digest) -> Document:
    """The document of a digest."""
    return Document("d", "News", "a.md", "h", digest)


@given(TEXTS, st.lists(SECTIONS, max_size=30), st.lists(TEXTS, max_size=3))
def test_letter_fits_on_a_card(title: str, sections: list[Section], others: list[str]) -> None:
    """The text of all parts is within Discord's limit, and the last line tells how to stop."""
    tags = tuple("*" * 40 for _ in range(12))
    digest = Digest(title, "*" * 300, DAY, tags, sections=tuple(sections), url=URL)
    named = [Origin("o", "digest", "*" * 300, each, DAY, "a", "f", URL) for each in others]

    parts = digest_letter(document(digest), named, {"d": URL})

    assert sum(map(len, parts)) <= CARD
    assert all(part.strip() for part in parts)
    last = parts[-1].splitlines()[-1]
    assert last == "-# You subscribed to these letters; /unsubscribe stops them."


DIGEST = Digest(
    "News",
    summary=(Block("All is new."),),
    sections=(
        Section("Models", (Block("OpenAI ships GPT-6."),), stories=(Story("Chips"),)),
        Section("Others", stories=(Story("Robots", (Block("They walk."),)), Story("微软公司"))),
    ),
    bottom_line=(Block("Robots win."),),
)


@pytest.mark.parametrize(
    ("topic", "headlines"),
    [
        ("gpt-6", [("Models", ["Chips"])]),
        ("robot walks", [("Others", ["Robots"])]),
        ("微软", [("Others", ["微软公司"])]),
        ("new", []),
    ],
)
def test_of_a_digest_what_speaks_of_a_topic_stays(
    topic: str, headlines: list[tuple[str, list[str]]]
) -> None:
    """A section that speaks of it itself stays whole, of others the stories that do."""
    found = extract(DIGEST, [("nobody",), (topic,)])

    assert found
    kept = [(each.heading, [story.headline for story in each.stories]) for each in found.sections]
    assert kept == headlines
    assert bool(found.summary) == (topic == "new")
    assert bool(found.bottom_line) == speaks("Robots win.", [(topic,)])


def test_of_a_digest_without_the_topic_nothing_stays() -> None:
    """What isn't told, or has no word in it, leaves nothing; another name of it does."""
    assert extract(DIGEST, [("zebras",), ("!!",)]) is None
    assert extract(DIGEST, [("zebras", "OpenAI")])
