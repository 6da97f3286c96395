"""A long daily report: emoji headings, labelled paragraphs, ranked picks, lists."""

import re
from dataclasses import replace

from index.digest import BlockKind, Digest, Section, Story
from index.readers.dates import iso_date
from index.readers.markdown import block
from index.readers.text import content_lines, emoji_heading, is_headline, label_of

_ITEM = re.compile(r"(?:[*•-]|\d{1,2}[.)])\s+(?=\S)")
_SUBHEADING = re.compile(r"(?P<words>[^.!?:]{3,80}):\Z")


def recognises(body: str) -> bool:
    """Three or more emoji headings that Markdown doesn't know for headings."""
    lines = (line for line in content_lines(body) if not line.startswith("#"))
    return sum(1 for line in lines if emoji_heading(line)) >= 3


def read(body: str) -> Digest:
    """Read the report. The title's words without the date name the publication."""
    title = ""
    sections: list[Section] = []
    under: tuple[str, ...] = ()
    lede = []
    for line in content_lines(body):
        if heading := emoji_heading(line):
            sections.append(Section(heading))
            under = ()
        elif not sections and not title and (line.startswith("#") or is_headline(line)):
            title = block(line.lstrip("# ")).text
        elif not sections:
            lede += [text] if (text := block(line)).text else []
        elif match := _SUBHEADING.match(line):
            under = (match["words"],)
        else:
            sections[-1] = _with_line(sections[-1], line, under)
    day = iso_date(title)
    publication = (
        title.replace(day.isoformat(), "").strip(" -–—:|,()")
        if day and day.isoformat() in title
        else ""
    )
    return Digest(title, publication or None, day, summary=tuple(lede), sections=tuple(sections))


def _with_line(section: Section, line: str, under: tuple[str, ...]) -> Section:
    item = _ITEM.match(line)
    kind: BlockKind = "item" if item else "paragraph"
    text = block(line[item.end() :] if item else line, kind)
    if not text.text:
        return section
    label = label_of(text.text)
    if item or label:
        story = Story(label or "", (text,), under=under)
        return replace(section, stories=(*section.stories, story))
    if section.stories:
        *before, last = section.stories
        return replace(section, stories=(*before, replace(last, blocks=(*last.blocks, text))))
    return replace(section, blocks=(*section.blocks, text))
