"""Topics as pages."""

import datetime as dt

from bot.render.topics import silent, topic_pages, unread
from index.digest import Coverage, Span
from index.stories.values import Spoken, Topics

WEEK = Span(dt.date(2026, 4, 8), dt.date(2026, 4, 14))
BEFORE = Span(dt.date(2026, 4, 1), dt.date(2026, 4, 7))


def test_both_lists() -> None:
    """What rises stands before what most passages tell; names are shown literally."""
    topics = Topics(WEEK, BEFORE, (Spoken("A_B", 1_200, 3),), (Spoken("New", 1),))

    (page,) = topic_pages(topics)

    assert page == (
        "**What the archive speaks of** from 8 to 14 April 2026\n"
        "**Risen** against 1 to 7 April 2026\n"
        "- New: 1 passage, none before\n"
        "**Most of all**\n"
        "- A\\_B: 1,200 passages, 3 before\n"
        "-# /timeline tells how one of them went on."
    )


def test_without_anything_to_compare() -> None:
    """Where nothing rises that is said; without days before there is nothing to say."""
    most = (Spoken("A", 2),)

    assert "-# Nothing rose against 1 to 7 April" in topic_pages(Topics(WEEK, BEFORE, most))[0]
    assert "before" not in topic_pages(Topics(WEEK, None, most))[0]


def test_long_names_make_pages() -> None:
    """Names of any length and shape are cut, and pages hold Discord's limit."""
    many = tuple(Spoken(f"{n}{'*' * 300}", 2) for n in range(30))
    pages = topic_pages(Topics(WEEK, BEFORE, many, many))

    assert len(pages) > 1
    assert all(len(page) <= 1_980 for page in pages)


def test_empty_archive() -> None:
    """An archive without days says so."""
    assert silent(Span(), Coverage(0, None, None, 0)) == "The archive holds no dated digest yet."
    assert "\n" not in unread("a\nb")
