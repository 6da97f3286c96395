"""A message of the bot's becomes what it said, for the history of a conversation."""

import re

from bot.render.escape import plain

_SUBTEXT = re.compile(r"(?m)^-# .*\n?")
_LINK = re.compile(r"\[((?:\\.|[^\]\\\n])*)\]\(<[^>\n]*>\)")


def said(content: str) -> str:
    """The words of an answer with [1] marks, without sources, links and escapes."""
    return plain(_LINK.sub(r"\1", _SUBTEXT.sub("", content))).strip()
