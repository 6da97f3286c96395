"""Questions that change while Discord is slow."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.recent import Attempt, Question, Recent
from bot.streaming import Buttons
from tests.bot.test_streaming import Paper


class SlowPaper(Paper):
    """A surface on which nothing stands until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.let = asyncio.Event(), asyncio.Event()

    @property
    def sent(self) -> list[int]:
        """A number for each message."""
        return list(range(len(self.messages)))

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Wait, then write."""
        self.begun.set()
        await self.let.wait()
        await super().put(n, content, buttons)


def question(words: str = "Who leads?") -> Question:
    """A question in a message."""
    message: Any = SimpleNamespace(id=1)
    return Question(message, words)


async def test_a_message_that_is_being_sent_is_known() -> None:
    """What was on its way to Discord when the question was edited is edited, not doubled."""
    paper: Any = SlowPaper()
    asked = question()

    async def ask(words: str, attempt: Attempt) -> None:
        await attempt.put(0, words)
        await attempt.put(1, f"{words} Well,")

    first = asyncio.create_task(asked.answered(paper, ask))
    await paper.begun.wait()
    edited = asyncio.create_task(asked.edit("Who leads now?"))
    await asyncio.sleep(0)
    paper.let.set()
    async with asyncio.timeout(5):
        await asyncio.wait({first, edited})

    assert paper.messages == ["Who leads now?", "Who leads now? Well,"]


async def test_the_last_word_at_a_restart_takes_the_message_that_is_being_sent() -> None:
    """Where an answer is cancelled, what is on its way is waited for before more is said."""
    paper: Any = SlowPaper()
    attempt = Attempt(paper)
    first = asyncio.create_task(attempt.put(0, "Well,"))
    await paper.begun.wait()
    first.cancel()
    last = asyncio.create_task(attempt.put(0, "I'm restarting."))
    paper.let.set()
    async with asyncio.timeout(5):
        await last

    assert [n for _, n in paper.changes] == [0, 0]
    assert paper.messages == ["I'm restarting."]


async def test_of_two_edits_the_last_is_answered() -> None:
    """Edits that follow each other while the first answer ends lead to one answer."""
    paper: Any = SlowPaper()
    asked, words = question(), []

    async def ask(text: str, attempt: Attempt) -> None:
        words.append(text)
        await attempt.put(0, text)

    first = asyncio.create_task(asked.answered(paper, ask))
    await paper.begun.wait()
    edits = [asyncio.create_task(asked.edit(f"Who leads {n}?")) for n in range(2)]
    await asyncio.sleep(0)
    paper.let.set()
    async with asyncio.timeout(5):
        await asyncio.wait({first, *edits})

    assert words == ["Who leads?", "Who leads 1?"]
    assert paper.messages == ["Who leads 1?"]


@pytest.mark.parametrize("dropped", [True, False])
async def test_a_question_that_changes_before_it_is_answered(*, dropped: bool) -> None:
    """It is asked with the words that it has then, or not at all where it is gone."""
    paper: Any = SlowPaper()
    paper.let.set()
    asked, words = question(), []

    async def ask(text: str, _attempt: Attempt) -> None:
        words.append(text)

    await (asked.drop() if dropped else asked.edit("Who leads now?"))
    await asked.answered(paper, ask)

    assert words == ([] if dropped else ["Who leads now?"])


async def test_questions_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answered ones after a minute, and of very many those that are the oldest."""
    monkeypatch.setattr("bot.recent._MOST", 2)
    recent = Recent()
    for n in range(4):
        message: Any = SimpleNamespace(id=n)
        recent.note(message, "Who leads?")
    assert [recent.get(n) is not None for n in range(4)] == [False, False, True, True]

    monkeypatch.setattr("bot.recent.MINUTE", 0.0)
    paper: Any = SlowPaper()
    asked = recent.get(3)
    assert asked

    async def ask(_words: str, _attempt: Attempt) -> None:
        """Answer nothing."""

    await asked.answered(paper, ask)
    assert recent.get(3) is None
