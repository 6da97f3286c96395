"""An answer that grows becomes messages that are edited, at most once a second."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from typing import Protocol

from bot.assistant.answer import Answer

PAUSE = 1.0  # seconds between two edits; Discord slows down whoever edits faster

Render = Callable[[Answer], Sequence[str]]


class Surface(Protocol):
    """Where an answer is shown: a row of messages, numbered from 0."""

    async def put(self, n: int, content: str) -> None:
        """Show `content` as the n-th message: edit it, or send it as the next one."""

    async def drop(self, n: int) -> None:
        """Take the n-th message, the last one, away."""


class Stream:
    """Shows growing answers on a surface, changing only what changed."""

    def __init__(self, surface: Surface, render: Render, *, pause: float = PAUSE) -> None:
        self._surface = surface
        self._render = render
        self._pause = pause
        self._shown: list[str] = []
        self._last: float | None = None

    async def show(self, answers: AsyncIterator[Answer]) -> Answer | None:
        """Show answers as they come, the last one in any case; returns that one.

        However it ends, the answers are closed then.
        """
        latest: Answer | None = None
        shown: Answer | None = None
        ended = False
        coming = asyncio.ensure_future(anext(answers, None))
        try:
            while not ended or latest is not shown:
                # With something to show, no longer than until it may be shown.
                patience = None if latest is shown else max(self._wait(), 0)
                if ended:
                    await asyncio.sleep(patience or 0)
                elif (await asyncio.wait({coming}, timeout=patience))[0]:
                    answer = coming.result()
                    ended = answer is None
                    latest = answer or latest
                    if not ended:
                        coming = asyncio.ensure_future(anext(answers, None))
                if latest is not None and latest is not shown and self._wait() <= 0:
                    await self._put(self._render(latest))
                    shown = latest
        finally:
            await _end(coming, answers)
        return latest

    async def say(self, line: str) -> None:
        """Show one line behind what is shown: a fault, a stop."""
        await self._surface.put(len(self._shown), line)
        self._shown.append(line)

    def _wait(self) -> float:
        """Seconds until the next change is fine."""
        return 0 if self._last is None else self._last + self._pause - time.monotonic()

    async def _put(self, contents: Sequence[str]) -> None:
        if list(contents) == self._shown:
            return
        for n, content in enumerate(contents):
            if n >= len(self._shown):
                await self._surface.put(n, content)
                self._shown.append(content)
            elif self._shown[n] != content:
                await self._surface.put(n, content)
                self._shown[n] = content
        while len(self._shown) > max(len(contents), 1):
            await self._surface.drop(len(self._shown) - 1)
            self._shown.pop()
        self._last = time.monotonic()


async def _end(coming: asyncio.Future[Answer | None], answers: AsyncIterator[Answer]) -> None:
    """End the answers now, with what they hold open, not when they are garbage."""
    coming.cancel()
    # A generator that still runs can't be closed.
    await asyncio.wait({coming})
    if not coming.cancelled():
        coming.exception()  # read, so that asyncio doesn't complain that nobody did
    if isinstance(answers, AsyncGenerator):
        await answers.aclose()
