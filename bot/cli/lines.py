"""Lines of standard input: questions with their history, or plain words."""

import asyncio
import contextlib
import json
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from bot.assistant.conversation import Turn


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a question, and the conversation before it."""

    question: str
    history: tuple[Turn, ...] = ()


def parse_line(line: str) -> Line:
    """Read {"question", "history"}, a JSON string, or the line's own words.

    What isn't of this shape is a question as it stands: a line is never lost.
    """
    text = line.strip()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Line(text)
    if isinstance(value, str):
        return Line(value)
    question = value.get("question", value.get("query")) if isinstance(value, dict) else None
    if isinstance(question, str):
        history = value.get("history")
        turns = history if isinstance(history, list) else []
        return Line(question, tuple(turn for item in turns if (turn := _turn(item))))
    return Line(text)


def _turn(item: Any) -> Turn | None:
    if not isinstance(item, dict) or not isinstance(item.get("content"), str):
        return None
    role = item.get("role")
    return Turn(role, item["content"]) if role in ("user", "assistant") else None


async def stdin_lines() -> AsyncIterator[str]:
    """The lines of standard input; bytes that aren't UTF-8 are replaced, a closed one is empty."""
    if sys.stdin is None:
        return
    stdin = open(0, encoding="utf-8", errors="replace", closefd=False)  # noqa: ASYNC230, SIM115
    while line := await in_daemon(stdin.readline):
        yield line


async def in_daemon(read: Callable[[], str]) -> str:
    """Wait for `read` in a thread that doesn't keep the process alive.

    Nothing ends a read of the terminal but its user: a thread of the loop's own pool would hold
    up whoever presses Ctrl+C.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[str] = loop.create_future()

    def work() -> None:
        try:
            value, error = read(), None
        except BaseException as raised:  # noqa: BLE001 -- it is raised again where it is awaited
            value, error = "", raised
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, value, error)

    def tell(value: str, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(value)
        else:
            done.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return await done
