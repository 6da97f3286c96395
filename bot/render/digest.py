"""A digest becomes the daily post."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.assistant.answer import long_date
from bot.items import Item, items_of
from bot.render.escape import label, link, link_of, one_line
from bot.render.source import shorten
from bot.words import say
from index.digest import Block, Digest, Document, Story
from index.sentences import split_sentences

# Discord takes 4,000 characters of text in all components of a message; a ping has some of them.
CARD = 3_960
_PLEASANT = 2_400  # beyond this a post tells less of each story
_SHORT = 40  # a first sentence below this ('Length.') takes the next one along
TITLE = 256
THREAD_NAME = 100
_TAGS = 12
_NAMES = (8, 5, 3)  # of a section's stories, the fewer the longer a digest is
_BEFORE = 2  # links to earlier coverage of a section
_OPEN = re.compile(r"\s*[(\[][^)\]]*$")


@dataclass(frozen=True, slots=True)
class Card:
    """The text of a post, part by part: heading, lede, headlines, bottom line, closing line."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """Where a story was told before: the day, and where people can read it, if anywhere."""

    date: dt.date | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _Detail:
    """How much a card tells. None is all; a number is how many sentences, sections or links.

    `names` is how many stories of a section are named, where they aren't told.
    """

    lede: int | None = None
    stories: bool = True
    points: bool = True
    names: int | None = None
    sections: int | None = None
    before: int = 0


def card(
    document: Document,
    more: str,
    previously: Sequence[Sequence[Before]] = (),
    revised: str = "",
) -> Card:
    """The post of a digest, as full as fits; whole sentences only.

    `more` ends it and tells where the rest is ('in the thread'). `previously` has the earlier
    coverage of each section, in the digest's order; it takes no room from the digest. `revised` is
    a line of Markdown under the heading.
    """
    sections = len(document.digest.sections)
    details = [
        _Detail(),
        _Detail(stories=False),
        _Detail(lede=2, stories=False),
        *(_Detail(lede=2, stories=False, names=n) for n in _NAMES),
        _Detail(lede=2, stories=False, points=False),
        *(_Detail(1, stories=False, points=False, sections=n) for n in range(sections, 0, -1)),
    ]
    for detail in details:
        found = _card(document, more, detail, previously, revised)
        if _length(found) <= (_PLEASANT if detail.stories else CARD):
            linked = (replace(detail, before=most) for most in (_BEFORE, 1))
            fuller = (_card(document, more, each, previously, revised) for each in linked)
            return next((each for each in fuller if _length(each) <= CARD), found)
    return _card(document, more, _Detail(0, sections=0), previously, revised)


def _length(found: Card) -> int:
    return sum(map(len, found.parts))


def _card(
    document: Document,
    more: str,
    detail: _Detail,
    previously: Sequence[Sequence[Before]],
    revised: str,
) -> Card:
    digest = document.digest
    by_section = [
        tuple(items) for _, items in groupby(items_of(digest), key=lambda item: id(item.section))
    ]
    shown = by_section[: detail.sections]
    left = len(by_section) - len(shown)
    closing = say("post-rest", n=left, more=more) if left else say("post-full", more=more)
    before = [*previously, *((),) * (len(shown) - len(previously))]
    parts = [
        "\n".join(filter(None, (heading(document), revised))),
        _paragraphs(digest.summary, detail.lede),
        "\n".join(
            line
            for items, told in zip(shown, before, strict=False)
            for line in (*_headline(items, detail), *_previously(told[: detail.before]))
        ),
        _bottom_line(digest, detail.lede),
        f"-# {closing}",
    ]
    return Card(tuple(part for part in parts if part))


def heading(document: Document) -> str:
    """Title, date, publication and tags of a digest."""
    digest = document.digest
    facts = [long_date(digest.date), label(shorten(document.publication, TITLE))]
    if digest.tags:
        facts.append(" ".join(label(f"#{shorten(tag, 40)}") for tag in digest.tags[:_TAGS]))
    title = link_of(_title(document, TITLE), digest.url)
    return f"## {title}\n-# {' · '.join(facts)}"


def _paragraphs(blocks: Sequence[Block], most: int | None) -> str:
    texts = [block.text for block in blocks]
    if most is None:
        return "\n".join(map(one_line, texts))
    return " ".join(map(one_line, _sentences(" ".join(texts))[:most]))


def _bottom_line(digest: Digest, most: int | None) -> str:
    text = _paragraphs(digest.bottom_line, most)
    return f"**{say('post-bottom-line')}**\n{text}" if text else ""


def _headline(items: Sequence[Item], detail: _Detail) -> Iterator[str]:
    """The items of a section by their numbers, under its heading."""
    first, section = items[0], items[0].section
    numbers = f"{first.n}" if len(items) == 1 else f"{first.n}–{items[-1].n}"
    yield f"**{numbers}. {label(section.heading)}**"
    if not detail.points:
        return
    why = section.why_it_matters
    told = why or next(iter(section.blocks), None)
    if told:
        line = _first(told.text)
        yield one_line(say("post-why", text=line) if why else line)
    stories = [(f"{i.n}.", f"**{i.n}** ", i.story) for i in items if i.story]
    stories = stories or [("-", "", story) for story in section.stories]
    if detail.stories:
        yield from (f"{mark} {_story(story)}" for mark, _, story in stories)
    elif stories:
        yield _named([(number, s.headline) for _, number, s in stories], detail.names)


def _named(stories: Sequence[tuple[str, str]], most: int | None) -> str:
    """The headlines of stories by their numbers, and how many more there are."""
    names = [f"{number}{label(_closed(name))}" for number, name in stories if name]
    shown = names[:most]
    told = " · ".join(shown)
    left = len(stories) - len(shown)
    if not shown:
        return say("post-items", n=left)
    return say("post-more-names", names=told, n=left) if len(names) > len(shown) else told


def _closed(name: str) -> str:
    """A headline without the bracket that it leaves open at its end ('Gemma 4 (Activity')."""
    return _OPEN.sub("", name) or name


def _previously(before: Sequence[Before]) -> Iterator[str]:
    if before:
        links = (link(label(long_date(each.date)), each.url) for each in before)
        yield f"-# {say('post-previously', links=' · '.join(links))}"


def _story(story: Story) -> str:
    told = story.why_it_matters or next(iter(story.blocks), None)
    first = _first(told.text) if told else ""
    if opens(story, first):
        first = first[len(story.headline) :].lstrip(" :.–—-")
    name = f"**{label(story.headline)}**" if story.headline else ""
    return ": ".join(part for part in (name, one_line(first)) if part)


def opens(story: Story, text: str) -> bool:
    """Whether a text says its story's headline itself ('Headline: the rest')."""
    return bool(story.headline) and text.startswith(f"{story.headline}:")


def _first(text: str) -> str:
    """The first sentence, or the first two where it hardly says a thing."""
    sentences = _sentences(text)
    most = 2 if sentences and len(sentences[0]) < _SHORT else 1
    return " ".join(sentences[:most])


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def thread_name(document: Document) -> str:
    """What a digest's thread is called."""
    return _title(document, THREAD_NAME)


def _title(document: Document, most: int) -> str:
    return shorten(document.digest.title, most) or say(
        "post-untitled", day=long_date(document.digest.date)
    )
