"""The talk with the model over one answer: calls, and the searches between them."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from bot.assistant.answer import Usage
from bot.assistant.claude.call import Caller, Reply
from bot.assistant.claude.evidence import tokens, within
from bot.assistant.claude.faults import ended
from bot.assistant.claude.messages import messages
from bot.assistant.claude.tool import wanted
from bot.assistant.writer import Brief, Gathered, Piece, SearchFault, Spent
from index.digest import Evidence

if TYPE_CHECKING:
    from anthropic.types import ToolUseBlock

_PAUSES = 2  # turns that the API breaks off to have them continued
_CALLS = 4  # searches that one turn may ask for


class Talk:
    """One answer's calls; `usage` is what all of them took.

    `budget` are the tokens of evidence that may be sent in all, `given` is what of it comes with
    the question. `answered` tells that a call was taken, `cited`, in the end, of citations, and
    `uncited` of words without any.
    """

    def __init__(
        self, caller: Caller, brief: Brief, given: Sequence[Evidence], budget: int
    ) -> None:
        self._caller = caller
        self._brief = brief
        self._left = budget - sum(map(tokens, given))
        self._known = {evidence.passage.id for evidence in given}
        self._sheet = caller.way.sheet()
        self._messages: list[Any] = messages(brief, self._sheet.show(given))
        self.usage = Usage()
        self.answered = self.cited = self.uncited = False

    async def pieces(self) -> AsyncGenerator[Piece]:
        """The answer's pieces. Raises WriterFault for every way in which the API can fail."""
        rounds = pauses = 0
        while True:
            reply = Reply(self._sheet.reader())
            last = rounds >= self._caller.terms.rounds
            async with aclosing(self._told(reply, last=last)) as pieces:
                async for piece in pieces:
                    yield piece
            if reply.calls and not last and reply.reason == "tool_use":
                rounds += 1
                self._messages.append({"role": "assistant", "content": reply.content})
                async with aclosing(self._searched(reply.calls)) as found:
                    async for piece in found:
                        yield piece
            elif reply.reason == "pause_turn" and pauses < _PAUSES:
                pauses += 1
                self._messages.append({"role": "assistant", "content": reply.content})
            else:
                ended(reply.reason, reply.reader.rest)
                self.cited = reply.reader.cited
                self.uncited = reply.reader.said and not self.cited
                return

    async def _told(self, reply: Reply, *, last: bool) -> AsyncGenerator[Piece]:
        """The pieces of one reply, with what all calls took."""
        before = self.usage
        async with aclosing(self._caller.call(self._messages, reply, last=last)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Spent):
                    self.answered = True
                    self.usage = before + piece.usage
                    yield Spent(self.usage)
                else:
                    yield piece

    async def _searched(self, calls: "Sequence[ToolUseBlock]") -> AsyncGenerator[Gathered]:
        """Do what the model calls for, and answer all its calls in one message."""
        done = await asyncio.gather(*(self._search(call, n) for n, call in enumerate(calls)))
        results: list[dict[str, Any]] = []
        for call, found in zip(calls, done, strict=True):
            result: dict[str, Any] = {"type": "tool_result", "tool_use_id": call.id}
            if isinstance(found, str):
                results.append({**result, "content": f"Error: {found}.", "is_error": True})
                continue
            new = [e for e in found.evidence if e.passage.id not in self._known]
            kept = within(new, self._left)
            self._left -= sum(map(tokens, kept))
            self._known |= {evidence.passage.id for evidence in kept}
            shown = self._sheet.show(kept) or _why_none(found.evidence, new)
            results.append({**result, "content": shown})
            yield Gathered(kept, found.span)
        self._messages.append({"role": "user", "content": results})

    async def _search(self, call: "ToolUseBlock", n: int) -> Gathered | str:
        """What a call finds, or what is wrong with it."""
        if n >= _CALLS:
            return f"no more than {_CALLS} searches at a time"
        try:
            asked = wanted(call.name, call.input)
            return Gathered(tuple(await self._brief.find(asked)), asked.scope.span)
        except SearchFault as fault:
            return str(fault)


def _why_none(found: Sequence[Evidence], new: Sequence[Evidence]) -> str:
    if new:
        return "There is no room for more passages: answer from those that you have."
    return "Nothing but passages that you have." if found else "Nothing found."
