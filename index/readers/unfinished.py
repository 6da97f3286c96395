"""Texts that look like a digest and are none: stubs that point elsewhere, templates left empty."""

import re

_LONGEST_STUB = 300  # characters
_ELSEWHERE = re.compile(
    r"""(?isx) (?: \b(?: issue | text | post | digest | article | newsletter | edition | page | body
      | content | story | archive | version )s?\b .*? \b(?: archived | moved | served | available
      | hosted | published | continue[ds]? )\b
    | \A \W* (?: archived | moved | continue[ds]? )\b )
    .* (?: https?:// | \s/[\w-]+/ | \.html?\b | \[.+\]\(.+\) )"""
)
_HEADING = re.compile(r"(?m)^(#{1,6})[ \t]+\S.*$")
_MOST_WORDS = 200  # of a template


def unfinished(body: str) -> str | None:
    """The reason why a body isn't a digest, or None.

    A stub is one short paragraph that says where the text is. In a template most headings lead to
    nothing.
    """
    text = body.strip()
    if not text:
        return None
    if len(text) <= _LONGEST_STUB and "\n\n" not in text and _ELSEWHERE.search(text):
        return "a stub: the text itself is elsewhere"
    headings = list(_HEADING.finditer(body))
    if len(body.split()) > _MOST_WORDS or len(headings) < 3:
        return None
    ends = [match.start() for match in headings[1:]] + [len(body)]
    leaves = empty = 0
    for n, (match, end) in enumerate(zip(headings, ends, strict=True)):
        below = n + 1 < len(headings) and len(headings[n + 1][1]) > len(match[1])
        leaves += not below
        empty += not below and not re.sub(r"[-*_\s]", "", body[match.end() : end])
    return "a template: most of its headings lead to nothing" if empty * 2 > leaves else None
