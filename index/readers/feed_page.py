"""A page of a digest feed: date and #tags, title, lede, headed sections, 'Why it matters'."""

import re

from index.digest import Block, Digest, Link, Section
from index.readers.dates import iso_date
from index.readers.markdown import block
from index.readers.text import content_lines, is_headline

_DATE_LINE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\s*(?P<tags>(?:#[^#\n]+)*)\Z")
_WHY = re.compile(r"(?i)why it matters\s*[:—-]\s*(?=\S)")
_BOTTOM_LINE = re.compile(r"(?i)(?:the )?bottom line\Z")
_SOURCES = re.compile(r"(?i)\W*sources:?\Z")


def recognises(body: str) -> bool:
    """A date line with tags near the top, and 'Why it matters' or 'The Bottom Line' below."""
    lines = content_lines(body)
    return any(_DATE_LINE.match(line) for line in lines[:4]) and any(
        _WHY.match(line) or _BOTTOM_LINE.match(line) for line in lines
    )


def read(body: str) -> Digest:
    """Read the page; sources at its foot become links, the rest of the foot is left out."""
    lines = content_lines(body)
    at = next(n for n, line in enumerate(lines) if _DATE_LINE.match(line))
    match = _DATE_LINE.match(lines[at])
    tags = match["tags"].split("#") if match else []
    title, *rest = lines[at + 1 :] or [""]
    parts = _Parts()
    for line in rest:
        parts.take(line)
    return Digest(
        title=block(title).text,
        date=iso_date(lines[at]),
        tags=tuple(tag.strip() for tag in tags if tag.strip()),
        summary=tuple(parts.summary),
        sections=tuple(parts.sections),
        bottom_line=tuple(parts.bottom_line),
        sources=tuple(parts.sources),
    )


class _Parts:
    """The parts of the page as they fill, line by line."""

    def __init__(self) -> None:
        self.summary: list[Block] = []
        self.sections: list[Section] = []
        self.bottom_line: list[Block] = []
        self.sources: list[Link] = []
        self._into = self.summary.append

    def take(self, line: str) -> None:
        if _SOURCES.match(line):
            self._into = self._source
        elif self._into == self._source:
            self._into(block(line.lstrip("-*• "), "item"))
        elif _BOTTOM_LINE.match(line):
            self._into = self.bottom_line.append
        elif (why := _WHY.match(line)) and self.sections:
            told = block(line[why.end() :])
            self._amend(why_it_matters=told if told.text else None)
        elif is_headline(line) and self._into != self.bottom_line.append:
            self.sections.append(Section(block(line).text))
            self._into = self._paragraph
        # A picture without a description, or a lone tag, is a line and no text.
        elif (text := block(line)).text:
            self._into(text)

    def _paragraph(self, text: Block) -> None:
        self._amend(blocks=(*self.sections[-1].blocks, text))

    def _source(self, text: Block) -> None:
        self.sources.extend(text.links or (Link(text.text, ""),))

    def _amend(
        self, *, blocks: tuple[Block, ...] | None = None, why_it_matters: Block | None = None
    ) -> None:
        last = self.sections[-1]
        self.sections[-1] = Section(
            last.heading,
            last.blocks if blocks is None else blocks,
            why_it_matters or last.why_it_matters,
        )
