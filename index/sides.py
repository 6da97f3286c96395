"""The questions in a question: the sides of a comparison, and what is asked one after another."""

import re
from collections.abc import Iterator

from index.terms import STOP_WORDS, content_words
from index.timeframe import MONTHS

_MOST = 4
_FEWEST = 3  # words with a meaning; what has fewer only adds to what was asked before it
_ASKS = r"(?:who|whom|whose|what|when|where|which|why|how|did|does|do|is|was|are|were|has|have)\b"
# 'How big is it, and what does it cost?', 'Who left? And who came?'
_NEXT = re.compile(rf"(?i)(?:[?;]\s+(?:(?:and|but|so)\s+)?|,?\s+and\s+)(?={_ASKS})")
# A name or a number with what belongs to it: 'Opus 4.6', 'GPT-5.5', 'xAI', 'Kimi K3', '4.20'.
# Nothing of it is given back: a question of many numbers would be read in more ways than can be.
_WORD = r"(?>[a-z]{0,3}[A-Z][\w.'’+-]*\w|[A-Z]|\w*\d[\w.-]*\w|\d)"
_NAME = rf"\b{_WORD}(?:\s+{_WORD})*+(?:['’]s?)?"
_BETWEEN = (
    r"(?:\s*,?\s+(?:and|or|vs\.?|versus|to|than|from|over|against|compared?\s+(?:with|to))\s+)"
)
_NAMES = re.compile(rf"({_NAME}(?:,\s+{_NAME})*){_BETWEEN}((?:the\s+)?{_NAME})")
# '…, githubs meltdown or cloudflares blunder?': what stands on both sides, to the next mark.
_PHRASES = re.compile(r"(?i)[,:]\s*([^,:;?]{3,80}?)\s+(?:or|vs\.?|versus)\s+([^,:;?]{3,80})")
_COMPARES = re.compile(
    r"""(?ix)\b(?:or|vs\.?|versus|compar\w+|differ\w*|between|than|both|rank\w*|each|gap
    |which\s+(?:of|one|two|firm|company|lab|model)|chang\w+|gr[eo]w\w*|climb\w*|gain\w*|moved?
    |from\s.+\sto)\b"""
)


def questions_in(question: str) -> tuple[str, ...]:
    """The questions that stand in one, at most four; none where it is a single one.

    Each side of a comparison is asked for with all that isn't the other side: 'Which is cheaper,
    Luna or Terra?' asks 'Which is cheaper, Luna?' and 'Which is cheaper, Terra?'. Of questions one
    after another each stands alone, with the names of the first where it has none.
    """
    question = _in_one_line(question)
    found = tuple(dict.fromkeys(_sides(question))) or tuple(_one_by_one(question))
    return found[:_MOST] if len(found) > 1 else ()


def _sides(question: str) -> Iterator[str]:
    match = _PHRASES.search(question) or _NAMES.search(question)
    if match is None or not _COMPARES.search(question):
        return
    ahead, behind = question[: match.start(1)], question[match.end(2) :]
    first, *others = (*re.split(r",\s+", match[1]), match[2])
    yield _in_one_line(f"{ahead}{first}{behind}")
    # 'between Opus 4.6 and 4.7': the second is an Opus as well.
    kind = first.rpartition(" ")[0]
    for side in others:
        named = f"{kind} {side}" if kind and side[0].isdigit() else side
        yield _in_one_line(f"{ahead}{named}{behind}")


def _one_by_one(question: str) -> Iterator[str]:
    pieces = [piece.strip(" ,;?") for piece in _NEXT.split(question)]
    first, *others = [piece for piece in pieces if len(content_words(piece)) >= _FEWEST] or [""]
    names = " ".join(_named(first))
    yield first
    for piece in others:
        yield piece if _named(piece) else f"{names or first} {piece}"


def _named(text: str) -> list[str]:
    names = (match[0] for match in re.finditer(_NAME, text))
    words = (name for name in names if not name[0].isdigit())
    return [name for name in words if name.lower() not in STOP_WORDS | MONTHS.keys()]


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
