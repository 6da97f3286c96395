"""A start of the bot, of which `make ready` measures many with a large archive."""

import shutil
from pathlib import Path

from tests.benchmarks.ready import measure


async def test_a_bot_is_ready_and_answers(sample_data: Path, tmp_path: Path) -> None:
    """A bot says that it is ready, with an archive of any size, and answers behind that."""
    shutil.copytree(sample_data, tmp_path / "sample")

    sample, drawn = await measure(tmp_path, passages=200, starts=0, asked=4)

    assert (sample.passages, drawn.passages) == (184, 200)
    for each in (sample, drawn):
        assert 0 < each.seconds[0] < 30  # a busy machine may hold up a process for long
        assert each.asked > each.memory[0] > 50
