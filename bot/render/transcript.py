"""Messages become what they say, for the history of a conversation."""

import re

from bot.render.escape import plain

_SUBTEXT = re.compile(r"(?m)^-# .*\n?")
# People, roles, channels and emojis of the server: what they are called says nothing.
_CALLS = re.compile(r"<(?:@[!&]?|#|a?:\w{1,32}:)\d{1,20}>")
_LINK = re.compile(r"\[((?:\\.|[^\]\\\n])*)\]\(<[^>\n]*>\)")


def said(content: str) -> str:
    """The words of an answer with [1] marks, without sources, links and escapes."""
    return plain(_LINK.sub(r"\1", _SUBTEXT.sub("", content))).strip()


def uncalled(text: str) -> str:
    """A person's text without whom and what it calls."""
    return _CALLS.sub(" ", text).strip()
