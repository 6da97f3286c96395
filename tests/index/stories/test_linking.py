"""Tests of index/stories/linking.py."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Evidence, Link, Origin, Passage
from index.names import NameBook
from index.stories.linking import LINKED, merged, names_of, score, shared
from index.vocabulary import Vocabulary


def _evidence(text: str, *, pages: tuple[str, ...] = (), file: str = "") -> Evidence:
    links = tuple(Link(page, page) for page in pages)
    passage = Passage(text, "doc", 0, (), text, (), links, file)
    origin = Origin("doc", "digest", "P", "T", dt.date(2026, 4, 1), "a", "f", None)
    return Evidence(passage, origin, 1, 0.0)


def _passage(text: str) -> Passage:
    return _evidence(text).passage


BOOK = NameBook.of([("Claude Mythos", 4), ("Mythos", 9), ("Impact", 2), ("RSS", 2)], 1000)
VOCABULARY = Vocabulary({"impact": 700, "mytho": 12, "rss": 2}, 1000)


def test_rare_names_tell_more() -> None:
    """A name is as rare as the archive has it; a plain word as it is used in any sense."""
    names = names_of(_passage("Impact of Claude Mythos, AI-generated, by RSS"), BOOK, VOCABULARY)
    assert list(names) == ["Impact", "Claude Mythos", "RSS", "Mythos"]
    assert names["Impact"] < 0.1 < names["RSS"] < names["Mythos"] < names["Claude Mythos"]


def test_in_an_empty_archive_no_name_is_rare() -> None:
    """In an archive without passages nothing is rare."""
    empty = names_of(_passage("Claude Mythos"), NameBook({}, 0), Vocabulary({}, 0))
    assert empty == {"Claude Mythos": 0.0}


def test_shared_names_come_rarest_first_and_once() -> None:
    """What stands inside of another shared name isn't told again."""
    names = {"Claude Mythos": 0.8, "Mythos": 0.7, "Glasswing": 0.6, "AWS": 0.3}
    found = shared(names, _passage("Glasswing runs claude mythos on AWS."))
    assert found == ("Claude Mythos", "Glasswing", "AWS")


@pytest.mark.parametrize(
    ("similarity", "rarities", "days", "linked"),
    [
        (0.7, [0.8], 1, True),
        (0.7, [0.8], 365, False),
        (0.72, [0.9, 0.9], 365, True),
        (0.8, [], 1, False),
        (0.8, [0.2, 0.2], 1, False),
        (0.95, [], 1, True),
        (0.5, [0.9, 0.9, 0.9], 1, False),
    ],
)
def test_older_passages_need_more_in_common(
    similarity: float, rarities: list[float], days: int, linked: object
) -> None:
    """Meaning alone links what is nearly one text; names alone never link."""
    assert (score(similarity, rarities, days) >= LINKED) is linked


@given(
    st.floats(0, 1),
    st.lists(st.floats(0, 1), max_size=5),
    st.integers(0, 4000),
    st.integers(0, 400),
)
def test_time_only_takes_from_a_link(
    similarity: float, rarities: list[float], days: int, more: int
) -> None:
    """No link grows with the days between, nor shrinks by another shared name."""
    one = score(similarity, rarities, days)
    assert score(similarity, rarities, days + more) <= one
    assert score(similarity, [*rarities, 0.5], days) >= one


def test_the_same_text_is_one() -> None:
    """What is said in nearly the same words is merged into the first, in order."""
    told = [
        _evidence("Meta leases a gigawatt of capacity in Texas."),
        _evidence("Oracle orders fuel cells."),
        _evidence("Meta leases a gigawatt of capacity in Texas, again."),
    ]
    assert merged(told, lambda each: each) == [[told[0], told[2]], [told[1]]]


def test_stories_of_one_page_are_one() -> None:
    """Files that credit one page are one story; passages of a long digest that cite it aren't."""
    page = ("https://e.org/a",)
    files = [_evidence("One.", pages=page, file="a"), _evidence("Two.", pages=page, file="b")]
    assert len(merged(files, lambda each: each)) == 1
    parts = [_evidence("One.", pages=page), _evidence("Two.", pages=page)]
    assert len(merged(parts, lambda each: each)) == 2
