"""A folder of items: each file tells one story, all of them together are a day's digest."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from index.digest import Block, Dating, Digest, Link, Section, Story
from index.readers.part import Part, hash_of

_LONGEST_FACTS = 500  # characters of a line that tells an item's score and links


def join_items(items: Sequence[tuple[str, Part]], day: dt.date | None) -> Part:
    """One digest of items (file, part), one or more, a section for each.

    `day` is the folder's: what an item's title says of time is about its story.
    """
    return Part(
        Digest(
            title="",
            publication=next(
                (p.digest.publication for _, p in items if p.digest.publication), None
            ),
            date=day,
            dating=Dating(path=day),
            tags=tuple(dict.fromkeys(tag for _, part in items for tag in part.digest.tags)),
            sections=tuple(_section(file, part.digest) for file, part in items),
            language=items[0][1].digest.language,
        ),
        hash_of(*(text for file, part in items for text in (file, part.content_hash))),
    )


def tells_more(item: Digest) -> bool:
    """Whether an item says more than its title and where it is discussed."""
    return bool(item.sections or item.bottom_line) or not all(
        _is_facts(block) for block in item.summary
    )


def _section(file: str, item: Digest) -> Section:
    facts = [block for block in item.summary if _is_facts(block)]
    stories = tuple(story for section in item.sections for story in _stories(section))
    address = (Link(item.title, item.url),) if item.url else ()
    links = tuple(Link(x.text, x.url) for block in facts for x in block.links)
    blocks = tuple(block for block in item.summary if not _is_facts(block))
    stories += (Story("", item.bottom_line),) if item.bottom_line else ()
    sources = (*address, *links, *item.sources)
    return Section(item.title, blocks, stories=stories, sources=sources, file=file)


def _stories(section: Section) -> tuple[Story, ...]:
    """A part of an item as a story; its points, short and about one thing, are told as one."""
    stories = [Story(section.heading, section.blocks, section.why_it_matters)]
    for story in section.stories:
        last, below = stories[-1], replace(story, under=(section.heading, *story.under))
        if _is_point(story):
            below = replace(below, headline="")
        if _is_point(story) and last.headings == below.under:
            stories[-1] = replace(last, blocks=(*last.blocks, *story.blocks))
        else:
            stories.append(below)
    return tuple(story for story in stories if story.blocks or story.why_it_matters)


def _is_point(story: Story) -> bool:
    """Whether a story is a list item, whose own first words are its headline."""
    return bool(story.blocks) and story.blocks[0].text.startswith(story.headline)


def _is_facts(block: Block) -> bool:
    """Whether a line tells of the item ('Score: 218 | HN | Link: …') and not what it says."""
    return (
        block.kind != "table"
        and " | " in block.text
        and bool(block.links)
        and len(block.text) <= _LONGEST_FACTS
    )
