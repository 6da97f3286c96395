"""Tests of bot/cli/story.py: the timeline, and how a person reads it."""

import datetime as dt
import json
from pathlib import Path

import pytest

from bot.cli.story import story
from bot.settings import Settings, load_settings
from index.digest import Span
from index.errors import IndexFault
from tests.index.making import write

FILES = {
    "2026-04-01.md": "# One\n\n## Models\n\nWe saw Zephyr leading the benchmark with 58.4 points.",
    "2026-04-02.md": "# Two\n\n## Models\n\nWe saw Zephyr leading the benchmark with 58.4 points!",
    "2026-04-20.md": "# Three\n\n## Prices\n\nThe price of Zephyr falls to a tenth on all clouds.",
    "notes.md": "# Undated\n\nSome agents forget that Zephyr exists.",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an archive that tells a story in three places."""
    root = write(tmp_path / "the-paper" / "archive", FILES)
    return load_settings(archive=(str(root),), data=tmp_path / "data")


async def test_a_person_reads_a_timeline(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each entry has its day, its sentence and where it stands; then the mentions a week."""
    await story(settings, "zephyr", k=12, span=Span(), as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "Zephyr  3 of 4 places that tell of it",
        "",
        "1 April 2026  We saw Zephyr leading the benchmark with 58.4 points.",
        "    The Paper: One › Models",
        "    2026-04-01.md",
        "    also The Paper, 2 April 2026: 2026-04-02.md",
        "",
        "20 April 2026  The price of Zephyr falls to a tenth on all clouds.",
        "    The Paper: Three › Prices",
        "    2026-04-20.md",
        "",
        "undated  Some agents forget that Zephyr exists.",
        "    The Paper: Undated",
        "    notes.md",
        "",
        "Mentions a week from 30 March 2026: █  ▄  most: 2 from 30 March 2026",
    ]


async def test_a_program_reads_a_timeline(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The JSON has the same entries, each with its passage, and every week."""
    await story(settings, "Zephyr", k=1, span=Span(), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["found"]) == ("Zephyr", 4)
    (entry,) = told["entries"]
    assert entry["quote"] == "We saw Zephyr leading the benchmark with 58.4 points."
    assert (entry["date"], entry["file"], entry["section"]) == (
        "2026-04-01",
        "2026-04-01.md",
        "Models",
    )
    assert [place["file"] for place in entry["also"]] == ["2026-04-02.md"]
    assert [week["mentions"] for week in told["weeks"]] == [2, 0, 0, 1]


async def test_a_name_that_isnt_told_is_said_so(settings: Settings) -> None:
    """An unknown name gets the nearest ones; a known one that these days don't tell, its first."""
    with pytest.raises(IndexFault, match=r"doesn't tell of 'zefyr'. The nearest names: Zephyr\."):
        await story(settings, "zefyr", k=12, span=Span(), as_json=False)
    with pytest.raises(IndexFault, match=r"doesn't tell of '🤖'\.$"):
        await story(settings, "🤖", k=12, span=Span(), as_json=True)
    late = Span(dt.date(2026, 5, 1))
    with pytest.raises(IndexFault, match=r"in these days; first told: 1 April 2026\."):
        await story(settings, "Zephyr", k=12, span=late, as_json=False)
