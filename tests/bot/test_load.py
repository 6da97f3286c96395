"""A few of the questions at once, of which `make load` asks two hundred."""

import shutil
from pathlib import Path

from tests.benchmarks.load import load


async def test_questions_at_once_are_answered_in_order(sample_data: Path, tmp_path: Path) -> None:
    """Under Discord's limits each thread gets its answers in order, and the heart beats on."""
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)

    found = await load(tmp_path, data, threads=3, each=3)

    assert found.answered == found.asked == 9
    assert found.in_order == found.threads
    assert found.requests > found.asked
    assert found.beats > 2
    assert found.latest < 5  # seconds; a busy machine may hold up a process for one
