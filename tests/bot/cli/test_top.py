"""Tests of bot/cli/top.py: what matters most, as a person reads it."""

from pathlib import Path

import pytest

from bot.cli.top import top
from bot.settings import load_settings
from index.errors import IndexFault
from tests.index.making import write


async def test_a_person_reads_insights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The days stand above, each insight has where it stands; without one that is said."""
    told = "Farmers harvest more wheat than in any of the last twenty years."
    files = {"2026-04-01.md": f"# One\n\n## Fields\n\n{told}", "2026-04-20.md": "# Two\n\nNothing?"}
    root = write(tmp_path / "the-paper" / "archive", files)
    settings = load_settings(archive=(str(root),), data=tmp_path / "data")

    await top(settings, days=30, k=5)

    assert capsys.readouterr().out.splitlines() == [
        "What matters most, 22 March to 20 April 2026",
        "",
        f"1. {told}",
        "    The Paper, 1 April 2026: One › Fields",
        "    2026-04-01.md",
    ]
    with pytest.raises(IndexFault, match="nothing that stands by itself: 20 April 2026"):
        await top(settings, days=1, k=5)
