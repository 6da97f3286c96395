"""What the archive speaks of in a period becomes pages."""

from collections.abc import Iterator

from bot.assistant.answer import days_words, long_date, span_words
from bot.render.escape import label
from bot.render.pages import packed
from bot.render.source import shorten
from index.digest import Coverage, Span
from index.stories.values import Spoken, Topics

_WORDS = 80  # characters of a name or a period
_FOOT = "-# /timeline tells how one of them went on."


def topic_pages(topics: Topics) -> tuple[str, ...]:
    """The names that rise, then those that most passages tell."""
    head = f"**What the archive speaks of** {span_words(topics.span.start, topics.span.end)}"
    return packed(head, _lists(topics), _FOOT)


def unread(period: str) -> str:
    """That no days can be read of what was given as a period."""
    return (
        f"I can't read days in “{label(shorten(period, _WORDS))}”. "
        "Try “last week”, “April” or “1 to 10 April”."
    )


def silent(span: Span, coverage: Coverage) -> str:
    """That the archive names nothing on some days, and which days it has."""
    if not coverage.first or not coverage.last:
        return "The archive holds no dated digest yet."
    return (
        f"The archive speaks of nothing more than once {span_words(span.start, span.end)}. "
        f"It goes from {long_date(coverage.first)} to {long_date(coverage.last)}."
    )


def _lists(topics: Topics) -> Iterator[str]:
    before = topics.before
    if before and before.start and before.end:
        days = days_words(before.start, before.end)
        yield f"**Risen** against {days}" if topics.risen else f"-# Nothing rose against {days}."
        yield from (f"- {_spoken(each)}, {each.before or 'none'} before" for each in topics.risen)
    yield "**Most of all**"
    for each in topics.most:
        yield f"- {_spoken(each)}" + (f", {each.before or 'none'} before" if before else "")


def _spoken(spoken: Spoken) -> str:
    passages = f"{spoken.passages:,} passage{'' if spoken.passages == 1 else 's'}"
    return f"{label(shorten(spoken.name, _WORDS))}: {passages}"
