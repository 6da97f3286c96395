"""How often names are told, week by week."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from index.catalog import Catalog
from index.digest import Evidence, Span
from index.mentions import said
from index.stories.values import Mentions

_WEEK = dt.timedelta(days=7)


async def mentions_of(catalog: Catalog, terms: Sequence[Sequence[str]], span: Span) -> Mentions:
    """How many passages of digests tell each term (names of one thing) in each week of a span."""
    labels = tuple(term[0] for term in terms)
    coverage = await catalog.coverage()
    first = max(filter(None, (span.start, coverage.first)), default=None)
    last = min(filter(None, (span.end, coverage.last)), default=None)
    if not first or not last or first > last:
        return Mentions(labels, (), tuple(() for _ in terms))
    days = Span(first, last)
    start = _monday(first).toordinal()
    weeks = tuple(map(dt.date.fromordinal, range(start, last.toordinal() + 1, _WEEK.days)))
    counts = []
    for term in terms:
        match = _any_of(term)
        counts.append(_by_week(await catalog.mentions.by_day(match, days) if match else {}, weeks))
    all_ = _by_week(await catalog.mentions.passages_by_day(days), weeks)
    return Mentions(labels, weeks, tuple(counts), all_, days)


async def peak_of(catalog: Catalog, term: Sequence[str], mentions: Mentions) -> Evidence | None:
    """What tells a term in the week that has most of it: of the digest that tells it most."""
    week = mentions.peak(mentions.terms.index(term[0]))
    match = _any_of(term)
    if week is None or match is None:
        return None
    monday, span = mentions.weeks[week], mentions.span
    sunday = monday + _WEEK - dt.timedelta(days=1)
    days = Span(max(monday, span.start or monday), min(sunday, span.end or sunday))
    told = await catalog.mentions.gather(match, days)
    if not told:
        return None
    most = min(told, key=lambda each: (-each.total, each.document, each.passages))
    found = await catalog.evidence([(most.passages[0], 0.0)])
    return next(iter(found), None)


def _any_of(names: Sequence[str]) -> str:
    """The full-text expression for passages that say one of some names; '' for none."""
    return " OR ".join(match for name in names if (match := said(name, text_only=True)))


def _by_week(days: Mapping[dt.date, int], weeks: Sequence[dt.date]) -> tuple[int, ...]:
    counts: Counter[dt.date] = Counter()
    for day, count in days.items():
        counts[_monday(day)] += count
    return tuple(counts[week] for week in weeks)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
