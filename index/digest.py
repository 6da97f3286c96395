"""The values that flow through Footnote: what a digest says, and what search finds of it.

All are frozen. Offsets count characters (code points) and end before their second number.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["digest", "source"]
BlockKind = Literal["paragraph", "item", "code", "table"]
_YEAR = re.compile(r"[(\[](?:[A-Z][a-z]{2,8}\.?,? )?((?:19|20)\d{2})[)\]]")


def year_in(*headings: str) -> int | None:
    """The year that the last of some headings gives an older story: 'Programming (2019)'."""
    years = [match for heading in headings for match in _YEAR.findall(heading)]
    return int(years[-1]) if years else None


@dataclass(frozen=True, slots=True)
class Link:
    """An address that stood in a text: its words, where it leads, where it starts in the text."""

    text: str
    url: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list item, a code block or a table row: plain text, white space folded.

    `header` is a table row's: the words of the table's head, which tell what the cells are.
    """

    text: str
    kind: BlockKind = "paragraph"
    links: tuple[Link, ...] = ()
    header: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One thing told under one headline.

    `under` holds the headings between the section's and this one, outermost first; `sources` the
    names or pages that the story credits.
    """

    headline: str = ""
    blocks: tuple[Block, ...] = ()
    why_it_matters: Block | None = None
    sources: tuple[Link, ...] = ()
    under: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings below the section's that lead to this story."""
        return (*self.under, self.headline) if self.headline else self.under


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a digest: text of its own, then stories.

    `file` is where it stands below the archive, for a digest that is made of several files.
    """

    heading: str
    blocks: tuple[Block, ...] = ()
    why_it_matters: Block | None = None
    stories: tuple[Story, ...] = ()
    sources: tuple[Link, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Dating:
    """The days that a file names: in its path, in its front matter, in its text."""

    path: dt.date | None = None
    front_matter: dt.date | None = None
    text: dt.date | None = None

    @property
    def day(self) -> dt.date | None:
        """The day to trust: the path's before the front matter's before the text's."""
        return self.path or self.front_matter or self.text

    @property
    def differs(self) -> bool:
        """Whether they name more than one day."""
        return len({self.path, self.front_matter, self.text} - {None}) > 1


@dataclass(frozen=True, slots=True)
class Digest:
    """What one issue says, whatever the way in which it was written.

    `date` is None where the digest doesn't tell its day: it is never taken from a clock. `dating`
    holds all the days that it names. `language` is a code of two letters.
    """

    title: str
    publication: str | None = None
    date: dt.date | None = None
    tags: tuple[str, ...] = ()
    summary: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    bottom_line: tuple[Block, ...] = ()
    sources: tuple[Link, ...] = ()
    url: str | None = None
    language: str | None = None
    dating: Dating = field(default_factory=Dating)


@dataclass(frozen=True, slots=True)
class Document:
    """A digest with where it came from.

    `id` follows from archive and file alone, so it stays when the content changes; `archive` is
    the root as the person gave it, `file` the path below it with forward slashes.
    """

    id: str
    archive: str
    file: str
    content_hash: str
    digest: Digest
    kind: Kind = "digest"

    @property
    def publication(self) -> str:
        """The publication's name, or the archive's where the digest doesn't tell."""
        return self.digest.publication or self.archive


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item of a passage: the smallest thing that can be cited."""

    start: int
    end: int
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences from one story, searched as one.

    `text` is an exact piece of the document as read, but for lines that the publication repeats, in
    whose place an empty line stands; `headings` lead to it and aren't part of it.
    `sources` are pages that all of it is credited to, `file` is where it stands when the document
    is made of several, `context` what it is searched with besides its text. `id` follows from
    document, headings, context and text, so equal content keeps its vector.
    """

    id: str
    document: str
    ordinal: int
    headings: tuple[str, ...]
    text: str
    sentences: tuple[Sentence, ...]
    sources: tuple[Link, ...] = ()
    file: str = ""
    context: str = ""

    @property
    def cited(self) -> tuple[str, ...]:
        """The addresses that its sentences link to and its sources have, each once."""
        links = [link for sentence in self.sentences for link in sentence.links]
        return tuple(dict.fromkeys(link.url for link in (*links, *self.sources)))

    @property
    def about(self) -> str:
        """The innermost heading that tells more than a part of every issue; '' without headings."""
        telling = self.context.partition("\n")[2]
        last = self.headings[-1] if self.headings else ""
        return next((each for each in reversed(self.headings) if each in telling), last)

    @property
    def year(self) -> int | None:
        """The year that its headings give an older story: 'Houseplant programming (2025)'."""
        return year_in(*self.headings)

    def quote(self, first: int, end: int) -> str:
        """The exact text of sentences `first` up to, not including, `end`."""
        return self.text[self.sentences[first].start : self.sentences[end - 1].end]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a citation tells of a document, without its text."""

    document: str
    kind: Kind
    publication: str
    title: str
    date: dt.date | None
    archive: str
    file: str
    url: str | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Where one half of the search saw a passage: its rank from 1, and BM25 or cosine."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """Another passage that says the same, by its id and the origin of its document."""

    passage: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that search found, with its document's origin, its rank from 1 and its score.

    `words` and `meaning` tell what each half of the search made of it for the whole question;
    `places` are other passages that say the same.
    """

    passage: Passage
    origin: Origin
    rank: int
    score: float
    words: Hit | None = None
    meaning: Hit | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included; None is open."""

    start: dt.date | None = None
    end: dt.date | None = None

    def __contains__(self, day: dt.date | None) -> bool:
        return (
            day is not None
            and (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
        )

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None

    def around(self, days: Iterable[dt.date]) -> tuple[dt.date, ...]:
        """Of `days` the last before this range and the first after it, as far as there are."""
        known = sorted(days)
        before = [day for day in known if self.start and day < self.start][-1:]
        after = [day for day in known if self.end and day > self.end][:1]
        return (*before, *after)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search; by default everywhere, as what is empty doesn't filter.

    A closed span leaves undated documents out, and one that ends before its start holds nothing. A
    document is of one of the publications and carries one of the tags; capitals and the '#' of a
    tag don't matter.
    """

    span: Span = field(default_factory=Span)
    document: str | None = None
    publications: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched: how many documents over which days, and whether the range had to widen.

    The days and the undated are those of digests; `sources` counts the pages that they cite;
    `publications` are those to which the search was held.
    """

    documents: int
    first: dt.date | None
    last: dt.date | None
    undated: int
    searched: Span = field(default_factory=Span)
    widened: bool = False
    sources: int = 0
    publications: tuple[str, ...] = ()


def newest_first(origins: Iterable[Origin]) -> list[Origin]:
    """The digests among documents, newest first, the undated at the end."""
    digests = [origin for origin in origins if origin.kind == "digest"]
    return sorted(digests, key=lambda origin: origin.date or dt.date.min, reverse=True)
