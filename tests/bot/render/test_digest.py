"""A digest as a post and a thread."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.post_buttons import buttons_row
from bot.post_view import post_view
from bot.render.digest import CARD, Before, card, heading, thread_name
from bot.render.full import THREAD, digest_messages
from index.archive import SAMPLE
from index.digest import Block, Digest, Document, Link, Section, Story
from tests.index.making import documents_of


def made(digest: Digest) -> Document:
    """A document of a digest."""
    return Document("d", "archive", "d.md", "hash", digest)


TEXT = st.text(st.sampled_from("abc .!?*_[]`@<字"), max_size=300)
BLOCK = st.builds(Block, TEXT, st.sampled_from(["paragraph", "item", "code", "table"]))
STORY = st.builds(Story, TEXT, st.lists(BLOCK, max_size=3).map(tuple), st.none() | BLOCK)
SECTION = st.builds(
    Section,
    TEXT,
    st.lists(BLOCK, max_size=2).map(tuple),
    st.none() | BLOCK,
    st.lists(STORY, max_size=5).map(tuple),
)
DIGEST = st.builds(
    Digest,
    title=st.text(min_size=1, max_size=600),
    publication=st.text(max_size=300),
    date=st.none() | st.dates(),
    tags=st.lists(TEXT, max_size=30).map(tuple),
    summary=st.lists(BLOCK, max_size=4).map(tuple),
    sections=st.lists(SECTION, max_size=45).map(tuple),
    bottom_line=st.lists(BLOCK, max_size=2).map(tuple),
)


@pytest.mark.parametrize("document", documents_of(SAMPLE), ids=lambda document: document.file)
def test_sample_posts_fit_and_are_whole(document: Document) -> None:
    """Each post of the sample shows every section's heading, and ends each line as a sentence."""
    found = card(document, "in the thread")

    text = "\n".join(found.parts)
    assert len(text) <= CARD
    assert all(section.heading[:20] in text for section in document.digest.sections)
    assert "…" not in text.replace(heading(document), "")
    assert found.parts[-1] == "-# In full in the thread."


@pytest.mark.parametrize("document", documents_of(SAMPLE), ids=lambda document: document.file)
def test_threads_hold_every_word(document: Document) -> None:
    """The thread of each sample digest holds every word of its blocks, in messages that fit."""
    messages = digest_messages(document)

    text = " ".join("\n".join(messages).replace("\\", "").split())
    blocks = [*document.digest.summary, *document.digest.bottom_line]
    for section in document.digest.sections:
        blocks += [*section.blocks, *filter(None, [section.why_it_matters])]
        blocks += [block for story in section.stories for block in story.blocks]
    plain = [block.text for block in blocks if not block.links]
    assert all(len(message) <= 2000 for message in messages)
    assert all(" ".join(each.split()) in text for each in plain)


@given(DIGEST)
def test_any_digest_fits(digest: Digest) -> None:
    """Whatever a digest holds, its post keeps Discord's limits and its messages are sendable."""
    document = made(digest)

    view = post_view(card(document, "in the thread").parts, 5)

    assert 0 < view.content_length() <= CARD
    assert view.total_children_count <= 40
    assert 0 < len(thread_name(document)) <= 100
    assert all(0 < len(message) <= 2000 for message in digest_messages(document))


BEFORE = st.builds(Before, st.none() | st.dates(), st.none() | st.text(max_size=80))


@given(DIGEST, st.lists(st.lists(BEFORE, max_size=4), max_size=50), st.text("ab", max_size=700))
def test_any_digest_fits_with_what_was_before(
    digest: Digest, before: list[list[Before]], revised: str
) -> None:
    """With all that a post may have besides its digest it keeps Discord's limits."""
    parts = card(made(digest), "in the thread", before, revised).parts
    view = post_view(parts, 5, above=f"<@&{2**63}>", below=buttons_row("d" * 64))

    assert 0 < view.content_length() <= 4_000
    assert view.total_children_count <= 40
    for child in view.walk_children():
        assert len(getattr(child, "custom_id", None) or "") <= 100


