"""What is noted of each answer, and that noting it never stands in an answer's way."""

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from bot import recorder as module
from bot.assistant.answer import Answer, Outcome, Segment, Usage
from bot.faults import BotFault
from bot.opening import open_recorder
from bot.recorder import Recorder, record_of, recording
from bot.settings import load_settings
from bot.state import AskedBy, Record, State
from bot.state.values import Consulted, Quoted
from index.digest import Coverage, Span
from tests.bot.assistant.briefs import evidence
from tests.bot.conftest import EPOCH, recorded
from tests.bot.state.test_answers import RECORD
from tests.fakes import COVERAGE, GLM, ScriptedAssistant

ANSWER = Answer("Who leads?", "Who leads?", coverage=COVERAGE, final=True)


async def said(recorder: Recorder, *answers: Answer, by: AskedBy | None = None) -> list[Answer]:
    """Answers as they come through the recorder."""

    async def stream() -> AsyncIterator[Answer]:
        for answer in answers:
            yield answer

    kept = recorder.kept("Who leads?", stream(), by or AskedBy())
    return [answer async for answer in kept]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (ANSWER, "answered"),
        (replace(ANSWER, fault="overloaded", writer="extractive"), "fallback"),
        (replace(ANSWER, abstained=True), "abstained"),
        (replace(ANSWER, abstained=True, fault="timeout"), "abstained"),
        (replace(ANSWER, abstained=True, coverage=Coverage(0, None, None, 0)), "empty"),
        (replace(ANSWER, abstained=True, question=""), "unasked"),
        (replace(ANSWER, final=False), "stopped"),
    ],
)
def test_each_end_has_its_outcome(answer: Answer, outcome: Outcome) -> None:
    """What became of a question is told apart as an operator counts it, with the fault's name."""
    record = record_of(answer, "id", EPOCH)
    assert (record.outcome, record.fault) == (outcome, answer.fault)


def test_a_record_holds_what_the_answer_was_made_of() -> None:
    """Passages with rank, score and whether they are cited, range, model, prompt, tokens, cost."""
    found = (evidence("p1", ["GLM leads."]), evidence("p9", ["It is open."], rank=2))
    answer = replace(
        ANSWER,
        segments=(Segment("GLM leads.", (1,)),),
        citations=(GLM,),
        evidence=found,
        coverage=replace(COVERAGE, searched=Span(dt.date(2026, 4, 1), None), widened=True),
        tried="claude-sonnet-5-5",
        prompt="abc",
        usage=Usage(1_000, 100),
        dropped=2,
        timings_ms=(("total", 9.0),),
    )
    assert record_of(answer, "id", EPOCH, AskedBy(1, 2, 3)) == Record(
        id="id",
        asked_at=EPOCH,
        question="Who leads?",
        standalone="Who leads?",
        outcome="answered",
        writer="extractive",
        by=AskedBy(1, 2, 3),
        searched_from=dt.date(2026, 4, 1),
        widened=True,
        passages=(Consulted("p1", 1, 0.15, cited=True), Consulted("p9", 2, 0.14, cited=False)),
        dropped=2,
        model="claude-sonnet-5-5",
        prompt="abc",
        usage=Usage(1_000, 100),
        cost=Decimal("0.003"),
        timings_ms=(("total", 9.0),),
    )


def test_a_record_tells_where_quotes_stand() -> None:
    """Each citation's words are found in their passage, whose white space they don't keep."""
    found = evidence("p1", ["GLM leads.\nBy  far.", "It is open.", "GLM leads."])
    citations = (
        replace(GLM, n=1, quote="GLM leads. By far."),
        replace(GLM, n=4, quote="It is open."),
        replace(GLM, n=5, quote="It isn't in there."),
    )

    record = record_of(replace(ANSWER, citations=citations, evidence=(found,)), "id", EPOCH)

    assert record.passages[0].quotes == (Quoted(1, 0, 19), Quoted(4, 20, 31))


async def test_answers_pass_as_they_come_and_the_last_is_recorded(
    recorder: Recorder, state: State
) -> None:
    """Every answer is handed on with the id of the record, and one record is kept of them."""
    growing = replace(ANSWER, final=False)
    passed = await said(recorder, growing, ANSWER, by=AskedBy(7))

    (record,) = await recorded(state)
    assert passed == [replace(each, record=record.id) for each in (growing, ANSWER)]
    assert (record.outcome, record.by) == ("answered", AskedBy(7))
    assert await state.rate(record.id, 7, "up")


async def test_a_record_has_the_id_that_is_given(recorder: Recorder, state: State) -> None:
    """Whoever needs an answer's id before its first word gives it."""
    async for answer in recorder.kept("Why?", ScriptedAssistant().stream("Why?"), id_="a" * 32):
        assert answer.record == "a" * 32

    (record,) = await recorded(state)
    assert record.id == "a" * 32


async def test_a_fault_is_recorded_and_goes_on(
    recorder: Recorder, state: State, assistant: ScriptedAssistant
) -> None:
    """What breaks an answer reaches whoever asked, and leaves a record with its name."""
    assistant.fault = RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        async for _ in recorder.kept("Why?", assistant.stream("Why?")):
            pass

    (record,) = await recorded(state)
    assert (record.question, record.outcome, record.fault) == ("Why?", "failed", "RuntimeError")


