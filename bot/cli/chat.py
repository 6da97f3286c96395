"""`footnote chat`: questions and answers in a terminal."""

import contextlib
import sys
from collections.abc import Callable

from rich.console import Console
from rich.live import Live
from rich.text import Text

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Turn
from bot.assistant.writer import KEY_REFUSED
from bot.cli.ask import answered
from bot.cli.index import level
from bot.cli.lines import Line, in_daemon, stdin_lines
from bot.faults import BotFault
from bot.keeper import keeping_level
from bot.opening import open_assistant, open_recorder, open_store
from bot.recorder import Recorder
from bot.render.terminal import answer_text, stdout, welcome_text
from bot.settings import Settings
from bot.words import say
from index.store import Store

_REMEMBERED = 12  # turns
_QUIT = frozenset({"/quit", "/exit", "quit", "exit"})


async def chat(settings: Settings) -> None:
    """Talk until the input ends.

    Without a terminal on standard input each line is a question of its own; there BotFault is
    raised in the end where a key was refused.
    """
    async with (
        open_store(settings) as (store, indexer),
        open_assistant(settings, store) as assistant,
        open_recorder(settings) as recorder,
    ):
        console = stdout()
        await level(indexer)
        if sys.stdin is None or not sys.stdin.isatty():
            await _lines(assistant, recorder, console)
            return
        console.print(welcome_text(await store.catalog.coverage(), settings.today))
        async with keeping_level(indexer, settings.refresh):
            await _talk(store, assistant, recorder, console)


async def _lines(assistant: Assistant, recorder: Recorder, console: Console) -> None:
    refused = False
    async for line in stdin_lines():
        if line.strip():
            answer = await answered(assistant, recorder, Line(line.strip()))
            console.print(answer_text(answer))
            console.print()
            refused = refused or answer.fault == KEY_REFUSED
    if refused:
        raise BotFault(say("claude-key-refused"))


async def _talk(store: Store, assistant: Assistant, recorder: Recorder, console: Console) -> None:
    history: tuple[Turn, ...] = ()
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # arrow keys and history in the prompt
    restore = _terminal()
    try:
        while True:
            try:
                question = (await in_daemon(lambda: input("\n› "))).strip()
            except EOFError:
                return
            if question.lower() in _QUIT:
                return
            if question:
                line = Line(question, history)
                with store.held():
                    history = (*history, *await _answered(assistant, recorder, console, line))
                history = history[-_REMEMBERED:]
    finally:
        restore()


def _terminal() -> Callable[[], None]:
    """What puts the terminal back as it is now: a prompt that was left by Ctrl+C doesn't."""
    try:
        import termios
    except ImportError:  # Windows
        return lambda: None
    state = termios.tcgetattr(0)
    return lambda: termios.tcsetattr(0, termios.TCSADRAIN, state)


async def _answered(
    assistant: Assistant, recorder: Recorder, console: Console, line: Line
) -> tuple[Turn, Turn]:
    text = shown = ""
    with Live(Text("…", style="dim"), console=console, refresh_per_second=8) as live:
        growing = assistant.stream(line.question, line.history)
        async for answer in recorder.kept(line.question, growing):
            words = answer_text(answer)
            if words.plain:
                # The first words at once, the rest as often as the screen is drawn.
                live.update(words, refresh=not shown)
                shown = words.plain
            text = answer.text
    return Turn("user", line.question), Turn("assistant", text)
