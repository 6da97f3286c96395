"""Old stories are never told as today's: a claim that speaks of now says of which day it is."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.assistant.answer import Citation, Segment, long_date
from index.cjk import folded
from index.digest import Evidence, year_in
from index.timeframe.finding import mentions_in

# How many days ago may be what is told in these words. 'Today' inside of a title ('USA Today') has
# a capital, and tells nothing.
_DAYS = 0, 1, 6, 31
_SENTENCE = r"(?:\A\W*|(?<=[.!?:]\s)|(?<=\n))"
_WORDS = (
    rf"""\b(?:today|tonight|this\ (?:morning|afternoon|evening)|heute|hoy|aujourd['’]hui)\b
    |{_SENTENCE}(?:Today|Tonight|Heute|Hoy|Aujourd['’]hui)\b|今天|今日|今晚""",
    rf"""\b(?:now|yesterday|last\ night|currently|at\ the\ moment|gestern|jetzt|derzeit|ayer|ahora
    |maintenant|just\ (?:\w+ed|now|out|got|made|won|beat|hit|set|put|cut))\b
    |{_SENTENCE}(?:Now|Yesterday|Currently|Just|Gestern|Jetzt|Ayer|Ahora)\b
    |昨天|昨日|现在|現在|目前|刚刚|剛剛""",
    r"\b[Tt]his\ week\b|\b[Dd]iese\ Woche\b|\besta\ semana\b|本周|本週|今週",
    r"\b[Tt]his\ month\b|\b[Dd]iesen\ Monat\b|\beste\ mes\b|本月|今月",
)
_PATTERNS = tuple(re.compile(words, re.VERBOSE) for words in _WORDS)
_GOES_ON = re.compile(r"\A\s*(?:[a-z,;:()–—]|\Z)")
_ITEM = re.compile(r"\A\s*(?:(?:[-*•–]|\d{1,2}[.)])\s+)?")
_STOP = re.compile(r"[\s.!?。！？]*\Z")


def lead(evidence: Evidence) -> str:
    """When a quote was said, of what year its story is where that is an older one, and by whom.

    The digest that is asked says it, unless it is a page that digests cite.
    """
    origin = evidence.origin
    said = long_date(origin.date) if origin.date else "Undated"
    year = year_in(origin.title, *evidence.passage.headings)
    if year and origin.date and year < origin.date.year:
        said += f" (a story of {year})"
    return said if origin.kind == "digest" else f"{said}, the source {origin.publication}"


def in_time(
    segments: Sequence[Segment], citations: Sequence[Citation], today: dt.date
) -> tuple[Segment, ...]:
    """Segments of an answer, the day of its newest citation with each that makes old things new."""
    days = {citation.n: citation.date for citation in citations}
    return tuple(_dated(segment, days, today) for segment in segments)


def _dated(segment: Segment, days: Mapping[int, dt.date | None], today: dt.date) -> Segment:
    newest = max((day for n in segment.citations if (day := days.get(n))), default=None)
    if not segment.citations or not _too_new(segment.text, newest, today):
        return segment
    if _tells(segment.text, newest, today):
        return segment
    when = long_date(newest) if newest else "Undated"
    item = _ITEM.match(segment.text)
    at = item.end() if item else 0
    if not _GOES_ON.match(segment.text[at:]):
        return replace(segment, text=f"{segment.text[:at]}{when}: {segment.text[at:]}")
    end = len(_STOP.sub("", segment.text))
    return replace(segment, text=f"{segment.text[:end]} ({when}){segment.text[end:]}")


def _too_new(text: str, day: dt.date | None, today: dt.date) -> bool:
    """Whether a text speaks of now, though it is of a day that is gone, or of none."""
    ago = (today - day).days if day else None
    return any(
        pattern.search(text) and (ago is None or ago > most)
        for pattern, most in zip(_PATTERNS, _DAYS, strict=True)
    )


def _tells(text: str, day: dt.date | None, today: dt.date) -> bool:
    """Whether a text says itself of which day or month it is; of an undated one, that it is."""
    if day is None:
        return "undated" in text.lower()
    found = mentions_in(" ".join(folded(text).split()), today)
    return any(
        each.days.first <= day <= each.days.last and not (each.current or each.adverb)
        for each in found
        if each.unit in ("day", "month")
    )
