"""`footnote ask`: one answer, or one for each line of standard input."""

from collections.abc import AsyncIterator
from typing import Any

from bot.assistant.answer import Answer
from bot.assistant.assistant import Assistant
from bot.assistant.writer import KEY_REFUSED
from bot.cli.index import level
from bot.cli.lines import Line, parse_line, stdin_lines
from bot.faults import BotFault
from bot.opening import open_assistant, open_recorder, open_store
from bot.recorder import Recorder
from bot.render.printable import json_line
from bot.settings import Settings
from bot.words import say
from index.digest import Scope
from index.scopes import EVERYWHERE


async def ask(
    settings: Settings,
    question: str,
    *,
    as_json: bool,
    explain: bool = False,
    scope: Scope = EVERYWHERE,
) -> None:
    """Answer from a scope, on standard output; with `explain` also how the answer came about.

    Raises BotFault in the end where a key was refused: there was an answer, but not the one that
    was paid for.
    """
    refused = False
    async with (
        open_store(settings) as (store, indexer),
        open_assistant(settings, store) as assistant,
        open_recorder(settings) as recorder,
    ):
        await level(indexer)
        async for line in _questions(question):
            answer = await answered(assistant, recorder, line, scope)
            show(answer, as_json=as_json or question == "-", explain=explain)
            refused = refused or answer.fault == KEY_REFUSED
    if refused:
        raise BotFault(say("claude-key-refused"))


async def _questions(question: str) -> AsyncIterator[Line]:
    if question != "-":
        yield Line(question)
        return
    async for line in stdin_lines():
        yield parse_line(line)


async def answered(
    assistant: Assistant, recorder: Recorder, line: Line, scope: Scope = EVERYWHERE
) -> Answer:
    """The whole answer, which is recorded."""
    growing = assistant.stream(line.question, line.history, scope=scope)
    answers = [answer async for answer in recorder.kept(line.question, growing)]
    return answers[-1]


def show(answer: Answer, *, as_json: bool, explain: bool) -> None:
    """Write an answer, as one line of JSON or for people."""
    if as_json:
        value: dict[str, Any] = answer.to_json()
        if explain:
            from bot.render.explanation import explanation_json

            value["explain"] = explanation_json(answer)
        print(json_line(value), flush=True)  # noqa: T201
        return
    from bot.render.terminal import answer_text, stdout

    console = stdout()
    console.print(answer_text(answer))
    if explain:
        from bot.render.explanation import explanation

        console.print()
        console.print(explanation(answer))
