"""What a digest says of some topics."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.digest import Block, Digest, Section, Story
from index.terms import named_in, stems_of, words_of

Names = Sequence[Sequence[str]]


def extract(digest: Digest, topics: Names) -> Digest | None:
    """The parts of a digest that speak of a topic; None where none does.

    A topic is the names of one thing: a part speaks of it that holds all words of one of them.
    """
    sections = tuple(filter(None, (_section(section, topics) for section in digest.sections)))
    summary = _kept(digest.summary, topics)
    bottom_line = _kept(digest.bottom_line, topics)
    if not (sections or summary or bottom_line or speaks(digest.title, topics)):
        return None
    return replace(digest, sections=sections, summary=summary, bottom_line=bottom_line)


def speaks(text: str, topics: Names) -> bool:
    """Whether a text speaks of one of some topics."""
    stems = stems_of(text)
    return any(
        (words := words_of(name)) and all(named_in(word, stems) for word in words)
        for names in topics
        for name in names
    )


def _section(section: Section, topics: Names) -> Section | None:
    own = " ".join((section.heading, *_texts(section.blocks, section.why_it_matters)))
    if speaks(own, topics):
        return section
    stories = tuple(story for story in section.stories if speaks(_text(story), topics))
    return replace(section, stories=stories) if stories else None


def _text(story: Story) -> str:
    told = _texts(story.blocks, story.why_it_matters)
    return " ".join((*story.headings, *told))


def _texts(blocks: Iterable[Block], why: Block | None) -> Iterable[str]:
    return [block.text for block in (*blocks, *([why] if why else []))]


def _kept(blocks: Sequence[Block], topics: Names) -> tuple[Block, ...]:
    """All of a run of paragraphs where one of them speaks of a topic."""
    return tuple(blocks) if speaks(" ".join(_texts(blocks, None)), topics) else ()
