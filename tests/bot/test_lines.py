"""The order in which questions of a channel are answered."""

import asyncio
from contextlib import ExitStack

from bot.lines import Lines


async def test_each_waits_for_those_before_it() -> None:
    """Tickets of a channel are called in the order of drawing, also where one gives up."""
    lines = Lines()
    with ExitStack() as stack:
        first, gone, last = [stack.enter_context(lines.ticket(1)) for _ in range(3)]
        assert [first.first, gone.first, last.first] == [True, False, False]

        gone.leave()
        assert not last.first
        first.leave()
        assert last.first


async def test_channels_do_not_wait_for_each_other() -> None:
    """Another channel has a line of its own, and one where nobody waits is forgotten."""
    lines = Lines()
    with lines.ticket(1), lines.ticket(2) as other:
        async with asyncio.timeout(1):
            await other.wait()

    assert lines._lines == {}
