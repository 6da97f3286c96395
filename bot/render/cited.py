"""What a digest cites becomes pages: its links and credits by section."""

from collections.abc import Iterable, Iterator
from itertools import chain

from bot.render.escape import label, link_of
from bot.render.pages import packed
from bot.render.source import shorten
from bot.words import say
from index.digest import Block, Digest, Document, Link, Section, Story

_WORDS = 120  # characters of a link


def cited_pages(document: Document) -> tuple[str, ...]:
    """Each source of a digest once, under the section that cites it first."""
    told: set[str] = set()
    entries: list[str] = []
    for name, links in _parts(document.digest):
        # The first one takes its heading along to the page where it stands.
        first, *others = [*_lines(links, told)] or [""]
        entries += [f"**{name}**\n{first}", *others] if first else []
    title = label(shorten(document.digest.title, _WORDS))
    return packed(say("post-cited", title=title), entries or [say("post-cited-nothing")])


def _parts(digest: Digest) -> Iterator[tuple[str, Iterator[Link]]]:
    yield say("post-cited-opening"), _in_blocks(digest.summary)
    for section in digest.sections:
        yield label(section.heading) or say("post-cited-section"), _in_section(section)
    closing = chain(_in_blocks(digest.bottom_line), digest.sources)
    yield say("post-bottom-line"), closing


def _in_section(section: Section) -> Iterator[Link]:
    told: tuple[Section | Story, ...] = (section, *section.stories)
    for each in told:
        yield from _in_blocks(each.blocks)
        if each.why_it_matters:
            yield from each.why_it_matters.links
        yield from each.sources


def _in_blocks(blocks: Iterable[Block]) -> Iterator[Link]:
    return chain.from_iterable(block.links for block in blocks)


def _lines(links: Iterable[Link], told: set[str]) -> Iterator[str]:
    for link in links:
        key = link.url or link.text
        if key and key not in told:
            told.add(key)
            yield f"- {link_of(shorten(link.text or link.url, _WORDS), link.url)}"
