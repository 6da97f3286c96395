"""A digest becomes passages: pieces of one story, never half a sentence, never two stories."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby

from index.digest import Block, Digest, Document, Link, Passage, Sentence
from index.repetition import NOTHING, Repetition, shape
from index.sentences import split_sentences

# Characters. The model reads 256 tokens, about 1,000 characters, of which the context takes some.
LONGEST = 800
_MANY = 40  # stories of a document, of which its title tells no more than of one
HOLE = "\n\n"  # between lines of a passage that have another one between them in the document
WHY = "Why it matters"
BOTTOM_LINE = "The bottom line"


@dataclass(frozen=True, slots=True)
class _Run:
    headings: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources: tuple[Link, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """A document with its passages, and the mark of the repetition that was left out of them."""

    document: Document
    passages: tuple[Passage, ...]
    mark: str = ""


def cut(document: Document, repetition: Repetition = NOTHING) -> Cut:
    """A document cut into passages, without what its publication repeats.

    One that would say nothing then says it all: its numbers are what changes from day to day.
    """
    if document.kind != "digest":
        repetition = NOTHING
    everything = replace(repetition, shapes=frozenset())
    passages = passages_of(document, repetition) or passages_of(document, everything)
    return Cut(document, passages, repetition.mark)


def context_of(
    document: Document, headings: tuple[str, ...], repeated: Collection[int] = ()
) -> str:
    """What a passage is searched with besides its text, in two lines.

    Publication and day, then title and headings, less those whose shapes are `repeated`. Meaning is
    made of the second line and the text: the first says nothing of what a passage is about.
    """
    day = document.digest.date
    first = (document.publication, day.isoformat() if day else "")
    told = [part for part in (document.digest.title, *headings) if part not in first]
    second = [part for part in told if part and shape(part) not in repeated]
    lines = (first, dict.fromkeys(second))
    return "\n".join(" · ".join(part for part in line if part) for line in lines)


def embedded_of(context: str, text: str) -> str:
    """What a passage's meaning is made of: the second line of its context, and its text."""
    about = context.partition("\n")[2]
    return f"{about}\n{text}" if about else text


def headings_of(document: Document) -> frozenset[str]:
    """Every different heading of a document, its title among them."""
    found = {heading for run in _runs(document.digest) for heading in run.headings}
    return frozenset(found | {document.digest.title})


def passages_of(document: Document, repetition: Repetition = NOTHING) -> tuple[Passage, ...]:
    """Every passage of a document, in reading order.

    A line that the publication repeats is left out, with HOLE where it stood; inside of a
    paragraph the passage ends there. The title of a document of very many stories isn't part of
    their context: it would make all of them evidence of one.
    """
    found: list[Passage] = []
    taken: Counter[str] = Counter()
    runs = list(_runs(document.digest))
    silent = repetition.headings
    if len(runs) > _MANY:
        silent |= {shape(document.digest.title)}
    for run in runs:
        context = context_of(document, run.headings, silent)
        for text, sentences in _pieces(run.blocks, repetition.shapes, document.digest.language):
            id_ = _id(document, run.headings, context, text, taken)
            found.append(
                Passage(
                    id_,
                    document.id,
                    len(found),
                    run.headings,
                    text,
                    sentences,
                    run.sources,
                    run.file,
                    context,
                )
            )
    return tuple(found)


def sentences_of(document: Document) -> frozenset[str]:
    """Every different sentence of a document."""
    return frozenset(
        block.text[start:end]
        for run in _runs(document.digest)
        for block in run.blocks
        for start, end in _spans(block, document.digest.language)
    )


def _runs(digest: Digest) -> Iterator[_Run]:
    for run in _stories(digest):
        # A table's rows are told apart from what stands around it by its head.
        for header, blocks in groupby(run.blocks, key=lambda block: block.header):
            headings = (*run.headings, header) if header else run.headings
            yield _Run(headings, tuple(blocks), run.sources, run.file)


def _stories(digest: Digest) -> Iterator[_Run]:
    yield _Run((), digest.summary)
    for section in digest.sections:
        sources, file = _addressed(section.sources), section.file
        yield _Run((section.heading,), section.blocks, sources, file)
        for story in section.stories:
            headings = (section.heading, *story.headings)
            pages = (*_addressed(story.sources), *sources)
            yield _Run(headings, story.blocks, pages, file)
            if story.why_it_matters:
                yield _Run((*headings, WHY), (story.why_it_matters,), pages, file)
        if section.why_it_matters:
            yield _Run((section.heading, WHY), (section.why_it_matters,), sources, file)
    yield _Run((BOTTOM_LINE,), digest.bottom_line)


def _addressed(links: tuple[Link, ...]) -> tuple[Link, ...]:
    return tuple(link for link in links if link.url)


def _spans(block: Block, language: str | None) -> list[tuple[int, int]]:
    return split_sentences(block.text, language)


def _pieces(
    blocks: tuple[Block, ...], repeated: Collection[int], language: str | None
) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    text = ""
    sentences: list[Sentence] = []
    hole = False
    for block in blocks:
        last: int | None = None
        for start, end in _spans(block, language):
            gap = block.text[last:start] if last is not None else "\n"
            before, last = last, end
            if repeated and shape(block.text[start:end]) in repeated:
                hole = True
                continue
            apart = hole and before is not None
            if text and (apart or len(text) + len(gap) + end - start > LONGEST):
                yield text, tuple(sentences)
                text, sentences = "", []
            if text:
                text += HOLE if hole else gap
            at = len(text)
            text += block.text[start:end]
            sentences.append(Sentence(at, len(text), _links(block.links, start, end, at)))
            hole = False
    if text:
        yield text, tuple(sentences)


def _links(links: tuple[Link, ...], start: int, end: int, at: int) -> tuple[Link, ...]:
    return tuple(Link(x.text, x.url, x.start - start + at) for x in links if start <= x.start < end)


def _id(
    document: Document, headings: tuple[str, ...], context: str, text: str, taken: Counter[str]
) -> str:
    content = "\0".join((context, *headings, text))
    base = f"{document.id}-{blake2b(content.encode(), digest_size=8).hexdigest()}"
    taken[base] += 1
    return base if taken[base] == 1 else f"{base}-{taken[base]}"
