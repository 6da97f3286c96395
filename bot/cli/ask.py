"""`footnote ask`: one answer, or one for each line of standard input."""

from collections.abc import AsyncIterator

from bot.assistant.answer import Answer
from bot.assistant.writer import KEY_LINE, KEY_REFUSED
from bot.cli.index import level
from bot.cli.lines import Line, parse_line, stdin_lines
from bot.faults import BotFault
from bot.opening import open_assistant, open_store
from bot.render.printable import json_line
from bot.settings import Settings


async def ask(settings: Settings, question: str, *, as_json: bool) -> None:
    """Answer, on standard output.

    Raises BotFault in the end where a key was refused: there was an answer, but not the one that
    was paid for.
    """
    refused = False
    async with (
        open_store(settings) as (store, indexer),
        open_assistant(settings, store) as assistant,
    ):
        await level(indexer)
        async for line in _questions(question):
            answer = await assistant.answer(line.question, line.history)
            show(answer, as_json=as_json or question == "-")
            refused = refused or answer.fault == KEY_REFUSED
    if refused:
        raise BotFault(KEY_LINE)


async def _questions(question: str) -> AsyncIterator[Line]:
    if question != "-":
        yield Line(question)
        return
    async for line in stdin_lines():
        yield parse_line(line)


def show(answer: Answer, *, as_json: bool) -> None:
    """Write an answer, as one line of JSON or for people."""
    if as_json:
        print(json_line(answer.to_json()), flush=True)  # noqa: T201
        return
    from bot.render.terminal import answer_text, stdout

    stdout().print(answer_text(answer))
