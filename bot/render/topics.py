"""What the archive speaks of in a period becomes pages."""

from collections.abc import Iterator

from bot.assistant.answer import days_words, long_date, span_words
from bot.render.escape import label
from bot.render.pages import packed
from bot.render.source import shorten
from bot.words import say
from index.digest import Coverage, Span
from index.stories.values import Spoken, Topics

_WORDS = 80  # characters of a name or a period


def topic_pages(topics: Topics) -> tuple[str, ...]:
    """The names that rise, then those that most passages tell."""
    head = say("browse-topics", days=span_words(topics.span.start, topics.span.end))
    return packed(head, _lists(topics), f"-# {say('browse-topics-more')}")


def unread(period: str) -> str:
    """That no days can be read of what was given as a period."""
    return say("browse-unread-period", period=label(shorten(period, _WORDS)))


def silent(span: Span, coverage: Coverage) -> str:
    """That the archive names nothing on some days, and which days it has."""
    if not coverage.first or not coverage.last:
        return say("browse-no-digest")
    days = span_words(span.start, span.end)
    first, last = long_date(coverage.first), long_date(coverage.last)
    return say("browse-silent", days=days, first=first, last=last)


def _lists(topics: Topics) -> Iterator[str]:
    before = topics.before
    if before and before.start and before.end:
        days = days_words(before.start, before.end)
        none = f"-# {say('browse-none-risen', days=days)}"
        yield say("browse-risen", days=days) if topics.risen else none
        yield from (f"- {_spoken(each, compared=True)}" for each in topics.risen)
    yield say("browse-most")
    yield from (f"- {_spoken(each, compared=bool(before))}" for each in topics.most)


def _spoken(spoken: Spoken, *, compared: bool) -> str:
    name = label(shorten(spoken.name, _WORDS))
    line = say("browse-spoken", name=name, passages=spoken.passages)
    return say("browse-before", spoken=line, before=spoken.before) if compared else line
