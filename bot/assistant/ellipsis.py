"""A follow-up that leaves out what stands in the question before: 'and Anthropic?', 'in April?'."""

import datetime as dt
import re

from index.cjk import folded
from index.names import NameBook, key_of, names_in
from index.terms import words_of
from index.timeframe.finding import mentions_in
from index.timeframe.mention import Mention

# Which days a mention names matters nowhere here, only where it stands.
_ANY_DAY = dt.date(2026, 1, 1)
_OPENS = re.compile(
    r"""(?ix) \A \W* (?: (?: ok(?:ay)? | so | and | but | or | also | then | now | well | plus
    | what\ about | how\ about | what\ of | (?:the\ )?same\ (?:thing\ )?(?=for|with|about)
    | ditto(?=\ for) | und | et | y ) \b [\s,]* )* (?: 那么? | 还有 | 還有 )? \s*"""
)
_PREPOSITION = re.compile(
    r"(?i)\A(about|at|before|after|between|by|during|for|from|in|of|on|over|since|to|until|with"
    r"|within)\s+(?:the\s+)?"
)
_BEFORE_DAYS = re.compile(
    r"(?i)\b(?:at|before|after|between|by|during|for|from|in|of|on|over|since|until|within)\s"
    r"(?:the\s)?\Z"
)
# Days told by those of the question before: 'and on the 20th?', 'and the day after?'.
_NTH = re.compile(r"(?i)\A(?:on\s+)?the\s+(\d{1,2})(?:st|nd|rd|th)\Z")
_NEXT = re.compile(r"(?i)\A(?:on\s+|in\s+)?(the\s+(?:day|week|month)\s+(?:before|after))\Z")
_END = re.compile(r"[呢嗎吗]?[\s?!.？！。]*\Z")
# What may stand beside a name and says nothing of its own: 'and Anthropic then?'.
_BESIDE = frozenset("a again company instead model news now please the then thing too".split())


def completed(question: str, before: str, book: NameBook | None = None) -> str | None:
    """The question with what it leaves out, taken from the question `before`; None if it's whole.

    A time takes the place of the time there, a name that of the name that it is likest. `book`
    knows names that are written small.
    """
    text, before = (" ".join(folded(each).split()) for each in (question, before))
    rest = _END.sub("", _OPENS.sub("", text))
    if found := _beside(before, rest):
        return found
    rest = _nth(before, rest)
    times = mentions_in(rest, _ANY_DAY)
    named = _PREPOSITION.sub("", _without(rest, times)).strip(" ,")
    name = _name(named, book)
    if named and name is None:
        return None
    if name is None:
        return _at(before, rest, times) if times else None
    found = _renamed(before, name, _PREPOSITION.match(rest))
    return None if found is None else _at(found, rest, times)


def _nth(before: str, text: str) -> str:
    """'On the 20th' with the month of the question before."""
    nth, old = _NTH.match(text), next(iter(mentions_in(before, _ANY_DAY)), None)
    if not nth or not old:
        return text
    year = str(old.days.first.year)
    said = f" {year}" if year in before[old.start : old.end] else ""
    return f"on {nth[1]} {old.days.first:%B}{said}"


def _beside(before: str, text: str) -> str | None:
    """The question for 'the day after' the days that it names."""
    beside, old = _NEXT.match(text), next(iter(mentions_in(before, _ANY_DAY)), None)
    if not beside or not old:
        return None
    start = ahead.start() if (ahead := _BEFORE_DAYS.search(before[: old.start])) else old.start
    named = before[old.start : old.end]
    return f"{before[:start]}{beside[1].lower()} {named}{before[old.end :]}"


def _without(text: str, times: list[Mention]) -> str:
    """A text less its times and the prepositions before them."""
    for each in reversed(times):
        ahead = _BEFORE_DAYS.sub("", text[: each.start])
        text = f"{ahead.rstrip()} {text[each.end :].lstrip()}"
    return text.strip()


def _name(text: str, book: NameBook | None) -> str | None:
    """The name that a text is, but for little words."""
    text = re.sub(r"(?i)\Athe\s+", "", text)
    names = names_in(text)
    if len(names) == 1 and not _left(text, names[0]):
        return names[0]
    known = book.names.get(key_of(text)) if book else None
    return known[0] if known else None


def _left(text: str, name: str) -> list[str]:
    return [word for word in words_of(text.replace(name, " ", 1)) if word not in _BESIDE]


def _renamed(before: str, name: str, preposition: re.Match[str] | None) -> str | None:
    """The question with the name in the place of the one that it is likest; None without any.

    Likest is what stands behind the same preposition, then what has a number if it has one; of
    several the first.
    """
    names = names_in(before)
    if not names:
        return None
    behind = [
        each
        for each in names
        if preposition
        and re.search(rf"(?i)\b{preposition[1]}\s+(?:the\s+)?{re.escape(each)}", before)
    ]
    alike = [each for each in names if _numbered(each) == _numbered(name)]
    old = (behind or alike or names)[0]
    return None if key_of(old) == key_of(name) else before.replace(old, name, 1)


def _numbered(name: str) -> bool:
    return any(character.isdigit() for character in name)


def _at(before: str, text: str, times: list[Mention]) -> str:
    """The question at the times of a text: where it names some, those are replaced."""
    if not times:
        return before
    ahead = _BEFORE_DAYS.search(text[: times[0].start])
    words = text[ahead.start() if ahead else times[0].start : times[-1].end]
    bare = not (ahead or times[0].adverb)
    if not bare:
        words = words[0].lower() + words[1:]
    old = mentions_in(before, _ANY_DAY)
    if old:
        start = old[0].start
        ahead = _BEFORE_DAYS.search(before[:start])
        if ahead and not bare:
            start = ahead.start()
        return f"{before[:start]}{words}{before[old[-1].end :]}"
    if bare:
        words = f"{'on' if times[0].unit == 'day' else 'in'} {words}"
    asked = _END.sub("", before)
    return f"{asked} {words}{before[len(asked) :] or '?'}"