async def test_an_answer_that_is_given_up_is_recorded_and_closed(
    recorder: Recorder, state: State
) -> None:
    """Whoever stops listening ends the answer's own work at once; the record says it stopped."""
    closed = False

    async def endless() -> AsyncGenerator[Answer]:
        nonlocal closed
        try:
            while True:
                yield replace(ANSWER, final=False)
        finally:
            closed = True

    async with aclosing(recorder.kept("Who leads?", endless())) as answers:
        async for _ in answers:
            break

    assert closed
    assert (await recorded(state))[0].outcome == "stopped"


async def test_a_whole_answer_has_its_record_when_it_is_handed_on(state: State) -> None:
    """Whoever sees the end of an answer sees one that is recorded, once, whatever comes then."""
    async with recording(lambda: nullcontext(state), 30, at_once=True) as recorder:
        await asyncio.wait_for(_ready(recorder), 5)
        async for answer in recorder.kept("Why?", ScriptedAssistant().stream("Why?"), id_="a" * 32):
            record = await state.answers.get("a" * 32)
            assert (record is not None) == answer.final
    assert [record.outcome for record in await recorded(state)] == ["answered"]


async def _ready(recorder: Recorder) -> None:
    while not recorder._ready:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_a_slow_state_holds_an_answer_up_for_a_moment_alone(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer whose record isn't written soon is handed on; its record is written later."""
    monkeypatch.setattr(module, "_AHEAD", 0.02)
    slow = asyncio.Event()
    added = state.answers.add

    async def add(record: Record) -> None:
        await slow.wait()
        await added(record)

    monkeypatch.setattr(state.answers, "add", add)
    async with recording(lambda: nullcontext(state), 30, at_once=True) as recorder:
        await asyncio.wait_for(_ready(recorder), 5)
        assert len(await said(recorder, ANSWER)) == 1
        assert recorder._written == {}
        slow.set()
    assert len(await recorded(state)) == 1


async def test_the_end_waits_for_what_is_not_written(state: State) -> None:
    """A record that was noted in the last moment is kept."""
    async with recording(lambda: nullcontext(state), 30) as recorder:
        await said(recorder, ANSWER)

    assert len(await recorded(state)) == 1


class Unopened(AbstractAsyncContextManager[State]):
    """A state that can't be opened, or that never is."""

    def __init__(self, fault: BotFault | None = None) -> None:
        self._fault = fault

    async def __aenter__(self) -> State:
        if self._fault is None:
            await asyncio.Event().wait()
        raise self._fault or AssertionError

    async def __aexit__(self, *_: object) -> None:
        """There is nothing to close."""


async def test_a_state_that_does_not_open_is_a_line_in_the_log() -> None:
    """Answers come as ever where nothing can be recorded, and the log says why."""
    with capture_logs() as logs:
        async with recording(lambda: Unopened(BotFault("It is locked.")), 30) as recorder:
            passed = [await said(recorder, ANSWER) for _ in range(3)]
            await asyncio.sleep(0)

    assert [len(each) for each in passed] == [1, 1, 1]
    assert logs == [
        {"event": "answers_not_recorded", "log_level": "warning", "reason": "It is locked."}
    ]


async def test_a_stuck_state_delays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer doesn't wait for its record, and the end only so long."""
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    async with asyncio.timeout(2), recording(Unopened, 30) as recorder:
        assert len(await said(recorder, ANSWER)) == 1


async def test_a_record_that_is_refused_costs_no_other(state: State) -> None:
    """A fault in writing is logged, without the person's words; the next record is written."""
    await state.answers.add(RECORD)
    recorder = Recorder(30)
    broken = replace(RECORD, question="my secret", outcome=None)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError) as caught:
        await state.answers.add(broken)
    assert "my secret" not in str(caught.value)
    for note in (broken, replace(RECORD, id="c" * 32), None):
        recorder._notes.put_nowait(note)

    with capture_logs() as logs:
        await recorder.write(lambda: nullcontext(state), at_once=True)

    assert [log["event"] for log in logs] == ["answer_not_recorded"]
    assert {record.id for record in await recorded(state, 2)} == {RECORD.id, "c" * 32}


async def test_what_is_old_goes_at_the_start_and_every_day(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that runs on erases what has come of age, though nobody asks."""
    old = EPOCH - dt.timedelta(days=31)
    await state.answers.add(replace(RECORD, asked_at=old))
    monkeypatch.setattr(module, "_DAY", 0.02)

    async with recording(lambda: nullcontext(state), 30, at_once=True):
        await _gone(state)
        await state.answers.add(replace(RECORD, asked_at=old))
        await _gone(state)


async def _gone(state: State) -> None:
    async with asyncio.timeout(5):
        while await recorded(state, 0):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("keep", "kept"), [(30, True), (0, False)])
async def test_the_terminal_opens_the_state_behind_the_first_answer(
    tmp_path: Path,
    keep: int,
    kept: bool,  # noqa: FBT001
) -> None:
    """Without an answer, or where none is to be kept, no state is made."""
    settings = load_settings(data=tmp_path / "data", keep_answers=keep)
    async with open_recorder(settings):
        pass
    assert not settings.state.exists()

    async with open_recorder(settings) as recorder:
        passed = await said(recorder, ANSWER)

    assert settings.state.exists() is kept
    assert (passed[0].record is not None) is kept


async def test_the_terminal_forgets_what_was_kept_before(tmp_path: Path) -> None:
    """Where nothing is to be kept any more, the next answer erases what was."""
    for keep in (30, 0):
        opened = load_settings(data=tmp_path, keep_answers=keep)
        async with open_recorder(opened) as recorder:
            await said(recorder, ANSWER)

    state = await State.open(tmp_path / "state.db")
    assert await recorded(state, 0) == []
    await state.close()
