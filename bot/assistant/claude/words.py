"""The model's words as they may be shown: without marks and links of their own."""

import re

from bot.assistant.check import plain as checked
from bot.assistant.echo import echoes
from bot.assistant.writer import Growing
from index.readers.text import seen_lines

NOT_IN_THE_ARCHIVE = "NOT IN THE ARCHIVE"
_OPEN = re.compile(r" ?\[[^\]]*\Z|\[[^\]]*\]\([^)\s]*\Z")
# How a model begins that speaks of its search rather than of the archive.
_ASIDE = re.compile(
    r"(?i)\W*(?:i|i['’]\w+|let|let['’]s|we|okay|sure|searching|looking|checking|first|to|before)\b"
)


def plain(text: str) -> str:
    """The model's words as a draft may have them, without marks and links.

    Nothing where they repeat the prompts: such words tell the rules, not the news.
    """
    return "" if echoes(text) else checked(seen_lines(text))


def growing(text: str) -> Growing:
    """What of an unfinished text may be looked at: nothing of an aside, no half of a link."""
    words = text.strip()
    if NOT_IN_THE_ARCHIVE in text or NOT_IN_THE_ARCHIVE.startswith(words) or _ASIDE.match(words):
        return Growing("")
    return Growing(plain(_OPEN.sub("", text)))
