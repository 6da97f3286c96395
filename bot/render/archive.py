"""The digests of a month or a tag become pages: a list with where each can be read."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.assistant.answer import long_date, span_words
from bot.render.escape import label
from bot.render.pages import packed
from bot.render.source import place, shorten
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
    count = f"{len(ordered):,} digest{'' if len(ordered) == 1 else 's'}"
    return packed(f"**{count}** {_which(span, tag)}".rstrip(), (_line(o, posts) for o in ordered))


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
        return "The archive holds no dated digest yet."
    return (
        f"There is no digest {_which(span, tag)}. "
        f"The archive goes from {long_date(coverage.first)} to {long_date(coverage.last)}."
    )


def _which(span: Span, tag: str) -> str:
    tagged = f"with the tag {label('#' + shorten(tag.removeprefix('#'), _TAG))}" if tag else ""
    days = span_words(span.start, span.end) if span else ""
    return " ".join(filter(None, (tagged, days)))


def _line(origin: Origin, posts: Mapping[str, str]) -> str:
    where = place(origin.title, "", posts.get(origin.document) or origin.url)
    return f"- {long_date(origin.date)} · {where} · {label(shorten(origin.publication, _NAME))}"
