"""Keeps a record of each answer, whoever asked, beside the way of the answer itself."""

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import structlog
from sqlalchemy.exc import IntegrityError

from bot.assistant.answer import Answer, Citation, Outcome
from bot.assistant.prices import cost
from bot.faults import BotFault
from bot.modes import Mode, Modes
from bot.state.cure import StateAway
from bot.state.state import Clock, State, utc_now
from bot.state.values import AskedBy, Consulted, Quoted, Record
from bot.watch.metrics import Metrics
from index.digest import Passage
from index.terms import readable

log = structlog.get_logger()

MOST = 2_000  # records that may wait
_DAY = 86_400.0  # seconds between two looks for what has been kept long enough
_PATIENCE = 5.0  # seconds that the end waits for what isn't written yet
_AHEAD = 3.0  # seconds, at most, that a whole answer waits for its record: it takes milliseconds
_RETRY = (1.0, 30.0)  # seconds until a record is tried again: at first, and at most
NOBODY = AskedBy()

Opening = Callable[[], AbstractAsyncContextManager[State]]


class Recorder:
    """Hands answers on as they come and notes each at its end; `recording` writes the notes.

    A whole answer is handed on when its record is written, so that whoever dies in between has
    shown none without one. Where the state is slow or away it doesn't wait.
    Records are kept for `keep` days; with 0 nothing is noted. `clock` tells when it was asked: the
    machine's time, whatever day the assistant thinks it is. `metrics` are told of each answer.
    Where writing fails `modes` are told; while the state is away its records wait, no more than
    MOST of them.
    """

    def __init__(
        self,
        keep: int = 0,
        clock: Clock = utc_now,
        *,
        metrics: Metrics | None = None,
        modes: Modes | None = None,
    ) -> None:
        self._keep = keep
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._modes = modes or Modes()
        self._notes: asyncio.Queue[Record | None] = asyncio.Queue()
        self._wanted = asyncio.Event()
        self._written: dict[str, asyncio.Event] = {}  # by the record that an answer waits for
        self._ready = False  # whether the state was there when it was asked last

    @property
    def waiting(self) -> int:
        """How many records aren't written yet."""
        return self._notes.qsize()

    @property
    def wanted(self) -> bool:
        """Whether there was anything to note."""
        return self._wanted.is_set()

    async def kept(
        self,
        question: str,
        answers: AsyncIterator[Answer],
        by: AskedBy = NOBODY,
        *,
        id_: str | None = None,
    ) -> AsyncGenerator[Answer]:
        """The answers as they come, each with the id of its record; closes them however it ends.

        The id is `id_` where one is given, a new one else.
        """
        asked_at = self._clock()
        id_ = (id_ or new_id()) if self._keep else None
        latest = Answer(readable(question), readable(question))
        broken: Exception | None = None
        noted = False
        try:
            async for answer in answers:
                latest = replace(answer, record=id_)
                if latest.final and id_ is not None and not noted:
                    noted = self._note(record_of(latest, id_, asked_at, by))
                    await self._ahead(id_)
                yield latest
        except Exception as error:
            broken = error
            raise
        finally:
            self._wanted.set()
            record = record_of(latest, id_ or "", asked_at, by, broken)
            self._metrics.answered(record)
            if id_ is not None and (broken or not noted):
                self._note(record)
            if isinstance(answers, AsyncGenerator):
                await answers.aclose()

    def _note(self, record: Record) -> bool:
        """Let a record be written; False where too many wait."""
        if self.waiting >= MOST:
            log.warning("answer_not_recorded", reason="too many wait")
            return False
        self._notes.put_nowait(record)
        return True

    async def _ahead(self, id_: str) -> None:
        """Wait until a record is written, unless that takes long."""
        if not self._ready or self.waiting >= MOST:
            return
        written = self._written[id_] = asyncio.Event()
        try:
            async with asyncio.timeout(_AHEAD):
                await written.wait()
        except TimeoutError:
            self._ready = False  # until something is written, no other answer waits
            log.warning("answer_before_record", waiting=self.waiting)
        finally:
            del self._written[id_]

    async def write(self, opening: Opening, *, at_once: bool) -> None:
        """Write what is noted until the end, and erase what is old at first and every day.

        The state is opened with the first answer, or `at_once`.
        """
        if not at_once:
            await self._wanted.wait()
        try:
            async with opening() as state:
                await self._write(state)
        except BotFault as fault:
            log.warning("answers_not_recorded", reason=str(fault))

    def end(self) -> None:
        """Let `write` end, once all is written."""
        self._notes.put_nowait(None)

    async def _write(self, state: State) -> None:
        await self._expire(state)
        expiring = asyncio.create_task(self._expire_daily(state))
        try:
            while (record := await self._notes.get()) is not None:
                await self._tried(self._added(state, record))
                if written := self._written.get(record.id):
                    written.set()
        finally:
            self._ready = False
            expiring.cancel()
            await asyncio.wait({expiring})

    async def _expire(self, state: State) -> None:
        await self._tried(expire(state, self._keep))

    async def _tried(self, work: Awaitable[object]) -> None:
        """Do some work of the state; a record that is lost is logged, and breaks nothing."""
        try:
            await work
        except StateAway as away:
            self._missed(away)
        except Exception as error:
            log.exception("answer_not_recorded")
            # What the database refuses, it has read.
            self._modes.tell(Mode.STATE, degraded=not isinstance(error, IntegrityError))
        else:
            self._ready = True
            self._modes.tell(Mode.STATE, degraded=False)

    async def _added(self, state: State, record: Record) -> None:
        """Write a record; while the database is away, it waits."""
        pause, longest = _RETRY
        while True:
            try:
                return await state.answers.add(record)
            except StateAway as away:
                self._missed(away)
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    def _missed(self, away: StateAway) -> None:
        self._ready = False
        log.warning("state_away", reason=str(away))
        self._modes.tell(Mode.STATE, degraded=True)

    async def _expire_daily(self, state: State) -> None:
        while True:
            await asyncio.sleep(_DAY)
            await self._expire(state)


