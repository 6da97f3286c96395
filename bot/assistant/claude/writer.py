"""The writer with Claude: evidence first, searches of its own, every claim cited."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import TYPE_CHECKING, Self

import structlog

from bot.assistant.answer import Usage, WriterName
from bot.assistant.claude.cache import PromptCache
from bot.assistant.claude.call import Caller, Terms
from bot.assistant.claude.evidence import tokens, within
from bot.assistant.claude.faults import CONTEXT, UNSUPPORTED
from bot.assistant.claude.model import model_facts
from bot.assistant.claude.talk import Talk
from bot.assistant.claude.ways import WAYS
from bot.assistant.writer import Anew, Brief, Piece, Spent, WriterFault

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

log = structlog.get_logger()


class ClaudeWriter:
    """Writes with a model behind the Messages API.

    Where the model or its address doesn't cite, it is asked for [n] marks instead; which way works
    is found once. `evidence_tokens` are what of evidence may be sent for one answer, `rounds` how
    often the model may search. Entered, it asks the API in the background what the model can do.
    """

    name: WriterName = "claude"

    def __init__(
        self,
        client: "AsyncAnthropic",
        model: str,
        max_tokens: int,
        *,
        effort: str | None = None,
        evidence_tokens: int = 12_000,
        rounds: int = 3,
    ) -> None:
        self._client = client
        self._terms = Terms(model, max_tokens, effort, rounds)
        self._budget = evidence_tokens
        self._way = 0  # of WAYS
        self._cites: bool | None = None
        self._cache = PromptCache()
        self._asking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._known()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking})

    def _known(self) -> asyncio.Task[None]:
        """What is known of the model, once it is asked."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return self._asking

    async def _ask(self) -> None:
        facts = await model_facts(self._client, self._terms.model, self._terms.effort)
        for line in facts.warnings:
            log.warning("model", hint=line)
        if self._cites is None:
            self._cites = facts.cites
        if self._cites is False:
            self._way = max(self._way, 1)

    @property
    def model(self) -> str:
        """The model's id."""
        return self._terms.model

    @property
    def prompt(self) -> str:
        """The hash of system prompt and tools in the way that works."""
        return WAYS[self._way].hash

    async def write(self, brief: Brief) -> AsyncGenerator[Piece]:
        """Write piece by piece, in the way of citing that works.

        Raises WriterFault for every way in which the API can fail.
        """
        given, budget = within(brief.evidence, self._budget) or brief.evidence[:1], self._budget
        spent, way, halved = Usage(), self._way, False
        while given:
            caller = Caller(self._client, self._terms, WAYS[way], self._cache)
            talk = Talk(caller, brief, given, budget)
            try:
                async with contextlib.aclosing(talk.pieces()) as pieces:
                    async for piece in pieces:
                        yield Spent(spent + piece.usage) if isinstance(piece, Spent) else piece
            except WriterFault as fault:
                if fault.name == CONTEXT and not halved and len(given) > 1:
                    halved = True
                    given = given[: len(given) // 2]
                    budget = sum(map(tokens, given))
                elif fault.name == UNSUPPORTED and not talk.answered and way + 1 < len(WAYS):
                    way += 1
                    log.warning("claude_cites_otherwise", way=WAYS[way].name)
                    self._way = max(self._way, way)
                else:
                    raise
            else:
                if way or not talk.uncited or await self._can_cite():
                    self._found(way, talk)
                    return
                way = 1
            spent += talk.usage
            yield Anew()

    async def _can_cite(self) -> bool:
        """Whether it is known that the model cites: then an answer without citations is one."""
        if self._cites is None:
            await asyncio.shield(self._known())
        return bool(self._cites)

    def _found(self, way: int, talk: Talk) -> None:
        """Remember a way that brought citations."""
        if not talk.cited:
            return
        if way == 0:
            self._cites = True
        elif way > self._way:
            log.warning("claude_cites_otherwise", way=WAYS[way].name)
            self._way = way
