"""The one path of every question: command, mention, reply, thread and direct message take it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import discord
import structlog

from bot.assistant.answer import Answer
from bot.assistant.conversation import Turn
from bot.buttons import Button, buttons_under
from bot.recorder import new_id
from bot.render.answer import answer_messages
from bot.services import Services
from bot.state import AskedBy
from bot.streaming import PAUSE, Buttons, Stream, Surface
from bot.surfaces import lost
from index.digest import Scope
from index.scopes import EVERYWHERE

log = structlog.get_logger()

LONGEST = 2_000  # characters of a question
SORRY = "Something went wrong on my side, so I can't answer this now. Please try again later."
_RESTARTING = "-# I'm restarting. Please ask again in a minute."
_STOPPED = "-# Stopped."
_GOODBYE = 1.0  # seconds for the last word before the process ends
_REMEMBERED = 200  # questions without a whole answer that can be asked again as they were


def refusal(question: str) -> str | None:
    """Why a question isn't taken, in words for the person; None where it is."""
    if not question.strip():
        return "Ask me something about the digests."
    if len(question) > LONGEST:
        return (
            f"That question has {len(question):,} characters; I read up to {LONGEST:,}. "
            f"Please ask in fewer words."
        )
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
    """

    def __init__(self, services: Services, *, pause: float = PAUSE) -> None:
        self._services = services
        self._pause = pause
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
        refused = refusal(asked.question) or (_RESTARTING if self._closed else None)
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
            if asked.by.guild_id is not None:
                posts |= await self._services.state.post_links(asked.by.guild_id)
            answers = self._services.assistant.stream(
                asked.question, asked.history, about=asked.about, scope=asked.scope
            )
            kept = self._services.recorder.kept(asked.question, answers, asked.by, id_=id_)
            shown = await stream.show(kept)
            if shown is None or not shown.final:
                self._remember(id_, asked)
                await _say(stream, _STOPPED, again)
        except asyncio.CancelledError:
            await _last_word(stream, again)
            raise
        except Exception as error:
            if lost(error):
                log.info("answer_lost", guild=asked.by.guild_id, error=str(error))
                return
            log.exception("answer_failed", guild=asked.by.guild_id, about=asked.about)
            self._remember(id_, asked)
            await _say(stream, SORRY, again)

    def stop(self, id_: str, user_id: int) -> bool | None:
        """End an answer that is being written; what is shown of it stays.

        False where somebody else asked, None where it isn't being written (any more).
        """
        stream, asker = self._streams.get(id_, (None, None))
        if stream is None:
            return None
        if asker != user_id:
            return False
        stream.stop()
        return True

    def broken(self, id_: str) -> Asked | None:
        """The question that got no whole answer under this id, as long as it is remembered."""
        return self._broken.get(id_)

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


async def _last_word(stream: Stream, buttons: Buttons) -> None:
    try:
        async with asyncio.timeout(_GOODBYE):
            await stream.say(_RESTARTING, buttons)
    except (TimeoutError, discord.HTTPException) as error:
        log.info("last_word_lost", error=str(error))
