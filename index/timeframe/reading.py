"""A question in, what it says of time out."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

from index.cjk import folded
from index.digest import Span
from index.timeframe import periods
from index.timeframe.bearing import Bearing, bearing
from index.timeframe.finding import listed, mentions_in
from index.timeframe.mention import FLAGS, Mention
from index.timeframe.periods import Days, Unit

Pick = Literal["first", "last"]

_ISSUE = r"(?:digest|issue|edition|newsletter|(?:daily|weekly)\ (?:report|post|document|update))"
_PICK = re.compile(
    rf"""\b(?:(?P<first>(?:very\ )?first|earliest|oldest)|latest|newest|most\ recent|last|final
    |today['’]s)\ (?:\w+\ )?{_ISSUE}\b(?!\ (?:with|in(?!\ the\ archive)|on|about|facing)\b(?!\W*\Z))
    |最新(?:一期|[号號期]|の?ダイジェスト|的?(?:日报|日報|简报|簡報))""",
    FLAGS,
)
_NEWEST = re.compile(
    r"""\b(?:latest|newest|most\ recent(?:ly)?|recent(?:ly)?|now|nowadays|current(?:ly)?|these\ days
    |any\ news|what['’]?s\ new|still|so\ far|to\ date|up\ to\ date|at\ the\ moment
    |at\ present|as\ of\ (?:today|now)|last\ time|lately)\b
    |\byet\W*\Z|最新|最近|目前|现在|現在|如今|当前|今のところ""",
    FLAGS,
)
_CHANGE = (
    r"chang\w+|evol\w+|compar\w+|differ\w*|shift(?:ed|s)?|trends?|over\ time|timeline|trajectory"
    r"|progress(?:ed|ion)?|develop(?:ed|ment)|how\ ha(?:s|ve)|(?:each|every|by)\ (?:week|month)"
    r"|(?:week|month)\ (?:by|after)\ (?:week|month)"
)
_OVER_TIME = re.compile(rf"\b(?:{_CHANGE})\b|变化|變化|推移", FLAGS)
# Between two ends these tell of a change too; else it may be the price that fell on one day.
_FROM_TO = re.compile(
    rf"\b(?:{_CHANGE}|gr[eo]w\w*|r[io]s\w+|rose|f[ea]ll\w*|drop\w*|declin\w+|increas\w+"
    r"|decreas\w+|climb\w*|swell\w*|gain\w*|improv\w+)\b",
    FLAGS,
)
_SLICES = 6
_MOST = 32  # mentions of one question; so a long one is read in linear time
_MONTH = 28  # days of the shortest
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timeframe:
    """What a question says of time.

    `span` is said plainly ('in March', 'before 14 April') and filters; open where nothing is said.
    `near` are the days of things that the question names ('the July price cut', "Amazon's 2025
    sale"), each with a while in which they are told: evidence of them is preferred, none is hidden.
    `pick` wants the first or the last issue that the archive has within `span`: 'the first issue of
    June', 'the latest digest'. With `newest` the newest evidence is preferred, none is hidden.
    `slices` part a `span` over which something changes or is compared, oldest first, two or more:
    one search each.
    """

    span: Span = field(default_factory=Span)
    near: tuple[Span, ...] = ()
    pick: Pick | None = None
    newest: bool = False
    slices: tuple[Span, ...] = ()


def read_timeframe(question: str, today: dt.date) -> Timeframe:
    """Read the time in a question against the clock `today`.

    A date or month without a year is the last such one, or that of its neighbour in a range. A
    range whose end is before its start is read the other way round. A date that doesn't exist is
    no date. What may be a date and may be something else is `near` or nothing: a wrong filter hides
    the answer.
    """
    text = " ".join(folded(question).split())
    said = _said(text, today)
    hard = [each for each in said if each.hard and each.span]
    pick: Pick | None = None
    if picked := _PICK.search(text):
        pick = "first" if picked["first"] else "last"
        # 'Today's digest' is the last one, whenever it came.
        hard = [each for each in hard if each.mention.start != picked.start()]
    span = _hull([each.span for each in hard])
    return Timeframe(
        span=span,
        near=tuple(dict.fromkeys(each.span for each in said if not each.hard)),
        pick=pick,
        newest=any(each.newest for each in said) or (bool(_NEWEST.search(text)) and not pick),
        slices=_slices(text, hard, span, today),
    )


def _said(text: str, today: dt.date) -> list[Bearing]:
    """What the mentions of a text say, in their order."""
    found: list[Bearing] = []
    before: Mention | None = None
    lead = floor = 0
    for mention in mentions_in(text, today)[:_MOST]:
        if before is None or not listed(text, before, mention):
            lead, floor = mention.start, before.end if before else 0
        before = mention
        if each := bearing(text, mention, today, lead=lead, floor=floor):
            found.append(each)
    return found


def _hull(spans: list[Span]) -> Span:
    """The days of all spans; of 'since' and 'before' those between, if there are any."""
    first = min((span.start for span in spans if span.start), default=None)
    last = max((span.end for span in spans if span.end), default=None)
    if any(span.start and span.end for span in spans):
        if any(span.end is None for span in spans):
            last = None
        # 'In May and by June' begins in May, 'before March and in May' doesn't.
        if any(span.start is None and span.end and first and span.end < first for span in spans):
            first = None
    elif first and last and first > last:
        return Span()
    return Span(first, last)


def _slices(text: str, hard: list[Bearing], span: Span, today: dt.date) -> tuple[Span, ...]:
    if len(hard) > 1:
        return _apart([each.span for each in hard], span, today)
    if not hard or span.start is None:
        return ()
    ends = hard[0].mention.ends
    if not (_FROM_TO if ends else _OVER_TIME).search(text):
        return ()
    last = span.end or today
    if ends is None or min(map(len, ends)) >= _MONTH:
        return _even(Days(span.start, max(last, span.start)))
    return _apart([Span(days.first, days.last) for days in ends], span, today)


def _apart(spans: list[Span], whole: Span, today: dt.date) -> tuple[Span, ...]:
    """Spans as slices in their order; an open one reaches to its neighbour or the whole's end."""
    ordered = sorted(spans, key=lambda span: span.end or today)
    slices: list[Span] = []
    for each in ordered:
        start = each.start
        if start is None and slices and slices[-1].end:
            start = slices[-1].end + _DAY
        slice_ = Span(start or whole.start, each.end or today)
        if not slice_.start or not slice_.end or slice_.start <= slice_.end:
            slices.append(slice_)
    slices = list(dict.fromkeys(slices))
    return tuple(slices) if len(slices) > 1 else ()


def _even(days: Days) -> tuple[Span, ...]:
    """Days cut by months, or by weeks where they are two months or fewer."""
    unit: Unit = "month" if len(days) > 2 * _MONTH else "week"
    n = round(len(days) / (30.44 if unit == "month" else 7))
    step = max(1, -(-n // _SLICES))
    starts = [days.first]
    starts += [periods.lasting(days.first, k, unit).last + _DAY for k in range(step, n, step)]
    ends = [*(start - _DAY for start in starts[1:]), days.last]
    slices = tuple(Span(*ends) for ends in zip(starts, ends, strict=True))
    return slices if len(slices) > 1 else ()
