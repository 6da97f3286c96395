"""Growing answers, shown by editing."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from bot.assistant.answer import Answer, Segment
from bot.buttons import Button
from bot.streaming import Buttons, Stream


class Paper:
    """A surface that remembers every change and when it was made."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.buttons: list[Buttons] = []
        self.written = asyncio.Event()
        self.changes: list[tuple[float, int]] = []

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
        """Write or overwrite."""
        self.changes.append((time.monotonic(), n))
        self.messages[n : n + 1] = [content]
        self.buttons[n : n + 1] = [buttons]
        self.written.set()

    async def drop(self, n: int) -> None:
        """Take the last one away."""
        assert n == len(self.messages) - 1
        self.messages.pop()
        self.buttons.pop()


def words(answer: Answer) -> Sequence[str]:
    """Messages of at most ten characters."""
    text = answer.text
    return [text[n : n + 10] for n in range(0, len(text), 10)]


async def growing(*texts: str) -> AsyncIterator[Answer]:
    """An answer a text, the last one final."""
    for n, text in enumerate(texts, 1):
        yield replace(Answer("q", "q"), segments=(Segment(text),), final=n == len(texts))


async def test_last_answer_is_always_shown() -> None:
    """Whatever was skipped on the way, the end is whole."""
    paper = Paper()

    last = await Stream(paper, words, pause=0.05).show(growing("a", "ab", "abc", "abcd"))

    assert paper.messages == ["abcd"]
    assert last
    assert last.final


async def test_edits_keep_their_distance() -> None:
    """Between two changes lies the pause, the final one included."""
    paper = Paper()

    await Stream(paper, words, pause=0.1).show(growing("a", "ab", "abc", "abcd"))

    times = [moment for moment, _ in paper.changes]
    assert len(times) == 2
    assert times[1] - times[0] >= 0.1


