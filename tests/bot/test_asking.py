"""The path of every question."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from types import SimpleNamespace

import discord
import pytest

from bot.asking import LONGEST, Asked, Asker, refusal
from bot.assistant.answer import Answer, Segment
from bot.assistant.conversation import Turn
from bot.services import Services
from bot.state import AskedBy
from bot.streaming import Buttons
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
