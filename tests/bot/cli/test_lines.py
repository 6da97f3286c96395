"""Tests of bot/cli/lines.py."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.conversation import Turn
from bot.cli.lines import Line, in_daemon, parse_line


@pytest.mark.parametrize(
    ("line", "parsed"),
    [
        ("Who leads?\n", Line("Who leads?")),
        ('"Who leads?"', Line("Who leads?")),
        ('{"question": "Who?", "history": []}', Line("Who?")),
        ('{"query": "Who?"}', Line("Who?")),
        (
            '{"question": "Who?", "history": [{"role": "user", "content": "Hi"}, 5]}',
            Line("Who?", (Turn("user", "Hi"),)),
        ),
        ('{"question": 5}', Line('{"question": 5}')),
        ("{not json", Line("{not json")),
        ("[1, 2]", Line("[1, 2]")),
        ("", Line("")),
    ],
)
def test_a_line_is_a_question_whatever_its_shape(line: str, parsed: Line) -> None:
    """JSON of the known shape is read, anything else is a question as it stands."""
    assert parse_line(line) == parsed


@given(st.text(max_size=200))
def test_no_line_is_refused(line: str) -> None:
    """Whatever a line holds, it becomes a question."""
    assert isinstance(parse_line(line).question, str)


async def test_a_read_that_never_ends_does_not_hold_up_who_waits() -> None:
    """Whoever waits for a read in a daemon thread can be cancelled at once."""

    def read() -> str:
        time.sleep(5)
        return ""

    started = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await in_daemon(read)
    assert time.monotonic() - started < 1


async def test_what_a_read_raises_is_raised_where_it_is_awaited() -> None:
    """The end of the input is an EOFError in a thread as well."""

    def read() -> str:
        raise EOFError

    with pytest.raises(EOFError):
        await in_daemon(read)
