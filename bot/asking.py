"""The one path of every question: command, mention, reply, thread and direct message take it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import structlog
from structlog.contextvars import bind_contextvars

from bot.assistant.answer import Answer
from bot.assistant.conversation import Turn
from bot.away import regret
from bot.buttons import Button, buttons_under
from bot.limits import Limits
from bot.lines import Lines, Ticket
from bot.persisting import FAILURES
from bot.recorder import new_id
from bot.render.answer import answer_messages
from bot.services import Services
from bot.state import AskedBy
from bot.streaming import PAUSE, Buttons, Stream, Surface
from bot.surfaces import lost
from bot.words import say
from index.digest import Scope
from index.scopes import EVERYWHERE

log = structlog.get_logger()

Links = Callable[[AskedBy], Awaitable[dict[str, str]]]
LONGEST = 2_000  # characters of a question
_GOODBYE = 1.0  # seconds for the last word before the process ends
# Answers that are made at once. Without Claude two take as long as eight, on two cores; Claude's
# are mostly waited for.
AT_ONCE = 8
MOST = 20  # questions of one channel that wait or are being answered
_REMEMBERED = 200  # questions without a whole answer that can be asked again as they were


def refusal(question: str) -> str | None:
    """Why a question isn't taken, in words for the person; None where it is."""
    if not question.strip():
        return say("answer-empty-question")
    if len(question) > LONGEST:
        return say("answer-long-question", characters=len(question), most=LONGEST)
    return None


History = Callable[[], Awaitable[Sequence[Turn]]]


@dataclass(frozen=True, slots=True)
class Queued:
    """What a message's question waits for: its turn in the channel's line, by its `ticket`.

    Then what was said before is read, and `typing` is entered while the answer is made.
    """

    ticket: Ticket
    history: History
    typing: AbstractAsyncContextManager[None] = field(default_factory=nullcontext)


@dataclass(slots=True)
class Asked:
    """A question as it was asked, to be asked again; its history is there when it was its turn."""

    question: str
    by: AskedBy
    history: tuple[Turn, ...] = ()
    about: str | None = None
    scope: Scope = EVERYWHERE


@dataclass(frozen=True, slots=True)
class _Open:
    """A question that has no whole answer yet."""

    stream: Stream
    by: AskedBy
    ticket: Ticket | None

    @property
    def waits(self) -> bool:
        """Whether others of its line come first."""
        return self.ticket is not None and not self.ticket.first


