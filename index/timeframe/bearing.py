"""What the words round a mention make of it: before or since it, when to look or only a hint.

A question says when something was reported ('in March', 'the issue of 3 May') or names a thing by
its time ('the July price cut', 'its 2025 sales', 'effective 1 January'). What is told of such a
thing may be told later or earlier: its time is a hint.
"""

import contextlib
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from index.digest import Span
from index.terms import STOP_WORDS
from index.timeframe import periods
from index.timeframe.finding import WINDOW
from index.timeframe.mention import FLAGS, NUMBER, Mention, number, unit_of
from index.timeframe.periods import Days

Kind = Literal["when", "hint", "number"]

_DAY = dt.timedelta(days=1)
# What digests and their contents are called: 'the 21 January issue', 'news from last week'.
DOCUMENT = (
    r"(?:digests?|issues?|editions?|newsletters?|news|headlines?|coverage|recaps?|roundups?"
    r"|reports?|stor(?:y|ies)|articles?|events?|archives?|posts?|briefings?|新闻|新聞|消息|日报|日報"
    r"|简报|簡報|摘要|头条|ニュース|記事|ダイジェスト|出来事|大事)"
)
_REPORTED = re.compile(
    rf"\b(?:{DOCUMENT}|happen\w*|going\ on|went\ on|new|what['’]?s\ up|report(?:ed|ing)|announced"
    r"|released|published|shipped|launched|c[ao]me\ out)\b|发生|起き",
    FLAGS,
)
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|going\ to|supposed\ to|expected|planned|scheduled|set\ to|due|deadline"
    r"|upcoming|until\ when|by\ when)\b",
    FLAGS,
)
_UP_TO = re.compile(
    r"""\b(?:(?P<before>before|prior\ to|earlier\ than)|(?P<as_of>as\ (?:of|at))
    |(?:up\ )?(?:until|till)|up\ to|by|no\ later\ than)\ (?:the\ )?\Z""",
    FLAGS,
)
_BOTH_SIDES = re.compile(r"\bbefore\ (?:and|or|vs\.?|versus)\ (?:since|after)\ (?:the\ )?\Z", FLAGS)
_SINCE = re.compile(r"\b(?:(?P<after>after|later\ than)|since)\ (?:the\ )?\Z", FLAGS)
_BESIDE = re.compile(
    rf"""\b(?P<n>the|{NUMBER})\ (?P<unit>day|week|month)(?P<s>s?)\ (?:(?P<before>before|preceding)
    |after|following)\ (?:the\ )?\Z""",
    FLAGS,
)
_FROM = re.compile(r"\b(?:from|of)\ (?:the\ )?\Z", FLAGS)
_TOLD = re.compile(
    rf"(?:\A|\b{DOCUMENT}\ |\b[A-Z][\w.-]*\ )(?:\w+ing\ )?(?:from|of)\ (?:the\ )?\Z", re.ASCII
)
_IN = re.compile(
    r"\b(?:in|during|throughout|within|over|on|at|for|around|about|between|across|dated)\ "
    r"(?:all\ of\ |all\ )?(?P<the>the\ )?\Z",
    FLAGS,
)
_EVENT = re.compile(
    r"""\b(?:effective|starting|beginning|due|expir\w+|scheduled\ for|planned\ for|deadline
    |tak(?:es?|ing)\ effect|comes?\ into\ force|coming\ into\ force
    |(?:founded|born|established|incorporated|invented|built|created|made|written|filmed|set)
    |(?:which|what)\ (?:day|date|week|month)s?)(?:\ (?:in|on|from|of|for|as\ of))?\ (?:the\ )?\Z""",
    FLAGS,
)
_OWNER = re.compile(
    r"(?:\b(?:the|its|their|his|her|our|your|my|this|that)|['’]s?|(?P<plural>\w{4}s))\ \Z", FLAGS
)
_FISCAL = re.compile(r"\b(?:fiscal|financial|FY)(?:\ year)?\ \Z", FLAGS)
_VERSION = re.compile(r"[A-Za-z][\w.-]*\d[\w.-]*\ \Z")
_OWNS = re.compile(r"['’]s?\b|[的の]")
_OF_DOCUMENT = re.compile(rf"(?:['’]s?)?\ (?:\w+\ )?{DOCUMENT}\b|[的の]{DOCUMENT}", FLAGS)
_FIGURES = re.compile(
    r"\ (?:results?|revenues?|sales|earnings|financials|profits?|loss(?:es)?|guidance|budget)\b",
    FLAGS,
)
_ONWARDS = re.compile(
    r",?\ (?:on|onwards?|to\ (?:now|today|date|the\ present)|until\ (?:now|today))\b", FLAGS
)
_NEXT_WORD = re.compile(r"\ ([^\W\d_][\w'’-]*)")
_UP_TO_EAST = re.compile(r"(?P<before>之前|以前|より前|前)|まで|为止|為止")
_SINCE_EAST = re.compile(r"(?P<after>之后|之後|以后)|以来|以降|以後|から|起|至今")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b|\bof\b", FLAGS)
_TODAY = re.compile(r"today\b", FLAGS)
_VERB = re.compile(r"\ (?:be|not|have|also|only|never|on|ahead)\b", FLAGS)
_NO_QUARTER = re.compile(r"\b(?:fiscal|FY\d*|quant\w*|GGUF|bits?)\b|\bQ\d_", FLAGS)
_FEW = 5  # of 'the days before'
_WHILE = 3  # days after which the last digest tells what happened


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a question says by a mention.

    The days of `span` filter where it is `hard`, else they hint; without any the mention bounds
    nothing. `newest` asks for the last word on it.
    """

    mention: Mention
    span: Span
    hard: bool = True
    newest: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A mention, the text before it (`ahead`) and behind it, and all of the text."""

    mention: Mention
    ahead: str
    behind: str
    text: str
    today: dt.date

    @property
    def noun(self) -> bool:
        """Whether a word that may name something follows."""
        word = _NEXT_WORD.match(self.behind)
        return word is not None and word[1].lower() not in STOP_WORDS

    @property
    def document(self) -> bool:
        """Whether it says of when a digest is, or what a digest holds."""
        return bool(_OF_DOCUMENT.match(self.behind))

    @property
    def alone(self) -> bool:
        """Whether the text is nothing but the mention."""
        return self.mention.start == 0 and not self.behind.strip(" .?!")