async def test_while_an_edit_waits_newer_words_are_merged() -> None:
    """However much is written while Discord holds an edit up, few edits stand behind it."""

    class Limited(Paper):
        async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
            await asyncio.sleep(0.2 if len(self.changes) == 1 else 0)
            await super().put(n, content, buttons)

    async def writing() -> AsyncIterator[Answer]:
        async for answer in growing(*("." * (1 + n // 10) for n in range(60))):
            await asyncio.sleep(0.002)
            yield answer

    paper = Limited()
    last = await Stream(paper, words, pause=0.05).show(writing())

    assert last
    assert paper.messages == ["......"]
    assert len(paper.changes) <= 5


async def test_only_what_changed_is_edited() -> None:
    """A long answer's finished messages are left alone."""
    paper = Paper()

    await Stream(paper, words, pause=0.0).show(growing("0123456789", "0123456789abc"))

    assert paper.messages == ["0123456789", "abc"]
    assert [n for _, n in paper.changes] == [0, 1]


async def test_shorter_end_takes_messages_away() -> None:
    """Where a draft is dropped no leftover of it stays."""
    paper = Paper()

    await Stream(paper, words, pause=0.0).show(growing("0123456789abcdefghijk", "short"))

    assert paper.messages == ["short"]


async def test_same_words_are_not_sent_again() -> None:
    """An answer that didn't change is no edit."""
    paper = Paper()

    await Stream(paper, words, pause=0.0).show(growing("a", "a", "a"))

    assert len(paper.changes) == 1


async def test_line_is_said_behind_the_answer() -> None:
    """A fault is told below what is shown already."""
    paper = Paper()
    stream = Stream(paper, words, pause=0.0)

    await stream.show(growing("a"))
    await stream.say("Sorry.")

    assert paper.messages == ["a", "Sorry."]


async def test_words_are_not_held_back_by_a_pause_of_the_writer() -> None:
    """What came within a second of the last edit is shown after it, while the writer thinks."""
    paper = Paper()

    async def thinking() -> AsyncIterator[Answer]:
        async for answer in growing("a", "ab"):
            yield replace(answer, final=False)
        await asyncio.sleep(0.3)
        assert paper.messages == ["ab"]
        async for answer in growing("abc"):
            yield answer

    await Stream(paper, words, pause=0.05).show(thinking())

    assert paper.messages == ["abc"]


class Torn(Paper):
    """A surface that is gone."""

    async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:  # noqa: ARG002
        """Fail."""
        raise ConnectionError(f"{n} {content}")


@pytest.mark.parametrize("thinks", [True, False])
async def test_answers_are_closed_when_the_surface_fails(*, thinks: bool) -> None:
    """The writer is ended before `show` is left, whether it is at work or waits to be asked."""
    ends: list[str] = []

    async def writing() -> AsyncIterator[Answer]:
        try:
            async for answer in growing("a", "b"):
                yield replace(answer, final=False)
                await asyncio.sleep(60 if thinks else 0)
        finally:
            await asyncio.sleep(0)
            ends.append("closed")

    with pytest.raises(ConnectionError):
        await Stream(Torn(), words, pause=0.0).show(writing())

    assert ends == ["closed"]


async def test_answers_are_closed_when_the_question_is_dropped() -> None:
    """A cancelled question leaves no writer behind, at work or between two answers."""
    ends: list[str] = []
    paper = Paper()

    async def writing() -> AsyncIterator[Answer]:
        try:
            async for answer in growing("a", "ab", "abc"):
                yield replace(answer, final=False)
        finally:
            ends.append("closed")

    class Slow(Paper):
        async def put(self, n: int, content: str, buttons: Buttons = ()) -> None:
            await paper.put(n, content, buttons)
            await asyncio.sleep(60)

    task = asyncio.create_task(Stream(Slow(), words, pause=0.0).show(writing()))
    await paper.written.wait()
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait({task})

    assert task.cancelled()
    assert ends == ["closed"]


def stoppable(answer: Answer) -> Buttons:
    """A button as long as the answer grows, another one in the end."""
    return (Button("up" if answer.final else "stop", "a" * 32),)


async def test_buttons_stand_under_the_last_message() -> None:
    """Only the last message of an answer has buttons, those of the answer as it is."""
    paper = Paper()
    seen: list[list[Buttons]] = []

    async def watched() -> AsyncIterator[Answer]:
        async for answer in growing("0123456789", "0123456789abc", "0123456789abc"):
            yield answer
            await asyncio.sleep(0.01)
            seen.append(list(paper.buttons))

    await Stream(paper, words, stoppable, pause=0.0).show(watched())

    stop, up = (Button("stop", "a" * 32),), (Button("up", "a" * 32),)
    assert seen == [[stop], [(), stop], [(), up]]


async def test_what_is_shown_stays_where_it_is_stopped() -> None:
    """A stopped answer ends at once, at work or not, and its buttons go with the word behind it."""
    paper, closed = Paper(), asyncio.Event()
    stream = Stream(paper, words, stoppable, pause=0.0)

    async def writing() -> AsyncIterator[Answer]:
        try:
            yield replace(Answer("q", "q"), segments=(Segment("Well"),))
            await asyncio.sleep(60)
        finally:
            closed.set()

    async def stop() -> None:
        await paper.written.wait()
        stream.stop()

    async with asyncio.timeout(5):
        last, _ = await asyncio.gather(stream.show(writing()), stop())
        await stream.say("Stopped.", (Button("again", "a" * 32),))

    assert closed.is_set()
    assert last
    assert not last.final
    assert paper.messages == ["Well", "Stopped."]
    assert paper.buttons == [(), (Button("again", "a" * 32),)]


async def test_stop_between_two_edits() -> None:
    """What came after the last edit isn't shown any more once it is stopped."""
    paper = Paper()
    stream = Stream(paper, words, stoppable, pause=60.0)

    async def writing() -> AsyncIterator[Answer]:
        async for answer in growing("a", "ab", "abc"):
            yield replace(answer, final=False)
            await asyncio.sleep(0.01)
        stream.stop()

    async with asyncio.timeout(5):
        await stream.show(writing())

    assert paper.messages == ["a"]


async def test_a_whole_answer_is_not_stopped() -> None:
    """Where the whole answer is there and only waits to be shown, it is shown."""
    paper = Paper()
    stream = Stream(paper, words, stoppable, pause=0.2)

    async def writing() -> AsyncIterator[Answer]:
        async for answer in growing("a", "ab"):
            yield answer
        stream.stop()

    last = await stream.show(writing())

    assert paper.messages == ["ab"]
    assert last
    assert last.final
