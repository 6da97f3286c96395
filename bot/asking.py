"""The one path of every question: command, mention, reply, thread and direct message take it."""

import asyncio
from collections.abc import Sequence

import discord
import structlog

from bot.assistant.answer import Answer
from bot.assistant.conversation import Turn
from bot.render.answer import answer_messages
from bot.services import Services
from bot.state import AskedBy
from bot.streaming import PAUSE, Stream, Surface

log = structlog.get_logger()

LONGEST = 2_000  # characters of a question
SORRY = "Something went wrong on my side, so I can't answer this now. Please try again later."
_STOPPED = "-# I'm restarting. Please ask again in a minute."
_GOODBYE = 1.0  # seconds for the last word before the process ends


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


class Asker:
    """Takes questions, shows answers. Keeps count of what runs, so that it can be ended."""

    def __init__(self, services: Services, *, pause: float = PAUSE) -> None:
        self._services = services
        self._pause = pause
        self._running: set[asyncio.Task[object]] = set()
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
    ) -> None:
        """Answer a question on a surface. A person gets an answer or one kind line, always.

        The ids go into the answer's record.
        """
        question = question.strip()
        posts: dict[str, str] = {}

        def render(answer: Answer) -> Sequence[str]:
            return answer_messages(answer, posts)

        stream = Stream(surface, render, pause=self._pause)
        refused = refusal(question) or (_STOPPED if self._closed else None)
        if refused:
            await _say(stream, refused)
            return
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        try:
            if guild_id is not None:
                posts |= await self._services.state.post_links(guild_id)
            answers = self._services.assistant.stream(question, history, about=about)
            by = AskedBy(user_id, guild_id, channel_id)
            await stream.show(self._services.recorder.kept(question, answers, by))
        except asyncio.CancelledError:
            await _last_word(stream)
            raise
        except discord.NotFound:
            log.info("answer_deleted", guild=guild_id)
        except Exception:
            log.exception("answer_failed", guild=guild_id, about=about)
            await _say(stream, SORRY)
        finally:
            if task is not None:
                self._running.discard(task)

    async def close(self, within: float = 2.0) -> None:
        """Take no more questions and end what runs; each asker gets a word about it."""
        self._closed = True
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=within)


async def _say(stream: Stream, line: str) -> None:
    """Say a line where it still can be said: the channel may be gone."""
    try:
        await stream.say(line)
    except discord.HTTPException as error:
        log.info("line_unsaid", error=str(error))


async def _last_word(stream: Stream) -> None:
    try:
        async with asyncio.timeout(_GOODBYE):
            await stream.say(_STOPPED)
    except (TimeoutError, discord.HTTPException) as error:
        log.info("last_word_lost", error=str(error))
