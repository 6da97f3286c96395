"""Lines of standard input: questions with their history, or plain words."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
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
    """The lines of standard input, read in a thread so that the loop goes on."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line
