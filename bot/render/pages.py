"""Entries become pages that are turned: whole entries, as many as a message holds."""

from collections.abc import Iterable, Sequence

from bot.render.split import MESSAGE, split
from bot.words import say

_FOOT = 40  # characters that are left for the line of a page's number


def packed(head: str, entries: Iterable[str], foot: str = "") -> tuple[str, ...]:
    """Pages with the same `head` and `foot`, each of which must be much shorter than a message.

    An entry stands on one page, unless no page holds it.
    """
    room = MESSAGE - _FOOT - len(head) - len(foot) - 2
    pages: list[list[str]] = [[]]
    for entry in entries:
        for piece in split(entry, room):
            if len("\n".join([*pages[-1], piece])) > room:
                pages.append([])
            pages[-1].append(piece)
    return tuple("\n".join(filter(None, (head, *page, foot))) for page in pages)


def numbered(pages: Sequence[str], n: int) -> str:
    """The n-th page, from 0, with its number where there are others."""
    if len(pages) == 1:
        return pages[n]
    return f"{pages[n]}\n-# {say('browse-page', n=n + 1, count=len(pages))}"