def new_id() -> str:
    """An id for an answer and its record."""
    return uuid.uuid4().hex


@asynccontextmanager
async def recording(
    opening: Opening,
    keep: int,
    *,
    at_once: bool = False,
    metrics: Metrics | None = None,
    modes: Modes | None = None,
) -> AsyncIterator[Recorder]:
    """A recorder whose notes are written as long as the block runs; the last ones at its end."""
    recorder = Recorder(keep, metrics=metrics, modes=modes)
    writing = asyncio.create_task(recorder.write(opening, at_once=at_once))
    try:
        yield recorder
    finally:
        if recorder.wanted or at_once:
            recorder.end()
            await asyncio.wait({writing}, timeout=_PATIENCE)
        writing.cancel()


async def expire(state: State, keep: int) -> int:
    """Erase the records that are older than `keep` days; returns how many there were."""
    return await state.answers.expire(state.now() - dt.timedelta(days=keep))


def record_of(
    answer: Answer,
    id_: str,
    asked_at: dt.datetime,
    by: AskedBy = NOBODY,
    broken: Exception | None = None,
) -> Record:
    """What is kept of an answer: a final one, or the last that came before the end."""
    outcome: Outcome = "failed" if broken else answer.outcome if answer.final else "stopped"
    span = answer.coverage.searched
    cited: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.passage, []).append(citation)
    return Record(
        id=id_,
        asked_at=asked_at,
        question=answer.question,
        standalone=answer.standalone,
        outcome=outcome,
        writer=answer.writer,
        by=by,
        searched_from=span.start,
        searched_to=span.end,
        widened=answer.coverage.widened,
        passages=tuple(
            Consulted(
                e.passage.id,
                e.rank,
                e.score,
                e.passage.id in cited,
                _quoted(e.passage, cited.get(e.passage.id, ())),
            )
            for e in answer.evidence
        ),
        fault=type(broken).__name__ if broken else answer.fault,
        dropped=answer.dropped,
        model=answer.tried,
        prompt=answer.prompt,
        usage=answer.usage,
        cost=cost(answer.tried, answer.usage),
        timings_ms=answer.timings_ms,
    )


def _quoted(passage: Passage, citations: Sequence[Citation]) -> tuple[Quoted, ...]:
    """Where the words of citations stand in their passage; they have their white space folded."""
    if not citations:
        return ()
    solid = "".join(passage.text.split())
    places = [n for n, character in enumerate(passage.text) if not character.isspace()]
    found = []
    for citation in citations:
        words = "".join(citation.quote.split())
        if words and (at := solid.find(words)) >= 0:
            found.append(Quoted(citation.n, places[at], places[at + len(words) - 1] + 1))
    return tuple(found)
