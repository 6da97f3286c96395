"""The one path of every question: command, mention, reply, thread and direct message take it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord
import structlog

from bot.assistant.answer import Answer
from bot.assistant.conversation import Turn
from bot.buttons import Button, buttons_under
from bot.limits import Limits
from bot.recorder import new_id
from bot.render.answer import answer_messages
from bot.services import Services
from bot.state import AskedBy
from bot.streaming import PAUSE, Buttons, Stream, Surface
from bot.words import say
from index.digest import Scope
from index.scopes import EVERYWHERE

log = structlog.get_logger()

Links = Callable[[AskedBy], Awaitable[dict[str, str]]]
LONGEST = 2_000  # characters of a question
_GOODBYE = 1.0  # seconds for the last word before the process ends
_REMEMBERED = 200  # questions without a whole answer that can be asked again as they were


def refusal(question: str) -> str | None:
    """Why a question isn't taken, in words for the person; None where it is."""
    if not question.strip():
        return say("answer-empty-question")
    if len(question) > LONGEST:
        return say("answer-long-question", characters=len(question), most=LONGEST)
    return None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked, to be asked again."""

    question: str
    by: AskedBy
    history: tuple[Turn, ...] = ()
    about: str | None = None
    scope: Scope = EVERYWHERE


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
        self._streams: dict[str, tuple[Stream, int | None]] = {}
        self._broken: dict[str, Asked] = {}
        self._closed = False

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
    ) -> None:
        """Answer a question on a surface, from a scope alone.

        A person gets an answer or one kind line, always. The ids go into the answer's record.
        """
        by = AskedBy(user_id, guild_id, channel_id)
        asked = Asked(question.strip(), by, tuple(history), about, scope)
        id_ = new_id()
        posts: dict[str, str] = {}

        def render(answer: Answer) -> Sequence[str]:
            return answer_messages(answer, posts)

        def below(answer: Answer) -> Buttons:
            return buttons_under(answer) if answer.final else (Button("stop", id_),)

        stream = Stream(surface, render, below, pause=self._pause)
        refused = refusal(asked.question) or (_restarting() if self._closed else None)
        if not refused and (reached := self._limits.take(by)):
            refused = reached.line
        if refused:
            await _say(stream, refused)
            return
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        self._streams[id_] = (stream, user_id)
        try:
            await self._answer(asked, id_, stream, posts)
        finally:
            self._streams.pop(id_, None)
            if task is not None:
                self._running.discard(task)

    async def _answer(self, asked: Asked, id_: str, stream: Stream, posts: dict[str, str]) -> None:
        again = (Button("again", id_),)
        try:
            if self._links is not None:
                posts |= await self._links(asked.by)
            answers = self._services.assistant.stream(
                asked.question, asked.history, about=asked.about, scope=asked.scope
            )
            kept = self._services.recorder.kept(asked.question, answers, asked.by, id_=id_)
            shown = await stream.show(kept)
            if shown is None or not shown.final:
                self._remember(id_, asked)
                await _say(stream, f"-# {say('answer-stopped')}", again)
        except asyncio.CancelledError:
            await _last_word(stream, again)
            raise
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("answer_unshown", guild=asked.by.guild_id, error=str(error))
        except Exception:
            log.exception("answer_failed", guild=asked.by.guild_id, about=asked.about)
            self._remember(id_, asked)
            await _say(stream, say("sorry"), again)

    def asker_of(self, id_: str) -> int | None:
        """Who asked for an answer that is being written; None where it isn't (any more)."""
        return self._streams[id_][1] if id_ in self._streams else None

    def stop(self, id_: str) -> None:
        """End an answer, if it is still being written; what is shown of it stays."""
        if id_ in self._streams:
            self._streams[id_][0].stop()

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

    async def close(self, within: float = 2.0) -> None:
        """Take no more questions and end what runs; each asker gets a word about it."""
        self._closed = True
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=within)


async def _say(stream: Stream, line: str, buttons: Buttons = ()) -> None:
    """Say a line where it still can be said: the channel may be gone."""
    try:
        await stream.say(line, buttons)
    except discord.HTTPException as error:
        log.info("line_unsaid", error=str(error))


def _restarting() -> str:
    return f"-# {say('answer-restarting')}"


async def _last_word(stream: Stream, buttons: Buttons) -> None:
    try:
        async with asyncio.timeout(_GOODBYE):
            await stream.say(_restarting(), buttons)
    except (TimeoutError, discord.HTTPException) as error:
        log.info("last_word_lost", error=str(error))
