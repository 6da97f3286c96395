"""Mentions a week become a chart, the words for those who can't see it, and lines with sources."""

import datetime as dt
from collections.abc import Mapping

from bot.assistant.answer import days_words, long_date
from bot.render.chart import Chart, Line
from bot.render.escape import label, link
from bot.render.source import address, name, place, shorten
from bot.render.split import split
from bot.trend import Counted, Trend
from bot.words import say

ALT = 1_024  # characters of an attachment's description; Discord's limit
_NAME = 60  # characters
_OTHERS = 4  # other names that are told
_WEEK = dt.timedelta(days=7)


def trend_chart(trend: Trend, today: dt.date) -> Chart:
    """What is drawn: the share of each week's passages that name each thing."""
    weeks = trend.mentions.weeks
    lines = tuple(Line(each.name, trend.mentions.shares(n)) for n, each in enumerate(trend.counted))
    running = bool(weeks) and today < weeks[-1] + _WEEK
    return Chart(say("trend-title"), weeks, lines, say("trend-running") if running else "")


def trend_alt(trend: Trend) -> str:
    """The chart in words, at most ALT characters."""
    mentions = trend.mentions
    told = [say("trend-alt", days=_days(trend))]
    for n, each in enumerate(trend.counted):
        peak = mentions.peak(n)
        shares = [share for share in mentions.shares(n) if share is not None]
        named = shorten(each.name, _NAME)
        if peak is None:
            told.append(f"{named}: {say('trend-untold')}.")
            continue
        numbers = {"first": shares[0], "most": max(shares), "last": shares[-1]}
        numbers = {key: round(value, 1) for key, value in numbers.items()}
        week = long_date(mentions.weeks[peak])
        told.append(say("trend-alt-line", name=named, week=week, **numbers))
    return shorten(" ".join(told), ALT)


def trend_messages(trend: Trend, posts: Mapping[str, str]) -> tuple[str, ...]:
    """What was counted, then a line for each name with its peak week, then their sources.

    `posts` tells where the server's members can read digests that have no address of their own.
    """
    sources: list[str] = []
    lines = [_line(n, each, trend, posts, sources) for n, each in enumerate(trend.counted)]
    return split("\n".join((say("trend-head", days=_days(trend)), *lines, *sources)))


def _line(n: int, each: Counted, trend: Trend, posts: Mapping[str, str], sources: list[str]) -> str:
    mentions = trend.mentions
    others = ", ".join(label(shorten(other, _NAME)) for other in each.others[:_OTHERS])
    beside = f" ({say('trend-others', names=others)})" if others else ""
    head = f"**{n + 1}  {label(shorten(each.name, _NAME))}**{beside}: "
    peak = mentions.peak(n)
    if peak is None or each.peak is None:
        return head + _untold(each)
    told = say(
        "trend-line",
        passages=sum(mentions.counts[n]),
        week=long_date(mentions.weeks[peak]),
        count=mentions.counts[n][peak],
        all=mentions.passages[peak],
    )
    mark = rf"\[{len(sources) + 1}\]"
    origin = each.peak.origin
    url = address(origin.document, origin.url, posts)
    where = place(origin.title, " › ".join(each.peak.passage.headings), url)
    sources.append(f"-# {mark} {name(origin.publication, origin.date)}: {where}")
    return f"{head}{told} {link(mark, url)}"


def _untold(each: Counted) -> str:
    near = ", ".join(label(shorten(other, _NAME)) for other in each.near)
    return say("trend-untold") + (f". {say('trend-near', names=near)}" if near else "")


def _days(trend: Trend) -> str:
    span = trend.mentions.span
    return days_words(span.start, span.end) if span.start and span.end else ""
