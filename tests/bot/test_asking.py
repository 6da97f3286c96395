"""The path of every question."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from types import SimpleNamespace

import discord
import pytest

from bot.asking import AT_ONCE, LONGEST, MOST, Asked, Asker, Queued, refusal
from bot.assistant.answer import Answer, Segment
from bot.assistant.conversation import Turn
from bot.services import Services
from bot.state import AskedBy
from bot.streaming import Buttons
from bot.words import say
from index.digest import Scope
from index.scopes import EVERYWHERE
from tests import fakes
from tests.bot.test_streaming import Paper
from tests.bot.texts import SORRY
from tests.fakes import ScriptedAssistant


class SlowAssistant:
    """Says one word, then never ends."""

    async def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),  # noqa: ARG002  (the interface)
        *,
        about: str | None = None,  # noqa: ARG002
        scope: Scope = EVERYWHERE,  # noqa: ARG002
    ) -> AsyncIterator[Answer]:
        """One growing answer."""
        yield replace(Answer(question, question), segments=(Segment("Well"),))
        await asyncio.Event().wait()


class Gate:
    """Answers a question when it is let through, and knows which ones it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open = asyncio.Event()

    async def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),  # noqa: ARG002  (the interface)
        *,
        about: str | None = None,  # noqa: ARG002
        scope: Scope = EVERYWHERE,  # noqa: ARG002
    ) -> AsyncIterator[Answer]:
        """One whole answer."""
        self.asked.append(question)
        await self.open.wait()
        yield replace(Answer(question, question), segments=(Segment(question),), final=True)


async def in_line(asker: Asker, question: str, paper: Paper, channel: int = 3) -> None:
    """Ask as a message does."""

    async def history() -> Sequence[Turn]:
        return ()

    with asker.ticket(channel) as ticket:
        await asker.ask(
            question,
            paper,
            guild_id=None,
            channel_id=channel,
            user_id=7,
            queued=Queued(ticket, history),
        )


async def settled() -> None:
    """Let everything come as far as it can."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_channels_questions_wait_for_each_other(services: Services) -> None:
    """In a channel one is answered behind the other, beside those of another channel."""
    gate = Gate()
    asker, papers = Asker(replace(services, assistant=gate), pause=0), [Paper() for _ in range(3)]
    asking = [in_line(asker, "A1", papers[0]), in_line(asker, "A2", papers[1])]
    tasks = [asyncio.create_task(each) for each in (*asking, in_line(asker, "B", papers[2], 4))]
    await settled()
    before = [*gate.asked]

    gate.open.set()
    await asyncio.gather(*tasks)

    assert before == ["A1", "B"]
    assert gate.asked == ["A1", "B", "A2"]
    assert [paper.messages[0].split()[0] for paper in papers] == ["A1", "A2", "B"]


async def test_so_many_answers_are_written_at_once(services: Services) -> None:
    """However many channels ask, the others wait until an answer is written."""
    gate = Gate()
    asker = Asker(replace(services, assistant=gate), pause=0)
    asking = [in_line(asker, f"{n}", Paper(), n) for n in range(AT_ONCE + 2)]
    tasks = [asyncio.create_task(each) for each in asking]
    await settled()
    before = len(gate.asked)

    gate.open.set()
    await asyncio.gather(*tasks)

    assert before == AT_ONCE
    assert len(gate.asked) == AT_ONCE + 2


async def test_a_full_line_says_so_once(services: Services) -> None:
    """What comes behind a full line gets one kind line for all; a command always gets its own."""
    gate = Gate()
    asker = Asker(replace(services, assistant=gate), pause=0)
    papers = [Paper() for _ in range(MOST + 3)]
    asking = [in_line(asker, f"{n}", paper) for n, paper in enumerate(papers[:-1])]
    tasks = [asyncio.create_task(each) for each in asking]
    await settled()
    await asker.ask("Why?", papers[-1], guild_id=None, channel_id=3)
    gate.open.set()
    await asyncio.gather(*tasks)

    full = say("asking-full")
    assert [paper.messages for paper in papers[MOST:]] == [[full], [], [full]]
    assert len(gate.asked) == MOST


async def test_one_that_waits_can_be_stopped(services: Services) -> None:
    """A stop takes a question out of the line, and the next one is answered."""
    gate = Gate()
    asker, papers = Asker(replace(services, assistant=gate), pause=0), [Paper() for _ in range(3)]
    tasks = [asyncio.create_task(in_line(asker, f"{n}", paper)) for n, paper in enumerate(papers)]
    await settled()
    waiting = list(asker._open)[1]

    asked_by = asker.asker_of(waiting)
    asker.stop(waiting)
    gate.open.set()
    await asyncio.gather(*tasks)

    assert asked_by == 7
    assert gate.asked == ["0", "2"]
    assert papers[1].messages == ["-# Stopped."]


async def test_close_tells_those_who_wait(services: Services) -> None:
    """At the end each channel is told, in one line for all who wait in it."""
    asker, papers = Asker(replace(services, assistant=Gate()), pause=0), [Paper() for _ in range(4)]
    asking = [in_line(asker, f"{n}", paper, n // 3) for n, paper in enumerate(papers)]
    tasks = [asyncio.create_task(each) for each in asking]
    await settled()

    await asker.close()

    told = ["-# I'm restarting. Please ask again in a minute."]
    assert all(task.cancelled() for task in tasks)
    assert [paper.messages for paper in papers] == [told, [], [], told]


async def test_finish_waits_for_all_who_asked(services: Services) -> None:
    """What was asked before the end is answered, lines and all; what comes later gets a line."""
    gate = Gate()
    asker, papers = Asker(replace(services, assistant=gate), pause=0), [Paper() for _ in range(4)]
    asking = [in_line(asker, f"{n}", paper) for n, paper in enumerate(papers[:3])]
    tasks = [asyncio.create_task(each) for each in asking]
    await settled()

    asker.refuse()
    finishing = asyncio.create_task(asker.finish())
    await in_line(asker, "late", papers[3])
    await settled()
    waited = not finishing.done()
    gate.open.set()
    async with asyncio.timeout(5):
        await asyncio.gather(finishing, *tasks)

    assert waited
    assert gate.asked == ["0", "1", "2"]
    assert papers[3].messages == ["-# I'm restarting. Please ask again in a minute."]


@pytest.mark.parametrize(
    ("question", "refused"),
    [("Why?", False), ("", True), (" \n", True), ("x" * LONGEST, False), ("x" * 2001, True)],
)
def test_questions_that_are_not_taken(question: str, refused: bool) -> None:  # noqa: FBT001
    """Empty and overlong questions are refused with a reason."""
    assert bool(refusal(question)) == refused


async def test_history_and_digest_reach_the_assistant(
    services: Services, assistant: ScriptedAssistant
) -> None:
    """What was said before and which digest it is about go along with the question."""
    history = (Turn("user", "a"), Turn("assistant", "b"))

    await Asker(services, pause=0).ask(" Why? ", Paper(), guild_id=1, history=history, about="d")

    assert assistant.asked == [fakes.Asked("Why?", history, "d")]


async def test_fault_is_told(services: Services, assistant: ScriptedAssistant) -> None:
    """A fault in the middle leaves what was said and one kind line."""
    assistant.fault = RuntimeError("boom")
    paper = Paper()

    await Asker(services, pause=0).ask("Why?", paper, guild_id=None)

    assert paper.messages[-1] == SORRY
    assert paper.messages[0].startswith("GLM-5.1")


async def test_close_ends_what_runs_with_a_word(services: Services) -> None:
    """At the end running answers stop, their askers learn why, and new ones aren't begun."""
    asker = Asker(replace(services, assistant=SlowAssistant()), pause=0)
    first, second = Paper(), Paper()
    running = asyncio.create_task(asker.ask("Why?", first, guild_id=None))
    await first.written.wait()

    await asker.close()
    await asker.ask("Why?", second, guild_id=None)

    assert running.cancelled()
    assert first.messages == ["Well", "-# I'm restarting. Please ask again in a minute."]
    assert [[button.deed for button in each] for each in first.buttons] == [[], ["again"]]
    assert second.messages == first.messages[1:]
    assert second.buttons == [()]


