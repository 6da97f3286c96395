"""The values of the index."""

import datetime as dt
from dataclasses import replace

import pytest

from index.digest import Passage, Span, Story
from tests.index.making import document

DAY = dt.date(2026, 4, 3)
NEXT = dt.date(2026, 4, 4)


@pytest.mark.parametrize(
    ("span", "holds"),
    [
        (Span(), True),
        (Span(DAY), True),
        (Span(None, DAY), True),
        (Span(DAY, DAY), True),
        (Span(NEXT), False),
        (Span(NEXT, DAY), False),
    ],
)
def test_span_includes_both_ends(span: Span, holds: bool) -> None:  # noqa: FBT001
    """A span holds its first and its last day; an open end holds all."""
    assert holds == (DAY in span)


def test_no_day_is_in_no_span() -> None:
    """What has no date is in no span."""
    assert None not in Span()


def test_open_span_is_false() -> None:
    """A span that is open at both ends says nothing."""
    assert not Span()
    assert Span(DAY)
    assert Span(None, DAY)


def test_headings_of_a_story() -> None:
    """The headings above come first; a story without a headline adds none."""
    assert Story("b", under=("a",)).headings == ("a", "b")
    assert Story("", under=("a",)).headings == ("a",)


def test_publication_falls_back_to_the_archive() -> None:
    """A document without a publication is named by its archive."""
    assert document("x", publication="").publication == "archive"
    assert document("x").publication == "The Paper"


def test_days_around_a_span() -> None:
    """The days around a range are the last before and the first after it, where there are such."""
    days = [dt.date(2026, 4, day) for day in (21, 14, 10)]
    span = Span(dt.date(2026, 4, 15), dt.date(2026, 4, 17))
    assert span.around(days) == (dt.date(2026, 4, 14), dt.date(2026, 4, 21))
    assert span.around(days[1:]) == (dt.date(2026, 4, 14),)
    assert span.around(()) == Span().around(days) == ()


def test_a_passage_is_about_its_innermost_telling_heading() -> None:
    """A heading that every issue has isn't what a passage is about, unless there is no other."""
    headings = ("Meta leases a hall", "TL;DR")
    told = Passage("p", "d", 0, headings, "It does.", (), context="Paper\nMeta leases a hall")
    assert told.about == "Meta leases a hall"
    assert replace(told, context="Paper\n").about == "TL;DR"
    assert replace(told, headings=()).about == ""
