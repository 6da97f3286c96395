"""One file that holds many issues: a heading with a date for each."""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.readers.dates import date_in_text

_HEADING = re.compile(r"(?m)^(#{1,6})[ \t]+(\S.*)$")
_FENCE = re.compile(r"(?ms)^(```|~~~).*?^\1")


def issues_in(body: str) -> tuple[tuple[str, str], ...]:
    """The issues of a text as (heading, text from its heading on); empty where it holds one.

    Headings of one level that name different days, nearly all of them, each begin an issue. What
    stands before the first is about the file. Headings of higher levels end an issue as well.
    """
    headings = list(_HEADING.finditer(_FENCE.sub(lambda code: " " * len(code[0]), body)))
    for level in range(1, 7):
        own = [match for match in headings if len(match[1]) == level]
        days = {match.start(): date_in_text(match[2]) for match in own}
        dated = [match for match in own if days[match.start()]]
        if len(set(days.values()) - {None}) >= 2 and len(dated) >= 0.8 * len(own):
            return tuple(_cut(body, [m for m in headings if len(m[1]) <= level], dated))
    return ()


def _cut(
    body: str, bounds: list[re.Match[str]], dated: list[re.Match[str]]
) -> Iterator[tuple[str, str]]:
    starts = [*(match.start() for match in bounds), len(body)]
    ends = dict(pairwise(starts))
    for match in dated:
        yield match[2].rstrip(" \t#"), body[match.start() : ends[match.start()]]
