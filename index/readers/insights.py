"""Insights in one paragraph each, without headings and mostly without a date."""

from index.digest import Digest, Section, Story
from index.readers.dates import iso_date
from index.readers.markdown import block
from index.readers.text import ENDS, content_lines

_SHORTEST = 80


def recognises(body: str) -> bool:
    """Three or more lines, each a paragraph that ends as a sentence does, no marks of Markdown."""
    lines = content_lines(body)
    return len(lines) >= 3 and all(
        len(line) >= _SHORTEST and line.endswith(ENDS) and line[0] not in "#-*|>`" for line in lines
    )


def read(body: str) -> Digest:
    """Read the insights. Their title is made of the first one's opening words."""
    items = [item for line in content_lines(body) if (item := block(line, "item")).text]
    if not items:
        return Digest("")
    return Digest(
        title=f"Insights: {_opening(items[0].text)}",
        date=iso_date(items[0].text[:10]),
        sections=(Section("Insights", stories=tuple(Story(blocks=(item,)) for item in items)),),
    )


def _opening(text: str, words: int = 8) -> str:
    opening = " ".join(text.split()[:words])
    return opening if opening == text else opening.rstrip(",;:.") + "…"