def bearing(
    text: str, mention: Mention, today: dt.date, *, lead: int, floor: int
) -> Bearing | None:
    """What a text says by a mention; None where it says nothing of when to look.

    The words that bear upon it end at `lead`, its start or that of the list that it is in, and
    begin behind `floor`, the end of the mention before.
    """
    begin = max(floor, lead - WINDOW)
    place = _Place(mention, text[begin:lead], text[mention.end :][:WINDOW], text, today)
    # Before the first day of the calendar and behind its last there is none.
    with contextlib.suppress(ValueError, OverflowError):
        if mention.leaning and _VERB.match(place.behind):
            return None
        return _clock(place) or _beside(place) or _up_to(place) or _since(place) or _closed(place)
    return None


def _clock(place: _Place) -> Bearing | None:
    """'(22 August 2026)' on that day is the clock: all up to now."""
    mention, today = place.mention, place.today
    if mention.days != Days(today, today):
        return None
    brackets = place.ahead.endswith("(") and place.behind.startswith(")")
    return Bearing(mention, Span(None, today), newest=True) if brackets else None


def _beside(place: _Place) -> Bearing | None:
    """'The week before', 'ten days after'."""
    match = _BESIDE.search(place.ahead)
    if match is None:
        return None
    days, unit = place.mention.days, unit_of(match["unit"])
    n = number(match["n"]) if match["n"].lower() != "the" else _FEW if match["s"] else 1
    if match["before"]:
        near = periods.until(days.first, n, unit)
        return Bearing(place.mention, Span(near.first, near.last - _DAY))
    near = periods.lasting(days.last + _DAY, n, unit)
    return Bearing(place.mention, Span(near.first, near.last))


def _up_to(place: _Place) -> Bearing | None:
    """'Before', 'until', 'as of'; what bounds nothing up to today has no days."""
    match = _UP_TO.search(place.ahead) or _UP_TO_EAST.match(place.behind)
    if match is None:
        return None
    days, today = place.mention.days, place.today
    last = days.first - _DAY if match["before"] else days.last
    as_of = bool(match.groupdict().get("as_of"))
    if last >= today and not as_of:
        return Bearing(place.mention, Span())
    return Bearing(place.mention, Span(None, min(last, today)), newest=as_of)


