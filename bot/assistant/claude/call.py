"""One call of the model: what is sent, and the reply as it comes."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.assistant.answer import Usage
from bot.assistant.claude.cache import PromptCache
from bot.assistant.claude.faults import fault_of
from bot.assistant.claude.sheet import Reader
from bot.assistant.claude.ways import Way
from bot.assistant.writer import Anew, Piece, Spent, WriterFault

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import Message, ToolUseBlock
    from anthropic.types import Usage as ApiUsage

_PAUSES = 5.0  # seconds for the client's own pauses between its tries


@dataclass(frozen=True, slots=True)
class Terms:
    """With what the model is called: see the settings of the same names."""

    model: str
    max_tokens: int
    effort: str | None
    rounds: int


class Caller:
    """Calls a model in one way of citing; `cache` watches whether its prompt is cached."""

    def __init__(
        self, client: "AsyncAnthropic", terms: Terms, way: Way, cache: PromptCache
    ) -> None:
        self._client = client
        self.terms = terms
        self.way = way
        self._cache = cache

    def request(self, messages: Sequence[Any], *, last: bool) -> dict[str, Any]:
        """What is sent. The last call offers no search, with tools and prompt as they were."""
        request: dict[str, Any] = {
            "model": self.terms.model,
            "max_tokens": self.terms.max_tokens,
            "system": self.way.system,
            "messages": messages,
        }
        if self.way.tools:
            request |= {"tools": self.way.tools}
            request |= {"tool_choice": {"type": "none"}} if last else {}
        if self.terms.effort:
            request |= {"output_config": {"effort": self.terms.effort}}
        return request

    async def call(
        self, messages: Sequence[Any], reply: "Reply", *, last: bool
    ) -> AsyncGenerator[Piece]:
        """The pieces of a reply as they come; `last` where no search may follow.

        Raises WriterFault for every way in which the API can fail.
        """
        began = time.monotonic()
        try:
            async with AsyncExitStack() as stack:
                # The time is for all tries together: the client asks twice more where it may help.
                async with asyncio.timeout(_seconds(self._client)):
                    manager = self._client.messages.stream(**self.request(messages, last=last))
                    stream = await stack.enter_async_context(manager)
                async for event in stream:
                    if event.type == "message_start":
                        yield reply.started(event.message.usage)
                        if self.way.cached:
                            now = time.monotonic()
                            self._cache.called(reply.usage, began=began, answered=now)
                    for piece in reply.read(event):
                        yield piece
                message = await stream.get_final_message()
                for piece in reply.ended(message):
                    yield piece
        except WriterFault:
            raise
        except Exception as error:  # whatever an address sends, it is no crash
            raise fault_of(error) from error


class Reply:
    """A reply as it is read. `answered` tells that it began, `usage` what it took so far."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.usage = Usage()
        self.answered = False
        self.reason: str | None = None
        self.calls: tuple[ToolUseBlock, ...] = ()
        self.content: list[dict[str, Any]] = []
        self._searches = False

    def started(self, usage: "ApiUsage") -> Spent:
        """The reply begins: the prompt is paid for."""
        self.answered = True
        self.usage = _usage(usage)
        return Spent(self.usage)

    def read(self, event: Any) -> Iterator[Piece]:
        """What an event makes known; words beside a call of the tool are no answer."""
        if self._searches:
            return
        if event.type == "content_block_start":
            self._searches = event.content_block.type == "tool_use"
            yield from [Anew()] if self._searches else self.reader.begin()
        elif event.type == "text":
            yield from self.reader.add(event.text)
        elif event.type == "content_block_stop" and event.content_block.type == "text":
            self.reader.stop(event.content_block)

    def ended(self, message: "Message") -> Iterator[Piece]:
        """The reply is whole, or broke off for the reason that it gives."""
        self.usage = _usage(message.usage)
        yield Spent(self.usage)
        self.reason = message.stop_reason
        self.calls = tuple(block for block in message.content if block.type == "tool_use")
        # It goes back as it came, thinking and its signatures too, but the API takes no empty text.
        blocks = [block.to_dict() for block in message.content]
        self.content = [b for b in blocks if b["type"] != "text" or str(b["text"]).strip()]
        if not self._searches:
            yield from self.reader.end(cut=self.reason == "max_tokens")


def _usage(usage: "ApiUsage") -> Usage:
    return Usage(
        usage.input_tokens or 0,
        usage.output_tokens or 0,
        usage.cache_read_input_tokens or 0,
        usage.cache_creation_input_tokens or 0,
    )


def _seconds(client: "AsyncAnthropic") -> float | None:
    """How long all tries of a call may take until it is answered."""
    return client.timeout + _PAUSES if isinstance(client.timeout, int | float) else None
