"""A message of the bot's becomes what it said, for the history of a conversation."""

import re

from bot.render.escape import label, plain
from bot.render.source import shorten

_SUBTEXT = re.compile(r"(?m)^-# .*\n?")
_OPENING = re.compile(r"> (.*)\n-# .*")
_QUOTED = 900  # characters of a question; escaped it may have twice as many
_LINK = re.compile(r"\[((?:\\.|[^\]\\\n])*)\]\(<[^>\n]*>\)")


def said(content: str) -> str:
    """The words of an answer with [1] marks, without sources, links and escapes."""
    return plain(_LINK.sub(r"\1", _SUBTEXT.sub("", content))).strip()


def quoting(question: str, line: str) -> str:
    """A message that quotes a question above a line, to open a thread with."""
    return f"> {label(shorten(question, _QUOTED))}\n-# {line}"


def quoted_question(content: str) -> str | None:
    """The question that such a message quotes, or None. No answer begins with a quote."""
    opening = _OPENING.fullmatch(content)
    return plain(opening[1]).strip() if opening else None
