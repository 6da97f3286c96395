"""A newsletter: Top Stories under headlines, Quick Hits as items, Worth Watching as prose."""

import re
from dataclasses import replace

from index.digest import Block, Digest, Section, Story
from index.readers.markdown import block
from index.readers.text import (
    content_lines,
    credits_of,
    is_headline,
    label_of,
    without_credits,
)

_SECTION = re.compile(
    r"(?i)\W*(top stories|quick hits|worth watching|in brief|also worth reading|deep dives?)\W*\Z"
)
_SOURCE = re.compile(r"(?i)(?:sources?|via)\s*:\s*(?=\S)")
_BULLET = re.compile(r"[-*•–](?:\s+|\Z)")


def recognises(body: str) -> bool:
    """Two or more of the sections that such newsletters have."""
    names = {match[1].lower() for line in content_lines(body) if (match := _SECTION.match(line))}
    return len(names) >= 2


def read(body: str) -> Digest:
    """Read the newsletter. Where it has no title, its first headline is the title."""
    title = ""
    lede: list[Block] = []
    sections: list[Section] = []
    bullet = False
    for line in content_lines(body):
        if match := _SECTION.match(line):
            sections.append(Section(match[1]))
            bullet = False
        elif not sections and not title:
            title = block(line.lstrip("# ")).text
        elif not sections:
            lede += [text] if (text := block(line)).text else []
        elif _BULLET.fullmatch(line):
            bullet = True
        else:
            marked = _BULLET.match(line)
            if bullet or marked:
                sections[-1] = _with_item(sections[-1], line[marked.end() :] if marked else line)
            else:
                sections[-1] = _with_line(sections[-1], line)
            bullet = False
    stories = [story.headline for section in sections for story in section.stories]
    title = title or next(iter(stories), "")
    return Digest(title, summary=tuple(lede), sections=tuple(sections))


def _with_item(section: Section, line: str) -> Section:
    item, sources = without_credits(block(line, "item"))
    if not item.text:
        return section
    story = Story(label_of(item.text) or "", (item,), sources=sources)
    return replace(section, stories=(*section.stories, story))


def _with_line(section: Section, line: str) -> Section:
    if is_headline(line) and not _SOURCE.match(line):
        story = Story(block(line.lstrip("# ")).text)
        return replace(section, stories=(*section.stories, story))
    text = block(line)
    if not text.text:
        return section
    if not section.stories:
        return replace(section, blocks=(*section.blocks, text))
    *before, last = section.stories
    if match := _SOURCE.match(line):
        last = replace(last, sources=credits_of(block(line[match.end() :])))
    else:
        last = replace(last, blocks=(*last.blocks, text))
    return replace(section, stories=(*before, last))
