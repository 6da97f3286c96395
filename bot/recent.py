"""Questions of the last minute: whoever wrote one may still edit or delete it."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator

import discord

from bot.streaming import Buttons
from bot.surfaces import ChannelSurface

MINUTE = 60.0  # seconds after which what becomes of a question changes nothing any more
_MOST = 1_000  # questions

Ask = Callable[[str, "Attempt"], Coroutine[None, None, None]]


class Attempt:
    """An answer on a surface that another may take over: once it has ended it shows nothing.

    A change that Discord was asked for is waited for, so that no message is there unknown.
    `typing` is left before the first change: what is said ends it on Discord, edits don't.
    """

    def __init__(self, surface: ChannelSurface) -> None:
        self._surface = surface
        self.typing = contextlib.AsyncExitStack()
        self._ended = False
        self._change: asyncio.Future[None] | None = None

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Show `content` as the n-th message, unless the attempt has ended."""
        await self._do(lambda: self._surface.put(n, content, buttons))

    async def drop(self, n: int) -> None:
        """Take the last message away, unless the attempt has ended."""
        await self._do(lambda: self._surface.drop(n))

    async def end(self) -> None:
        """Let nothing more be shown."""
        self._ended = True
        await self._changed()

    async def _do(self, change: Callable[[], Awaitable[None]]) -> None:
        await self._changed()
        if self._ended:
            return
        await self.typing.aclose()
        self._change = asyncio.ensure_future(change())
        await asyncio.shield(self._change)

    async def _changed(self) -> None:
        if self._change is not None:
            await asyncio.wait({self._change})
            if not self._change.cancelled():
                self._change.exception()  # whoever asked for it was told


class Question:
    """A question that a message asks, and its answer."""

    def __init__(self, message: discord.Message, words: str) -> None:
        self.message = message
        self.words = words
        self.thread: discord.Thread | None = None
        self.gone = False
        self._asked_at = time.monotonic()
        self._surface: ChannelSurface | None = None
        self._ask: Ask | None = None
        self._attempt: Attempt | None = None
        self._answering: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()

    @property
    def answering(self) -> bool:
        """Whether its answer is being written, or will be."""
        return self._answering is None or not self._answering.done()

    @property
    def changeable(self) -> bool:
        """Whether it still counts that it is edited or deleted."""
        return self.answering or time.monotonic() - self._asked_at < MINUTE

    @property
    def answer(self) -> list[int]:
        """The ids of its answer's messages."""
        return self._surface.sent if self._surface else []

    async def answered(self, surface: ChannelSurface, ask: Ask) -> None:
        """Have it answered on a surface by `ask`, with its words as they are now."""
        self._surface, self._ask = surface, ask
        answering = self._begin()
        if answering is not None:
            await answering

    async def edit(self, words: str) -> None:
        """Have it answered again, in the same messages, now that it has other words."""
        self.words = words
        async with self._changing:
            await self._end()
            await self._keep(1)
            # Meanwhile another edit may have come, or the question gone.
            answering = self._begin() if self.words == words else None
        if answering is not None:
            await answering

    async def drop(self) -> None:
        """End its answer and delete that."""
        self.gone = True
        async with self._changing:
            await self._end()
            await self._keep(0)

    def _begin(self) -> asyncio.Task[None] | None:
        if self._surface is None or self._ask is None or self.gone:
            return None
        self._attempt = Attempt(self._surface)
        # A task of its own, to be ended without whoever waits for it.
        self._answering = asyncio.create_task(self._ask(self.words, self._attempt))
        return self._answering

    async def _end(self) -> None:
        if self._attempt is None or self._answering is None:
            return
        await self._attempt.end()
        if not self._answering.done():
            self._answering.cancel()
            await asyncio.wait({self._answering})

    async def _keep(self, count: int) -> None:
        """Delete the answer's messages but the first ones."""
        if self._surface is None:
            return
        while (last := len(self._surface.sent) - 1) >= count:
            with contextlib.suppress(discord.NotFound):
                await self._surface.drop(last)


class Recent:
    """The questions that may still be edited or deleted, by their message's id; bounded."""

    def __init__(self) -> None:
        self._questions: dict[int, Question] = {}

    def note(self, message: discord.Message, words: str) -> Question:
        """A question that just came."""
        for id_ in list(self._old()):
            del self._questions[id_]
        question = self._questions[message.id] = Question(message, words)
        return question

    def get(self, message_id: int) -> Question | None:
        """The question that a message asks, as long as it may be changed."""
        question = self._questions.get(message_id)
        return question if question is not None and question.changeable else None

    def _old(self) -> Iterator[int]:
        for n, (id_, question) in enumerate(self._questions.items()):
            if n + _MOST <= len(self._questions) or not question.changeable:
                yield id_
