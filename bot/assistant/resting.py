"""A writer that is left alone for a while where it fails again and again."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from bot.assistant.answer import WriterName
from bot.assistant.claude.faults import AWAY
from bot.assistant.writer import Brief, Piece, Writer, WriterFault
from bot.modes import Mode, Modes
from bot.words import say

FAILURES = 2  # in a row, before it is left alone
REST = 60.0  # seconds
TRIAL = 10.0  # seconds that the one question waits which tries it again


class RestingWriter:
    """Writes as `writer` does, as long as that one is there.

    Where it was away for some questions in a row the next ones don't wait for it: they are told so
    at once, for a minute. Then one question tries it, for a short time, while the others still
    don't wait. `now` counts seconds.
    """

    def __init__(
        self, writer: Writer, modes: Modes, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._writer = writer
        self._modes = modes
        self._now = now
        self._failures = 0
        self._fault = ""  # the name of the last one
        self._until = 0.0
        self._tried = False  # somebody is trying it again

    @property
    def name(self) -> WriterName:
        """The writer's."""
        return self._writer.name

    @property
    def model(self) -> str | None:
        """The writer's."""
        return self._writer.model

    @property
    def prompt(self) -> str | None:
        """The writer's."""
        return self._writer.prompt

    async def write(self, brief: Brief) -> AsyncGenerator[Piece]:
        """What the writer writes. Raises WriterFault at once where it is left alone."""
        trial = self._failures >= FAILURES
        if trial and (self._tried or self._now() < self._until):
            raise WriterFault(self._fault, say("claude-resting"))
        self._tried = self._tried or trial
        try:
            async with aclosing(self._writer.write(brief)) as pieces:
                patience = TRIAL if trial else None
                while (piece := await _next(pieces, patience)) is not None:
                    patience = None
                    yield piece
        except WriterFault as fault:
            self._failed(fault)
            raise
        else:
            self._failed(None)
        finally:
            self._tried = self._tried and not trial

    def _failed(self, fault: WriterFault | None) -> None:
        if fault is None or fault.name not in AWAY:
            self._failures = 0
        else:
            self._failures += 1
            self._fault, self._until = fault.name, self._now() + REST
        self._modes.tell(Mode.CLAUDE, degraded=self._failures >= FAILURES)


async def _next(pieces: AsyncGenerator[Piece], patience: float | None) -> Piece | None:
    """The next piece; None behind the last."""
    try:
        async with asyncio.timeout(patience):
            return await anext(pieces, None)
    except TimeoutError as error:
        raise WriterFault("timeout", say("claude-timeout")) from error
