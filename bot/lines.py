"""Who waits for an answer in a channel: one after another, in the order of asking."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Ticket:
    """A place in a line, from when it is drawn."""

    def __init__(self, line: list["Ticket"]) -> None:
        self._line = line
        self._first = asyncio.Event()
        line.append(self)
        self._next()

    @property
    def first(self) -> bool:
        """Whether nobody is before it any more."""
        return self._first.is_set()

    async def wait(self) -> None:
        """Wait until it is the first."""
        await self._first.wait()

    def leave(self) -> None:
        """Let those behind it go on, and wait no more."""
        self._first.set()
        if self in self._line:
            self._line.remove(self)
            self._next()

    def _next(self) -> None:
        if self._line:
            self._line[0]._first.set()  # noqa: SLF001 -- the same class


class Lines:
    """A line for each channel where somebody waits."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Ticket]] = {}

    @contextmanager
    def ticket(self, channel_id: int) -> Iterator[Ticket]:
        """A place behind all that were drawn; it is left when the block ends.

        Whoever draws it before anything is awaited keeps the order in which events came.
        """
        line = self._lines.setdefault(channel_id, [])
        ticket = Ticket(line)
        try:
            yield ticket
        finally:
            ticket.leave()
            if not line:
                self._lines.pop(channel_id, None)