def _since(place: _Place) -> Bearing | None:
    """'Since', 'after', 'from … on'; 'before and after' bounds nothing."""
    if _BOTH_SIDES.search(place.ahead):
        return Bearing(place.mention, Span())
    match = _SINCE.search(place.ahead) or _SINCE_EAST.match(place.behind)
    if match is None and _FROM.search(place.ahead):
        match = _ONWARDS.match(place.behind)
    if match is None:
        return None
    after = match.groupdict().get("after")
    first = place.mention.days.last + _DAY if after else place.mention.days.first
    return Bearing(place.mention, Span(first, None) if first <= place.today else Span())


def _closed(place: _Place) -> Bearing | None:
    """The very days, or those of a thing and a while in which it is told."""
    mention, today, days = place.mention, place.today, place.mention.days
    kind = _kind(place)
    told = _REPORTED.search(place.text) and not _AHEAD.search(place.text)
    reported = place.document or place.alone or (kind == "when" and told)
    now = days == Days(today, today) and _TODAY.match(place.text, mention.start)
    if now and not reported:
        return Bearing(mention, Span(), newest=True)  # 'which is best today'
    if kind == "number" or (not mention.current and not reported and _to_come(place)):
        return None
    if mention.current:
        days = Days(days.first, min(days.last, today))
    if kind == "when":
        return Bearing(mention, Span(days.first, days.last))
    later = max(_WHILE, len(days) // 2) * _DAY
    return Bearing(mention, Span(days.first, days.last + later), hard=False)


def _to_come(place: _Place) -> bool:
    """Whether most of the days is still to come: what is told of them is told before."""
    days, today = place.mention.days, place.today
    if place.mention.yearless and _EVENT.search(place.ahead):
        return days.years_on(1).first - today < today - days.last
    ahead = days.last - today > today - days.first
    return ahead or (days.last > today and bool(_AHEAD.search(place.text)))


def _kind(place: _Place) -> Kind:
    """Whether a mention says when to look, only names a thing by its time, or is no time."""
    mention, ahead = place.mention, place.ahead
    inside, event = _IN.search(ahead), _EVENT.search(ahead)
    rules: tuple[tuple[object, Kind], ...] = (
        (_FISCAL.search(ahead), "number"),
        (mention.leaning and inside and _counts(place), "number"),
        (place.document and not event, "when"),
        (mention.vague or event, "hint"),
        (place.alone, "when"),
        (mention.current and mention.adverb, "when"),
        (_OWNS.match(place.behind), "hint"),
        (not mention.ends and _TOLD.search(ahead), "when"),
        (not mention.ends and _FROM.search(ahead), "hint"),
        (mention.adverb or (mention.ends and not mention.leaning), "when"),
        (inside and _adjective(place, inside), "hint"),
        (inside, "when"),
    )
    return next((kind for holds, kind in rules if holds), None) or _bare(place)


def _counts(place: _Place) -> bool:
    """Whether it counts something: 'on the 5th floor', 'in Q4 quants'."""
    if place.mention.unit == "quarter":
        return bool(_NO_QUARTER.search(place.text))
    return place.text.startswith("the ", place.mention.start) and place.noun


def _adjective(place: _Place, inside: re.Match[str]) -> bool:
    """'In the July price cut', 'in 2025 sales'."""
    mention = place.mention
    if mention.unit in ("quarter", "year") and _FIGURES.match(place.behind):
        return True
    said = place.text[mention.start : mention.end]
    return bool(inside["the"]) and place.noun and not _ORDINAL.search(said)


def _bare(place: _Place) -> Kind:
    """A mention with no word like 'in' before it."""
    mention, ahead = place.mention, place.ahead
    owner = _OWNER.search(ahead)
    if mention.leaning:
        named = owner and not owner["plural"] and place.noun
        return "hint" if named and not _counts(place) else "number"
    if mention.unit == "day" and _VERSION.search(ahead):
        return "hint"
    if not place.noun and (mention.unit == "day" or not ahead.strip(" ,(")):
        return "when"
    return "number" if mention.unit == "year" and place.noun and not owner else "hint"