async def test_the_last_broken_questions_are_remembered(
    services: Services, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What got no whole answer can be asked again as it was; of many the oldest are forgotten."""
    monkeypatch.setattr("bot.asking._REMEMBERED", 2)
    assistant.fault = RuntimeError("boom")
    asker, papers = Asker(services, pause=0), [Paper() for _ in range(3)]
    history = (Turn("user", "a"), Turn("assistant", "b"))

    for n, paper in enumerate(papers):
        await asker.ask(f"Why {n}?", paper, guild_id=None, user_id=7, history=history, about="d")

    ids = [paper.buttons[-1][0].answer for paper in papers]
    assert [asker.broken(id_) for id_ in ids] == [
        None,
        Asked("Why 1?", AskedBy(7), history, "d"),
        Asked("Why 2?", AskedBy(7), history, "d"),
    ]


class Gone:
    """A surface of a channel that isn't there any more."""

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:  # noqa: ARG002
        """Fail as Discord does."""
        response = SimpleNamespace(status=404, reason="Not Found")
        raise discord.NotFound(response, {"code": 10003, "message": "Unknown Channel"})  # type: ignore[arg-type]

    async def drop(self, n: int) -> None:
        """There is nothing to take away."""


@pytest.mark.parametrize(
    ("question", "fault"),
    [("Why?", None), ("Why?", RuntimeError("boom")), ("", None), ("Why? " * 2_000, None)],
)
async def test_a_channel_that_is_gone_fails_nobody(
    services: Services, assistant: ScriptedAssistant, question: str, fault: Exception | None
) -> None:
    """Answers, refusals and faults that can't be shown any more end without another fault."""
    assistant.fault = fault

    await Asker(services, pause=0).ask(question, Gone(), guild_id=None)


async def test_ten_thousand_characters_are_refused_kindly(
    services: Services, assistant: ScriptedAssistant
) -> None:
    """A question of 10,000 characters gets one line about how many are read."""
    paper = Paper()

    await Asker(services, pause=0).ask("x" * 10_000, paper, guild_id=None)

    assert paper.messages == [
        "That question has 10,000 characters; I read up to 2,000. Please ask in fewer words."
    ]
    assert assistant.asked == []
