"""A digest in full: the text of its thread, and pages that are turned."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.render.digest import heading, opens
from bot.render.escape import label, link, link_of, literal
from bot.render.pages import packed
from bot.render.split import split
from bot.words import say
from index.digest import Block, Digest, Document, Link, Story
from index.readers.text import seen_lines

THREAD = 25  # messages; Discord takes about one a second, and people read no more
_LONGEST_WORDS = 300  # characters that are a link together
_ACCENT = re.compile("`(?=`)")


def digest_messages(document: Document) -> tuple[str, ...]:
    """A digest in full, as the messages of its thread; one of book length ends with a word so."""
    messages = split(full_text(document.digest))
    if len(messages) <= THREAD:
        return messages
    share = round(100 * (THREAD - 1) / len(messages))
    end = say("post-part", share=share)
    if document.digest.url:
        whole = link(say("post-whole"), document.digest.url)
        end = say("post-part-whole", share=share, link=whole)
    return (*messages[: THREAD - 1], f"-# {end}")


def full_pages(document: Document) -> tuple[str, ...]:
    """A digest in full, as pages that are turned."""
    return packed(heading(document), [full_text(document.digest)])


def full_text(digest: Digest) -> str:
    """All that a digest says below its heading, as Markdown of any length."""
    return "\n".join(_full(digest))


def _full(digest: Digest) -> Iterator[str]:
    yield from _blocks(digest.summary)
    for section in digest.sections:
        yield f"\n## {label(section.heading)}" if section.heading else ""
        yield from _blocks(section.blocks)
        yield from _why(section.why_it_matters)
        under: tuple[str, ...] = ()
        for story in section.stories:
            if story.under != under:
                yield f"\n**{label(' › '.join(story.under))}**" if story.under else ""
                under = story.under
            yield from _told(story)
        yield from _credits(section.sources)
    if digest.bottom_line:
        yield f"\n## {say('post-bottom-line')}"
        yield from _blocks(digest.bottom_line)
    yield from _credits(digest.sources)


def _told(story: Story) -> Iterator[str]:
    told = story.blocks[0].text if story.blocks else ""
    if story.headline and not opens(story, told):
        yield f"### {label(story.headline)}"
    yield from _blocks(story.blocks)
    yield from _why(story.why_it_matters)
    yield from _credits(story.sources)


def _why(block: Block | None) -> Iterator[str]:
    if block:
        yield say("post-why-bold", text=_linked(block))


def _credits(sources: Sequence[Link]) -> Iterator[str]:
    if sources:
        links = ", ".join(_linked_words(each.text, each.url) for each in sources)
        yield f"-# {say('post-sources-line', links=links)}"


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    """The blocks, the rows of a table under its head."""
    for header, rows in groupby(blocks, key=lambda block: block.header):
        if header:
            yield f"**{label(header)}**"
        yield from map(_block, rows)


def _block(block: Block) -> str:
    if block.kind == "code":
        # Three accents inside would end the block early.
        return "```\n" + _ACCENT.sub("`\u200b", seen_lines(block.text)) + "\n```"
    return f"- {_linked(block)}" if block.kind == "item" else _linked(block)


def _linked(block: Block) -> str:
    """A block's text with its links where they stood."""
    parts: list[str] = []
    end = 0
    for each in sorted(block.links, key=lambda each: each.start):
        stop = each.start + len(each.text)
        if each.start < end or not each.text or block.text[each.start : stop] != each.text:
            continue
        parts += [_piece(block.text[end : each.start]), _linked_words(each.text, each.url)]
        end = stop
    joined = "".join([*parts, _piece(block.text[end:])])
    return joined if parts else literal(block.text)


def _piece(text: str) -> str:
    """Escape text between links, with the white space around it."""
    body = text.strip()
    if not body:
        return text
    start = text.index(body)
    return f"{text[:start]}{literal(body)}{text[start + len(body) :]}"


def _linked_words(words: str, url: str) -> str:
    """A link of its words; of more words than a link should have, the words and then the link."""
    if len(words) > _LONGEST_WORDS:
        return f"{literal(words)} {link_of(say('post-link'), url)}" if url else literal(words)
    return link_of(words or url, url)
