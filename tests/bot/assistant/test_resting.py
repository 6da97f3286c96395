"""A writer that is away isn't waited for by each question."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from bot.assistant import resting
from bot.assistant.answer import WriterName
from bot.assistant.resting import REST, RestingWriter
from bot.assistant.writer import Brief, Draft, Piece, WriterFault
from bot.modes import Mode, Modes
from tests.bot.assistant.briefs import brief

BRIEF = brief("Why?")


class Ailing:
    """A writer that does what its script says: a fault's name, 'well', or 'silent'."""

    name: WriterName = "claude"
    model = "a-model"
    prompt = "a-hash"

    def __init__(self, *script: str) -> None:
        self.script = list(script)
        self.asked = 0

    async def write(self, brief: Brief) -> AsyncGenerator[Piece]:
        """Write, fail, or say nothing for ever."""
        assert brief is BRIEF
        self.asked += 1
        now = self.script.pop(0)
        if now == "silent":
            await asyncio.Event().wait()
        if now != "well":
            raise WriterFault(now, f"It is {now}.")
        yield Draft("Because.")


class Clock:
    """Seconds that a test counts."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


async def said(writer: RestingWriter) -> str:
    """What became of a question: its words, or the fault's name and words."""
    try:
        return "".join([p.text async for p in writer.write(BRIEF) if isinstance(p, Draft)])
    except WriterFault as fault:
        return f"{fault.name}: {fault}"


async def test_after_two_failures_it_is_left_alone_for_a_minute() -> None:
    """Then nobody waits for it; behind the minute one question finds that it is back."""
    ailing, modes, clock = Ailing("timeout", "overloaded", "well", "well"), Modes(), Clock()
    writer = RestingWriter(ailing, modes, clock)

    first = [await said(writer) for _ in range(3)]
    away = modes.now
    clock.now += REST - 1
    still = await said(writer)
    clock.now += 2
    later = [await said(writer) for _ in range(2)]

    resting_ = "overloaded: Claude can't be asked just now."
    assert first == ["timeout: It is timeout.", "overloaded: It is overloaded.", resting_]
    assert away == (Mode.CLAUDE,)
    assert still == resting_
    assert later == ["Because.", "Because."]
    assert modes.now == ()
    assert ailing.asked == 4


async def test_one_question_tries_it_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one tries whether it is back the others don't wait; silence is soon a fault."""
    monkeypatch.setattr(resting, "TRIAL", 0.2)
    ailing, clock = Ailing("timeout", "timeout", "silent"), Clock()
    writer = RestingWriter(ailing, Modes(), clock)
    for _ in range(2):
        await said(writer)
    clock.now += REST + 1

    async with asyncio.timeout(5):
        outcomes = await asyncio.gather(*(said(writer) for _ in range(3)))
    again = await said(writer)

    rests = "timeout: Claude can't be asked just now."
    assert outcomes == ["timeout: Claude took too long.", rests, rests]
    assert again == rests
    assert ailing.asked == 3


@pytest.mark.parametrize("name", ["refusal", "max_tokens", "context", "rounds"])
async def test_a_fault_of_the_question_is_not_the_writers(name: str) -> None:
    """Whatever it declines or breaks off, it is there."""
    ailing, modes = Ailing(*["timeout", name] * 3), Modes()
    writer = RestingWriter(ailing, modes)

    for _ in range(6):
        await said(writer)

    assert ailing.asked == 6
    assert modes.now == ()


async def test_a_trial_that_is_given_up_lets_others_try() -> None:
    """Who stops the answer that tries it again doesn't leave it alone for ever."""
    ailing, clock = Ailing("timeout", "timeout", "silent", "well"), Clock()
    writer = RestingWriter(ailing, Modes(), clock)
    for _ in range(2):
        await said(writer)
    clock.now += REST + 1
    trying = asyncio.create_task(said(writer))
    await asyncio.sleep(0.01)
    trying.cancel()
    await asyncio.wait({trying})

    assert await said(writer) == "Because."
