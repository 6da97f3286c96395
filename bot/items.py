"""The items of a digest in their one order: as its post numbers them and people speak of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.digest import Block, Digest, Evidence, Section, Story
from index.sentences import split_sentences
from index.terms import named_in, stems_of, words_of

_NAME = 120  # characters by which an item without a headline is called


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a digest tells: a story, or a section that has no stories of its own.

    `n` is its number, from 1.
    """

    n: int
    section: Section
    story: Story | None = None

    @property
    def name(self) -> str:
        """Its headline; where it has none, how its text begins."""
        headline = self.story.headline if self.story else self.section.heading
        if headline:
            return headline
        text = next((block.text for block in self._blocks()), "")
        end = next((end for _, end in split_sentences(text)), 0)
        return text[:end] if end <= _NAME else text[:_NAME].rsplit(" ", 1)[0]

    def passages(self, found: Sequence[Evidence]) -> list[Evidence]:
        """Those of a digest's passages that tell this item."""
        headings = (self.section.heading, *(self.story.headings if self.story else ()))
        texts = [block.text for block in self._blocks()]
        return [
            each
            for each in found
            if each.passage.headings[: len(headings)] == headings
            and each.passage.file == self.section.file
            and any(each.passage.quote(0, 1) in text for text in texts)
        ]

    def _blocks(self) -> Iterator[Block]:
        told: tuple[Section | Story, ...] = (self.section, *self.section.stories)
        for each in told if self.story is None else (self.story,):
            yield from each.blocks
            if each.why_it_matters:
                yield each.why_it_matters


def items_of(digest: Digest) -> tuple[Item, ...]:
    """All items of a digest, numbered through."""
    alone = sum(bool(section.blocks or section.stories) for section in digest.sections) == 1
    found: list[Item] = []
    for section in digest.sections:
        stories = _stories(section, alone=alone)
        for story in stories or (None,):
            found.append(Item(len(found) + 1, section, story))
    return tuple(found)


def _stories(section: Section, *, alone: bool) -> Sequence[Story]:
    """The stories of a section that are items; none where the section is one.

    A part of a day's folder is one, and so is one whose stories are its points: they have no
    headlines, and there are other sections (`alone` tells that there are none).
    """
    told = [story for story in section.stories if story.blocks or story.why_it_matters]
    if section.file or not (alone or any(story.headline for story in told)):
        return ()
    return told


def items_named(items: Sequence[Item], name: str) -> list[Item]:
    """The items whose names hold all words of `name`, in their order."""
    words = words_of(name)
    return [
        item
        for item in items
        if words and all(named_in(word, stems_of(item.name)) for word in words)
    ]
