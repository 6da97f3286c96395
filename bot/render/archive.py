"""The digests of a month or a tag become pages: a list with where each can be read."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.assistant.answer import long_date, span_words
from bot.render.escape import label
from bot.render.pages import packed
from bot.render.source import place, shorten
from bot.words import say
from index.digest import Coverage, Origin, Span
from index.timeframe.periods import containing

_TAG = 40  # characters
_NAME = 60  # characters of a publication's


def archive_pages(
    digests: Sequence[Origin], span: Span, tag: str, posts: Mapping[str, str]
) -> tuple[str, ...]:
    """The digests, newest first, the undated at the end; each leads to its post where it has one.

    People who read here stay here: a post comes before the digest's own address.
    """
    ordered = sorted(digests, key=lambda each: each.date or dt.date.min, reverse=True)
    head = say("browse-digests", count=len(ordered), which=_which(span, tag)).rstrip()
    return packed(head, (_line(each, posts) for each in ordered))


def newest_month(digests: Sequence[Origin], today: dt.date) -> Span:
    """The days of the newest month that has a digest by today; all days where there is none."""
    newest = max((o.date for o in digests if o.date and o.date <= today), default=None)
    if newest is None:
        return Span()
    month = containing(newest, "month")
    return Span(month.first, month.last)


def none_such(span: Span, tag: str, coverage: Coverage) -> str:
    """That there are no such digests, and which days there are."""
    if not coverage.first or not coverage.last:
        return say("browse-no-digest")
    first, last = long_date(coverage.first), long_date(coverage.last)
    return say("browse-no-digests", which=_which(span, tag), first=first, last=last)


def _which(span: Span, tag: str) -> str:
    shown = label(f"#{shorten(tag.removeprefix('#'), _TAG)}")
    tagged = say("browse-tagged", tag=shown) if tag else ""
    days = span_words(span.start, span.end) if span else ""
    return " ".join(filter(None, (tagged, days)))


def _line(origin: Origin, posts: Mapping[str, str]) -> str:
    where = place(origin.title, "", posts.get(origin.document) or origin.url)
    day = label(long_date(origin.date))
    return f"- {day} · {where} · {label(shorten(origin.publication, _NAME))}"
