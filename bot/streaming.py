"""An answer that grows becomes messages that are edited, at most once a second."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from typing import Protocol

from bot.assistant.answer import Answer
from bot.buttons import Button

PAUSE = 1.0  # seconds between two edits; Discord slows down whoever edits faster

Buttons = tuple[Button, ...]
Render = Callable[[Answer], Sequence[str]]
Below = Callable[[Answer], Buttons]


class Surface(Protocol):
    """Where an answer is shown: a row of messages, numbered from 0."""

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Show `content` as the n-th message: edit it, or send it as the next one.

        It has these buttons then, and no others.
        """

    async def drop(self, n: int) -> None:
        """Take the n-th message, the last one, away."""


class Stream:
    """Shows growing answers on a surface, changing only what changed.

    The last message of an answer has the buttons that are `below` it.
    """

    def __init__(
        self,
        surface: Surface,
        render: Render,
        below: Below = lambda _: (),
        *,
        pause: float = PAUSE,
    ) -> None:
        self._surface = surface
        self._render = render
        self._below = below
        self._pause = pause
        self._shown: list[tuple[str, Buttons]] = []
        self._last: float | None = None
        self._coming: asyncio.Future[Answer | None] | None = None
        self._stopped = False

    def stop(self) -> None:
        """Show no more of an answer that isn't whole yet."""
        self._stopped = True
        if self._coming is not None:
            self._coming.cancel()

    async def show(self, answers: AsyncIterator[Answer]) -> Answer | None:
        """Show answers as they come, the last one in any case; returns that one.

        Where it is stopped before, what is shown stays. However it ends, the answers are closed
        then.
        """
        latest: Answer | None = None
        shown: Answer | None = None
        ended = False
        coming = asyncio.ensure_future(anext(answers, None))
        try:
            while not ended or latest is not shown:
                whole = latest is not None and latest.final
                if self._stopped and not whole:
                    break
                self._coming = None if whole else coming
                # With something to show, no longer than until it may be shown.
                patience = None if latest is shown else max(self._wait(), 0)
                if ended:
                    await asyncio.sleep(patience or 0)
                elif (await asyncio.wait({coming}, timeout=patience))[0]:
                    if self._stopped and coming.cancelled():
                        break
                    answer = coming.result()
                    ended = answer is None
                    latest = answer or latest
                    if not ended:
                        coming = asyncio.ensure_future(anext(answers, None))
                if latest is not None and latest is not shown and self._wait() <= 0:
                    await self._put(self._render(latest), self._below(latest))
                    shown = latest
        finally:
            await _end(coming, answers)
        return latest

    async def say(self, line: str, buttons: Buttons = ()) -> None:
        """Show one line behind what is shown, which has no buttons then: a fault, a stop."""
        contents = [*(content for content, _ in self._shown), line]
        await self._put(contents, buttons)

    def _wait(self) -> float:
        """Seconds until the next change is fine."""
        return 0 if self._last is None else self._last + self._pause - time.monotonic()

    async def _put(self, contents: Sequence[str], buttons: Buttons) -> None:
        last = len(contents) - 1
        wanted = [(content, buttons if n == last else ()) for n, content in enumerate(contents)]
        if wanted == self._shown:
            return
        for n, each in enumerate(wanted):
            if n >= len(self._shown):
                await self._surface.put(n, *each)
                self._shown.append(each)
            elif self._shown[n] != each:
                await self._surface.put(n, *each)
                self._shown[n] = each
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
