"""Tests of bot/assistant/disagreement.py, by way of the writer that tells it."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.assistant.disagreement import differ
from bot.assistant.extractive import ExtractiveWriter
from bot.assistant.found import Found
from index.digest import Evidence
from index.embedding import MiniLM
from tests.bot.assistant.briefs import brief, drafts, evidence

LATER = dt.date(2026, 4, 15)
ONE = evidence("p1", ["GLM-5.1 is a model of 744 billion parameters."])
TWO = evidence("p2", ["GLM-5.1 is a 754-billion-parameter model."], day=LATER, rank=2)
ASKED = "How many parameters does GLM-5.1 have?"


def _by(found: Evidence, publication: str) -> Evidence:
    return replace(found, origin=replace(found.origin, publication=publication))


async def _told(embedder: MiniLM, *found: Evidence, asked: str = ASKED) -> list[str]:
    given = await drafts(ExtractiveWriter(embedder), brief(asked, *found))
    return [(draft.own + draft.text).strip() for draft in given if draft.quotes]


async def test_both_figures_are_told_with_which_is_later(embedder: MiniLM) -> None:
    """The older sentence comes first, then the newer, then who differs and which is later."""
    for order in ((ONE, _by(TWO, "Weekly")), (_by(TWO, "Weekly"), ONE)):
        assert await _told(embedder, *order) == [
            "- 13 April 2026: GLM-5.1 is a model of 744 billion parameters.",
            "- 15 April 2026: GLM-5.1 is a 754-billion-parameter model.",
            "- Daily and Weekly differ here; the later is of 15 April 2026.",
        ]


async def test_a_publication_that_differs_from_itself_corrects(embedder: MiniLM) -> None:
    """Another figure in a later issue of one publication is told as a correction."""
    assert (await _told(embedder, ONE, TWO))[-1] == (
        "- Daily gives different figures here; the later, a correction, is of 15 April 2026."
    )


async def test_a_digest_and_its_source_that_differ(embedder: MiniLM) -> None:
    """Where a digest and a page that it cites differ, it is said of both."""
    page = replace(TWO, origin=replace(TWO.origin, kind="source"))
    told = await _told(embedder, ONE, page)
    assert told[-1].startswith("- The digest and the source that it cites differ here; the later")
    assert "the source Daily" in told[1]


async def test_undated_figures_are_not_the_later_ones(embedder: MiniLM) -> None:
    """Of an undated figure it isn't said when it was given; it stands before the dated one."""
    undated = replace(TWO, origin=replace(TWO.origin, date=None))
    told = await _told(embedder, ONE, undated)
    assert told[0].startswith("- Undated: ")
    assert told[-1].endswith("; one of them is undated.")


@pytest.mark.parametrize(
    "other",
    [
        "GLM-5.1 is a 744B parameter model, as Z.ai tells.",
        "GLM-5.1 has been trained for 754 billion hours.",
        "Kimi K3 is a 754-billion-parameter model.",
        "GLM-5.1 works with 40 billion active parameters.",
    ],
)
async def test_what_does_not_differ(embedder: MiniLM, other: str) -> None:
    """The same figure otherwise written, another measure and another thing are no disagreement."""
    told = await _told(embedder, ONE, evidence("p2", [other], day=LATER, rank=2))
    assert not any("differ" in line for line in told)


async def test_the_sides_of_a_comparison_do_not_disagree(embedder: MiniLM) -> None:
    """Two things that are compared may have two figures."""
    two = evidence("p2", ["GLM-5.2 is a 754-billion-parameter model."], day=LATER, rank=2)
    asked = "How many parameters do GLM-5.1 and GLM-5.2 each have?"
    told = await _told(embedder, ONE, two, asked=asked)
    assert len(told) == 2


def test_figures_far_apart_measure_different_things() -> None:
    """Figures of which one is more than four times the other aren't taken for the same thing."""
    far = evidence("p2", ["GLM-5.1 is a model of 3,000 billion parameters."])
    assert not differ(Found(ONE, 0), Found(far, 0))
    assert differ(Found(ONE, 0), Found(TWO, 0))
