"""A story through the archive becomes pages: dated entries, each with its numbered source."""

from collections.abc import Mapping, Sequence

from bot.assistant.answer import long_date
from bot.render.escape import label, link, one_line
from bot.render.pages import packed
from bot.render.source import address, name, place, shorten
from bot.words import say
from index.digest import Evidence
from index.stories.values import Entry, Timeline

_NAME = 80  # characters of a story's name
_QUOTE = 300  # characters of an entry
_ALSO = 2  # other places that are named beside a source


def timeline_pages(timeline: Timeline, posts: Mapping[str, str]) -> tuple[str, ...]:
    """The entries, oldest first; how many places tell of the story stands above them."""
    shown, found = len(timeline.entries), timeline.found
    places = say("browse-places", count=found)
    if shown < found:
        places = say("browse-places-most", count=found, shown=shown)
    head = f"{say('browse-story', story=label(shorten(timeline.name, _NAME)))}\n-# {places}"
    entries = (_entry(n, entry, posts) for n, entry in enumerate(timeline.entries, 1))
    return packed(head, entries)


def untold(story: str, near: Sequence[str]) -> str:
    """That nothing tells of a story, and which names are spelled like it."""
    told = label(shorten(story, _NAME))
    names = ", ".join(label(shorten(each, _NAME)) for each in near)
    if names:
        return say("browse-untold-near", story=told, names=names)
    return say("browse-untold", story=told)


def _entry(n: int, entry: Entry, posts: Mapping[str, str]) -> str:
    mark = rf"\[{n}\]"
    told = entry.evidence
    url = address(told.origin.document, told.origin.url, posts)
    where = place(told.origin.title, " › ".join(told.passage.headings), url)
    source = f"-# {mark} {name(told.origin.publication, told.origin.date)}: {where}"
    beside = [_place(each, posts) for each in entry.also[:_ALSO]]
    also = f" · {say('browse-also', places=', '.join(beside))}" if beside else ""
    day = long_date(told.origin.date)
    quote = one_line(shorten(entry.quote, _QUOTE))
    return f"**{day}** {quote} {link(mark, url)}\n{source}{also}"


def _place(evidence: Evidence, posts: Mapping[str, str]) -> str:
    origin = evidence.origin
    url = address(origin.document, origin.url, posts)
    return link(name(origin.publication, origin.date), url)
