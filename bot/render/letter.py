"""Letters: what is new, and how to stop them, on one card."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.assistant.answer import long_date
from bot.render.digest import CARD, card
from bot.render.escape import label, link
from bot.render.source import address, name, shorten
from bot.render.top import top_messages
from bot.words import say
from index.digest import Document, Origin
from index.stories.values import Insight

_TITLE = 80
_LONGEST_URL = 200  # of a digest that is only named: the card needs its room


def digest_letter(
    document: Document, others: Sequence[Origin], posts: Mapping[str, str]
) -> tuple[str, ...]:
    """A digest's card, under it the names of others; `posts` are the server's, by document."""
    lines = [_where(document, posts)]
    if others:
        named = " · ".join(_named(origin, posts) for origin in others)
        lines.append(f"-# {say('letter-others', digests=named)}")
    # The card keeps room for what ends it.
    return card(document, ".\n".join([*lines, f"-# {say('letter-stop')}"])).parts


def top_letter(found: Sequence[Insight], day: dt.date, posts: Mapping[str, str]) -> tuple[str, ...]:
    """The insights that matter most of a day, as many as a card holds, each with its source."""
    head, foot = say("letter-top", day=long_date(day)), f"-# {say('letter-stop')}."
    most = len(found)
    while len(foot) + sum(map(len, parts := top_messages(found[:most], posts, head))) > CARD:
        most -= 1
    return (*parts, foot)


def _where(document: Document, posts: Mapping[str, str]) -> str:
    """Where the whole digest stands, as the end of a sentence."""
    if post := posts.get(document.id):
        return say("letter-in-post", url=post)
    return say("letter-in-archive")


def _named(origin: Origin, posts: Mapping[str, str]) -> str:
    url = address(origin.document, origin.url, posts)
    title = label(shorten(origin.title, _TITLE))
    shown = link(title, url if url and len(url) <= _LONGEST_URL else None)
    return f"{shown} ({name(shorten(origin.publication, _TITLE), origin.date)})"
