"""Tests of bot/assistant/claude/cache.py."""

import pytest
from structlog.testing import capture_logs

from bot.assistant.answer import Usage
from bot.assistant.claude.cache import PromptCache

WRITES, READS = Usage(cache_creation_input_tokens=2000), Usage(cache_read_input_tokens=2000)
NEITHER = Usage(500)


@pytest.mark.parametrize(
    ("calls", "warnings"),
    [
        ([(0, WRITES), (10, READS), (20, READS)], 0),
        ([(0, WRITES), (10, WRITES)], 1),
        ([(0, WRITES), (10, READS), (20, NEITHER)], 1),
        ([(0, NEITHER), (10, NEITHER)], 0),  # shorter than what is cached at all
        ([(0, WRITES), (400, WRITES)], 0),  # gone meanwhile
        ([(0, WRITES), (250, READS), (500, WRITES)], 1),  # reading keeps it
        ([(0, WRITES), (0.5, WRITES)], 0),  # began before the first was answered
    ],
)
def test_a_cache_that_is_not_read_is_told(calls: list[tuple[float, Usage]], warnings: int) -> None:
    """A call that reads nothing warns where one before it was kept and still is."""
    cache = PromptCache()
    with capture_logs() as logs:
        for began, usage in calls:
            cache.called(usage, began=began, answered=began + 1)
    assert [each["event"] for each in logs] == ["cache_not_read"] * warnings
