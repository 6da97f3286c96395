"""A digest becomes passages: pieces of one story, never half a sentence, never two stories."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from index.digest import Block, Digest, Document, Link, Passage, Sentence
from index.sentences import split_sentences

# Characters. The model reads 256 tokens, about 1,000 characters, of which the context takes some.
LONGEST = 800
WHY = "Why it matters"
BOTTOM_LINE = "The bottom line"


@dataclass(frozen=True, slots=True)
class _Run:
    headings: tuple[str, ...]
    blocks: tuple[Block, ...]


def context_of(document: Document, headings: tuple[str, ...]) -> str:
    """What a passage is searched with besides its text: publication, day, title, headings."""
    day = document.digest.date
    parts = (document.publication, day.isoformat() if day else "", document.digest.title, *headings)
    return " · ".join(part for part in parts if part)


def passages_of(document: Document) -> tuple[Passage, ...]:
    """Every passage of a document, in reading order."""
    found: list[Passage] = []
    ids: set[str] = set()
    for run in _runs(document.digest):
        for text, sentences in _pieces(run.blocks):
            passage_id = _id(document, run.headings, text, ids)
            ids.add(passage_id)
            found.append(
                Passage(passage_id, document.id, len(found), run.headings, text, sentences)
            )
    return tuple(found)


def _runs(digest: Digest) -> Iterator[_Run]:
    yield _Run((), digest.summary)
    for section in digest.sections:
        yield _Run((section.heading,), section.blocks)
        for story in section.stories:
            headings = (section.heading, *story.headings)
            yield _Run(headings, story.blocks)
            if story.why_it_matters:
                yield _Run((*headings, WHY), (story.why_it_matters,))
        if section.why_it_matters:
            yield _Run((section.heading, WHY), (section.why_it_matters,))
    yield _Run((BOTTOM_LINE,), digest.bottom_line)


def _pieces(blocks: tuple[Block, ...]) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    text = ""
    sentences: list[Sentence] = []
    for block in blocks:
        last: int | None = None
        for start, end in split_sentences(block.text):
            gap = block.text[last:start] if last is not None else "\n" if text else ""
            last = end
            if text and len(text) + len(gap) + end - start > LONGEST:
                yield text, tuple(sentences)
                text, sentences, gap = "", [], ""
            at = len(text) + len(gap)
            text += gap + block.text[start:end]
            sentences.append(Sentence(at, len(text), _links(block.links, start, end, at)))
    if text:
        yield text, tuple(sentences)


def _links(links: tuple[Link, ...], start: int, end: int, at: int) -> tuple[Link, ...]:
    return tuple(Link(x.text, x.url, x.start - start + at) for x in links if start <= x.start < end)


def _id(document: Document, headings: tuple[str, ...], text: str, taken: set[str]) -> str:
    content = "\0".join((context_of(document, headings), text))
    base = f"{document.id}-{blake2b(content.encode(), digest_size=8).hexdigest()}"
    if base not in taken:
        return base
    return next(again for n in range(2, 1 << 20) if (again := f"{base}-{n}") not in taken)
