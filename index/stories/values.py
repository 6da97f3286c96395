"""What stories are told by: earlier coverage, a timeline, mentions a week."""

import datetime as dt
from dataclasses import dataclass, field

from index.digest import Evidence, Span


@dataclass(frozen=True, slots=True)
class Earlier:
    """A passage that told the same story before, and why it counts as that.

    `names` are those that both share, the rarest first; `similarity` is the cosine of their
    vectors; `also` are other places that say the same as this one.
    """

    evidence: Evidence
    similarity: float
    names: tuple[str, ...]
    score: float
    also: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One development: the sentences `first` up to `end` of a passage tell it.

    `mentions` counts the passages of the same story in the same digest, `also` are other places
    that say the same.
    """

    evidence: Evidence
    first: int
    end: int
    mentions: int = 1
    also: tuple[Evidence, ...] = ()

    @property
    def quote(self) -> str:
        """The exact words of the archive."""
        return self.evidence.passage.quote(self.first, self.end)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A story through the archive: the entries that matter most, oldest first, undated ones last.

    `found` counts the places that tell of it, of which `entries` are some.
    """

    name: str
    entries: tuple[Entry, ...] = ()
    found: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """A name with the passages of some days that tell it, and of as many days before."""

    name: str
    passages: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class Topics:
    """What the archive speaks of on the days of `span`.

    `most` are the names that most passages tell. `risen` are those that are told more than on the
    days of `before`, which are as many; there are none where the archive doesn't have those.
    """

    span: Span
    before: Span | None = None
    most: tuple[Spoken, ...] = ()
    risen: tuple[Spoken, ...] = ()


@dataclass(frozen=True, slots=True)
class Insight:
    """One thing that matters: the sentences `first` up to `end` of a passage tell it.

    `subject` is the name that it is about ('' where it is about none), `digests` count those that
    tell of that on the days that were asked for; `also` are other places that tell of it.
    """

    evidence: Evidence
    first: int
    end: int
    subject: str = ""
    digests: int = 1
    also: tuple[Evidence, ...] = ()

    @property
    def quote(self) -> str:
        """The exact words of the archive."""
        return self.evidence.passage.quote(self.first, self.end)


@dataclass(frozen=True, slots=True)
class Mentions:
    """How many passages name each term in each week: `counts[term][week]`, weeks by their Monday.

    `passages` counts all of each week, none where no digest came; `span` are the days that were
    counted. What is undated is in no week.
    """

    terms: tuple[str, ...]
    weeks: tuple[dt.date, ...]
    counts: tuple[tuple[int, ...], ...]
    passages: tuple[int, ...] = ()
    span: Span = field(default_factory=Span)

    def shares(self, term: int) -> tuple[float | None, ...]:
        """How many of 100 passages name a term in each week; None for a week without digests.

        Counts alone would follow the archive: a week with twice the digests has twice of anything.
        """
        both = zip(self.counts[term], self.passages, strict=True)
        return tuple(100 * count / all_ if all_ else None for count, all_ in both)

    def peak(self, term: int) -> int | None:
        """The week in which most of all passages name a term, of several the first."""
        shares = [share or 0.0 for share in self.shares(term)]
        return shares.index(max(shares)) if any(shares) else None
