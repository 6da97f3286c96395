"""Messages become what they say, for the history of a conversation."""

import re

from bot.render.escape import label, plain
from bot.render.source import shorten

_SUBTEXT = re.compile(r"(?m)^-# .*\n?")
# People, roles, channels and emojis of the server: what they are called says nothing.
_CALLS = re.compile(r"<(?:@[!&]?|#|a?:\w{1,32}:)\d{1,20}>")
_OPENING = re.compile(r"> (.*)\n-# .*")
_QUOTED = 900  # characters of a question; escaped it may have twice as many
_LINK = re.compile(r"\[((?:\\.|[^\]\\\n])*)\]\(<[^>\n]*>\)")


def said(content: str) -> str:
    """The words of an answer with [1] marks, without sources, links and escapes."""
    return plain(_LINK.sub(r"\1", _SUBTEXT.sub("", content))).strip()


def uncalled(text: str) -> str:
    """A person's text without whom and what it calls."""
    return _CALLS.sub(" ", text).strip()


def quoting(question: str, line: str) -> str:
    """A message that quotes a question above a line, to open a thread with."""
    return f"> {label(shorten(question, _QUOTED))}\n-# {line}"


def quoted_question(content: str) -> str | None:
    """The question that such a message quotes, or None. No answer begins with a quote."""
    opening = _OPENING.fullmatch(content)
    return plain(opening[1]).strip() if opening else None
