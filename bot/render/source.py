"""How a document is named to people: publication, date, title, section, link."""

import datetime as dt
from collections.abc import Mapping

from bot.assistant.answer import long_date
from bot.render.escape import label, link_of
from bot.words import say
from index.readers.text import fold

_TITLE = 140


def shorten(text: str, most: int) -> str:
    """The text on one line, cut between words with '…' where it is longer than `most`."""
    text = fold(text)
    if len(text) <= most:
        return text
    head = text[:most]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head[:-1]}…"


def name(publication: str, date: dt.date | None) -> str:
    """'Latent Signals, 13 April 2026', escaped."""
    return label(f"{shorten(publication, _TITLE)}, {long_date(date)}")


def place(title: str, section: str, url: str | None) -> str:
    """'Title › Section' as a link where there is an address, escaped."""
    words = shorten(title, _TITLE)
    if section and section != title:
        words += f" › {shorten(section, _TITLE)}"
    return link_of(words, url)


def no_publication(publication: str) -> str:
    """That the archive has no publication of such a name."""
    return say("browse-no-publication", publication=label(shorten(publication, _TITLE)))


def address(document: str, url: str | None, posts: Mapping[str, str]) -> str | None:
    """Where people can read a document: its own address, else its post on the server."""
    return url or posts.get(document)