def test_long_digest_is_condensed_by_its_structure() -> None:
    """Where not all stories have room, each section names its first ones and counts the others."""
    stories = [Story(f"Headline {n} (Activity: {n})", (Block("x " * 90),)) for n in range(60)]
    stories[1] = Story("Gemma 4 (Activity", (Block("Left open."),))
    sections = tuple(Section(f"Part {n}", stories=tuple(stories)) for n in range(4))

    found = card(made(Digest("Title", sections=sections)), "below")

    assert found.parts[1].startswith(
        "**1–60. Part 0**\n**1** Headline 0 (Activity: 0) · **2** Gemma 4 · **3** Headline 2"
    )
    assert found.parts[1].count(" · 52 more") == 4


def test_earlier_coverage_stands_under_its_section() -> None:
    """A section's links are its dates, at most two; one without an address is its date alone."""
    sections = (Section("One", (Block("First."),)), Section("Two", (Block("Second."),)))
    days = [dt.date(2026, 4, day) for day in (12, 9, 2)]
    before = [Before(days[0], "https://example.org/a"), Before(days[1]), Before(days[2])]

    found = card(made(Digest("Title", sections=sections)), "below", [(), before])

    assert found.parts[1] == (
        "**1. One**\nFirst.\n**2. Two**\nSecond.\n"
        "-# Previously: [12 April 2026](<https://example.org/a>) · 9 April 2026"
    )


def test_earlier_coverage_takes_no_room() -> None:
    """Where links don't fit the post tells all that it would tell without them."""
    sections = tuple(Section(f"Heading {n} " + "word " * 15, (Block("x."),)) for n in range(25))
    digest = Digest("Title", sections=sections)
    url = f"https://example.org/{'a' * 90}"
    two = [[Before(dt.date(2026, 4, 12), url)] * 2] * 25

    bare, with_links = card(made(digest), "below"), card(made(digest), "below", two)
    few = card(made(digest), "below", two[:20])

    assert with_links == bare
    assert few.parts[1].count("Previously") == 0 or sum(map(len, few.parts)) <= CARD


def test_shortened_post_says_so() -> None:
    """Where sections are left out the post tells how many and where they are."""
    sections = tuple(Section(f"Heading number {n} " + "word " * 30) for n in range(60))
    digest = Digest("Title", "Publication", dt.date(2026, 4, 13), sections=sections)

    *_, headlines, closing = card(made(digest), "in the thread").parts

    shown = headlines.count("**") // 2
    assert 0 < shown < 60
    assert closing == f"-# {60 - shown} more sections in the thread."


def test_book_length_digest_says_where_it_ends() -> None:
    """A digest that would flood its thread is cut between messages, and the end says so."""
    blocks = tuple(Block(f"Paragraph {n}. " + "Words follow. " * 100) for n in range(60))
    digest = Digest("Title", summary=blocks, url="https://example.org/whole")

    messages = digest_messages(made(digest))

    assert len(messages) == THREAD
    assert messages[-1] == (
        "-# This is about the first 40% of the digest. Ask about the rest, or "
        "[read it whole](<https://example.org/whole>)."
    )


def test_links_stand_where_they_stood() -> None:
    """A link in a block is a link in the thread, around the same words."""
    block = Block("The 21 billion lease.", links=(Link("21 billion", "https://example.org/a", 4),))
    digest = Digest("Title", summary=(block,))

    assert digest_messages(made(digest)) == ("The [21 billion](<https://example.org/a>) lease.",)


def test_headline_is_said_once() -> None:
    """A story whose text opens with its headline doesn't say it twice."""
    story = Story("Agent Memory", (Block("Agent Memory: It forgets every evening, they say."),))
    digest = Digest("Title", sections=(Section("Frontiers", stories=(story,)),))

    post = "\n".join(card(made(digest), "below").parts)
    thread = "\n".join(digest_messages(made(digest)))

    assert "1. **Agent Memory**: It forgets every evening" in post
    assert thread.count("Agent Memory") == 1


def test_fence_in_code_does_not_end_it() -> None:
    """A code block that holds accents stays one block."""
    digest = Digest("Title", summary=(Block("a ``` b", "code"), Block("After.")))

    (message,) = digest_messages(made(digest))

    assert message.count("```") == 2
    assert message.endswith("After.")