class Asker:
    """Takes questions, shows answers. Keeps count of what runs, so that it can be ended.

    Of questions that got no whole answer the last ones are remembered, by the answer's id.
    `links` are the posts, by document, that may be linked where somebody asked.
    """

    def __init__(
        self,
        services: Services,
        *,
        pause: float = PAUSE,
        limits: Limits | None = None,
        links: Links | None = None,
    ) -> None:
        self._services = services
        self._pause = pause
        self._limits = limits or Limits()
        self._links = links
        self._running: set[asyncio.Task[object]] = set()
        self._open: dict[str, _Open] = {}
        self._lines = Lines()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._full: set[int | None] = set()  # channels that were told that they are full
        self._silent: set[str] = set()  # those that others of their line speak for at the end
        self._broken: dict[str, Asked] = {}
        self._closed = False

    def ticket(self, channel_id: int) -> AbstractContextManager[Ticket]:
        """A place in a channel's line, for a question that a message may hold."""
        return self._lines.ticket(channel_id)

    async def ask(
        self,
        question: str,
        surface: Surface,
        *,
        guild_id: int | None,
        channel_id: int | None = None,
        user_id: int | None = None,
        history: Sequence[Turn] = (),
        about: str | None = None,
        scope: Scope = EVERYWHERE,
        queued: Queued | None = None,
    ) -> None:
        """Answer a question on a surface, from a scope alone, as soon as it is its turn.

        A person gets an answer or one kind line, always; of a line that is full, and of the end,
        those who wait in it are told once. The ids go into the answer's record.
        """
        by = AskedBy(user_id, guild_id, channel_id)
        asked = Asked(question.strip(), by, tuple(history), about, scope)
        id_ = new_id()
        bind_contextvars(answer=id_)
        posts: dict[str, str] = {}

        def render(answer: Answer) -> Sequence[str]:
            return answer_messages(answer, posts)

        def below(answer: Answer) -> Buttons:
            return buttons_under(answer) if answer.final else (Button("stop", id_),)

        stream = Stream(surface, render, below, pause=self._pause)
        refused = refusal(asked.question) or (_restarting() if self._closed else None)
        if not refused and self._is_full(channel_id):
            if queued is not None and channel_id in self._full:
                return
            self._full.add(channel_id)
            refused = say("asking-full")
        if not refused and (reached := self._limits.take(by)):
            refused = reached.line
        if refused:
            await _say(stream, refused)
            return
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        self._open[id_] = _Open(stream, by, queued.ticket if queued else None)
        try:
            with self._services.store.held():
                await self._answer(asked, id_, stream, posts, queued)
        finally:
            del self._open[id_]
            self._full.discard(channel_id)
            if task is not None:
                self._running.discard(task)

    async def _answer(
        self,
        asked: Asked,
        id_: str,
        stream: Stream,
        posts: dict[str, str],
        queued: Queued | None,
    ) -> None:
        again = (Button("again", id_),)
        try:
            posts |= await self._links_for(asked.by)
            answers = self._in_turn(asked, queued)
            kept = self._services.recorder.kept(asked.question, answers, asked.by, id_=id_)
            shown = await stream.show(kept)
            if shown is None or not shown.final:
                self._remember(id_, asked)
                await _say(stream, f"-# {say('answer-stopped')}", again)
        except asyncio.CancelledError:
            if id_ not in self._silent:
                await _last_word(stream, again)
            raise
        except Exception as error:  # noqa: BLE001
            if lost(error):
                log.info("answer_lost", guild=asked.by.guild_id, error=str(error))
                return
            line = regret(error, "answer_failed", guild=asked.by.guild_id, about=asked.about)
            self._remember(id_, asked)
            await _say(stream, line, again)

    async def _links_for(self, by: AskedBy) -> dict[str, str]:
        """The posts that may be linked; an answer without links is better than none."""
        if self._links is None:
            return {}
        try:
            return await self._links(by)
        except Exception as error:  # noqa: BLE001
            regret(error, "links_lost", guild=by.guild_id)
            return {}

    async def _in_turn(self, asked: Asked, queued: Queued | None) -> AsyncGenerator[Answer]:
        """The answers, as soon as the question is the first of its line and there is room."""
        if queued is not None:
            await queued.ticket.wait()
        async with queued.typing if queued else nullcontext(), self._slots:
            if queued is not None:
                asked.history = tuple(await queued.history())
            growing = self._services.assistant.stream(
                asked.question, asked.history, about=asked.about, scope=asked.scope
            )
            try:
                async for answer in growing:
                    yield answer
            finally:
                if isinstance(growing, AsyncGenerator):
                    await growing.aclose()

    def _is_full(self, channel_id: int | None) -> bool:
        return sum(each.by.channel_id == channel_id for each in self._open.values()) >= MOST

    @property
    def unanswered(self) -> int:
        """How many questions have no whole answer yet."""
        return len(self._open)

    @property
    def waiting(self) -> int:
        """How many of them wait behind others of their channel."""
        return sum(each.waits for each in self._open.values())

    def asker_of(self, id_: str) -> int | None:
        """Who asked for an answer that is awaited or being written; None where it isn't."""
        return self._open[id_].by.user_id if id_ in self._open else None

    def stop(self, id_: str) -> None:
        """End an answer that is awaited or being written; what is shown of it stays."""
        if id_ in self._open:
            self._open[id_].stream.stop()

    def broken(self, id_: str) -> Asked | None:
        """The question that got no whole answer under this id, as long as it is remembered."""
        return self._broken.get(id_)

    def forget(self, user_id: int) -> None:
        """Forget a person's questions that got no whole answer."""
        for id_ in [id_ for id_, asked in self._broken.items() if asked.by.user_id == user_id]:
            del self._broken[id_]

    def _remember(self, id_: str, asked: Asked) -> None:
        self._broken[id_] = asked
        while len(self._broken) > _REMEMBERED:
            del self._broken[next(iter(self._broken))]

    @property
    def closed(self) -> bool:
        """Whether no question is taken any more."""
        return self._closed

    def refuse(self) -> None:
        """Take no more questions; what runs goes on."""
        self._closed = True

    async def finish(self) -> None:
        """Return when every question that was taken is answered."""
        while running := self._running - {asyncio.current_task()}:
            await asyncio.wait(running)

    async def close(self, within: float = 2.0) -> None:
        """Take no more questions and end what runs; each asker gets a word about it.

        Those who wait in a line share one: more would get through no limit of Discord's in time.
        """
        self.refuse()
        told = {each.by.channel_id for each in self._open.values() if not each.waits}
        for id_, each in self._open.items():
            if each.waits and each.by.channel_id in told:
                self._silent.add(id_)
            told.add(each.by.channel_id)
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=within)


async def _say(stream: Stream, line: str, buttons: Buttons = ()) -> None:
    """Say a line where it still can be said: the channel may be gone."""
    try:
        await stream.say(line, buttons)
    except FAILURES as error:
        log.info("line_unsaid", error=str(error))


def _restarting() -> str:
    return f"-# {say('answer-restarting')}"


async def _last_word(stream: Stream, buttons: Buttons) -> None:
    try:
        async with asyncio.timeout(_GOODBYE):
            await stream.say(_restarting(), buttons)
    except FAILURES as error:
        log.info("last_word_lost", error=str(error))
