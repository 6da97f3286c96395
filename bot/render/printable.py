"""Text as a terminal may get it: what would command one is written out or left out."""

import json
import re
from typing import Any

from index.readers.text import UNSEEN, seen_lines

# Control characters but the line feed and the tab.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029]|{UNSEEN.pattern}")


def without_commands(text: str) -> str:
    """The text without control characters and what isn't seen; its lines stay."""
    return _COMMANDS.sub("", seen_lines(text))


def written_out(text: str) -> str:
    r"""The text on one line, what isn't seen as its number ('\x1b', '\n', '\u202e')."""
    return _HIDDEN.sub(lambda hidden: hidden[0].encode("unicode_escape").decode(), text)


def json_line(value: Any) -> str:
    """A value as one line of JSON, readable but for what isn't seen."""
    text = json.dumps(value, ensure_ascii=False)
    return _HIDDEN.sub(lambda hidden: json.dumps(hidden[0])[1:-1], text)
