"""Old stories are never told as today's: a claim that speaks of now says of which day it is."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.assistant.answer import Citation, Segment, long_date
from bot.words import each_way, say
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
    said = long_date(origin.date) if origin.date else say("date-undated-first")
    year = year_in(origin.title, *evidence.passage.headings)
    if year and origin.date and year < origin.date.year:
        said += f" ({say('answer-story-of', year=str(year))})"
    if origin.kind == "digest":
        return said
    return say("answer-by-source", day=said, publication=origin.publication)


def in_time(
    segments: Sequence[Segment], citations: Sequence[Citation], today: dt.date
) -> tuple[Segment, ...]:
    """Segments of an answer, the day or the year with each that would make old things new."""
    cited = {citation.n: citation for citation in citations}
    return tuple(
        _dated(segment, [cited[n] for n in segment.citations], today)
        if segment.citations
        else segment
        for segment in segments
    )


def _dated(segment: Segment, cited: Sequence[Citation], today: dt.date) -> Segment:
    text = segment.text
    newest = max((each.date for each in cited if each.date), default=None)
    told = any(_tells(text, each.date, today) for each in cited)
    if _too_new(text, newest, today) and not told:
        text = _with_day(text, long_date(newest) if newest else say("date-undated-first"))
    years = [_year_of(each) for each in cited]
    old = max((year for year in years if year), default=None)
    if old and all(years) and str(old) not in text:
        text = _behind(text, say("answer-story-of", year=str(old)))
    return replace(segment, text=text)


def _year_of(citation: Citation) -> int | None:
    """The year of the older story that is cited, or None where it isn't one."""
    year = year_in(citation.title, *citation.section.split(" › "))
    return year if year and citation.date and year < citation.date.year else None


def _with_day(text: str, day: str) -> str:
    """The text with its day before it, or behind it where it goes on a sentence."""
    item = _ITEM.match(text)
    at = item.end() if item else 0
    return _behind(text, day) if _GOES_ON.match(text[at:]) else f"{text[:at]}{day}: {text[at:]}"


def _behind(text: str, words: str) -> str:
    end = len(_STOP.sub("", text))
    return f"{text[:end]} ({words}){text[end:]}"


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
        return any(undated in text.lower() for undated in each_way("date-undated"))
    if long_date(day) in text:
        return True
    found = mentions_in(" ".join(folded(text).split()), today)
    return any(
        each.days.first <= day <= each.days.last and not (each.current or each.adverb)
        for each in found
        if each.unit in ("day", "month")
    )
