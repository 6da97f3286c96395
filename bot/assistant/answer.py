"""The values that the assistant hands out, and the JSON of `footnote ask`."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.words import day_words, say
from index.digest import Coverage, Evidence, Kind, Link

WriterName = Literal["extractive", "claude"]
# What became of a question, as an operator counts it: answered by the writer that is set, by the
# extractive writer in its place, not answered by the archive, asked of an empty archive, without
# words; and of those that got no whole answer: broken by an error, given up before the end.
Outcome = Literal["answered", "fallback", "abstained", "empty", "unasked", "failed", "stopped"]
TOKENS = (
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
)
_POSES = re.compile(r"[\[【［]\s*(\d{1,3})\s*[\]】］]")


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words that a claim rests on, and where they stand.

    `links` are the addresses that stood in those words; `section` is the heading path.
    """

    n: int
    quote: str
    passage: str
    document: str
    kind: Kind
    publication: str
    title: str
    section: str
    date: dt.date | None
    archive: str
    file: str
    url: str | None
    links: tuple[Link, ...] = ()

    @property
    def place(self) -> str:
        """Title and headings, outermost first, each once; a title that only dates is left out."""
        day = self.date.isoformat() if self.date else ""
        title = "" if self.title == f"{self.publication} {day}".strip() else self.title
        parts = (title, *self.section.split(" › "))
        return " › ".join(dict.fromkeys(part for part in parts if part)) or self.title


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an answer: a claim where it has citations, else words that join claims."""

    text: str
    citations: tuple[int, ...] = ()

    @property
    def told(self) -> str:
        """The text, without what poses as a mark in it: '[1]' is '(1)'."""
        return _POSES.sub(r"(\1)", self.text)

    @property
    def marked(self) -> str:
        """The text with its [1] marks, before the white space at its end."""
        text = self.told
        body = text.rstrip()
        marks = "".join(f"[{n}]" for n in self.citations)
        return f"{body} {marks}{text[len(body) :]}" if marks else text


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that one answer took, over all its calls; `calls` holds each where there are more.

    The three kinds of input are counted apart: none is part of another.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_input_tokens: int = 0
    cache_creation_input_tokens: int = 0
    calls: tuple["Usage", ...] = field(default=(), compare=False)

    @property
    def each(self) -> tuple["Usage", ...]:
        """What each call took: what a token costs may depend on how long its call's prompt is."""
        return self.calls or (self,)

    @property
    def prompt_tokens(self) -> int:
        """All that was read, from the cache or not."""
        return self.input_tokens + self.cache_read_input_tokens + self.cache_creation_input_tokens

    def __add__(self, other: "Usage") -> "Usage":
        if Usage() in (self, other):
            return other if self == Usage() else self
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cache_read_input_tokens + other.cache_read_input_tokens,
            self.cache_creation_input_tokens + other.cache_creation_input_tokens,
            (*self.each, *other.each),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question. Everything in it passed the check.

    While it is being written, answers follow each other, each longer than the one before; the
    last one has `final`. `pending` are words of a claim that isn't whole yet: they may be taken
    back, so only people who watch see them. `notice` is a word to the person about how it was made
    (a fallback), `fault` the reason's name for programs. `evidence` is what the writer was given
    and what its own searches found, `dropped` how many of its drafts the check let fall. `usage` is
    of the model `tried` with the system prompt `prompt` (a hash), whoever wrote in the end.
    `record` is the id under which it is recorded.
    """

    question: str
    standalone: str
    segments: tuple[Segment, ...] = ()
    citations: tuple[Citation, ...] = ()
    pending: str = ""
    abstained: bool = False
    coverage: Coverage = field(default_factory=lambda: Coverage(0, None, None, 0))
    today: dt.date | None = None
    writer: WriterName = "extractive"
    model: str | None = None
    usage: Usage | None = None
    notice: str | None = None
    fault: str | None = None
    timings_ms: tuple[tuple[str, float], ...] = ()
    final: bool = False
    evidence: tuple[Evidence, ...] = ()
    dropped: int = 0
    tried: str | None = None
    prompt: str | None = None
    record: str | None = None

    @property
    def text(self) -> str:
        """The answer with [1] marks."""
        return "".join(segment.marked for segment in self.segments).strip()

    @property
    def claims(self) -> tuple[Segment, ...]:
        """The segments that claim something, each with one citation or more.

        An answer that abstains claims nothing: what it cites is only what comes nearest.
        """
        if self.abstained:
            return ()
        return tuple(segment for segment in self.segments if segment.citations)

    @property
    def outcome(self) -> Outcome:
        """What became of the question, once the answer is final."""
        if not self.question:
            return "unasked"
        if not self.coverage.documents:
            return "empty"
        if self.abstained:
            return "abstained"
        return "fallback" if self.fault else "answered"

    @property
    def footer(self) -> str:
        """One line: what was searched, over which days, how old the newest digest is."""
        return coverage_line(self.coverage, self.today)

    def to_json(self) -> dict[str, Any]:
        """The object that `footnote ask --json` writes."""
        span = self.coverage.searched
        return {
            "question": self.question,
            "standalone": self.standalone,
            "answer": self.text,
            "abstained": self.abstained,
            "claims": [
                {"text": claim.text.strip(" \n-•"), "citations": list(claim.citations)}
                for claim in self.claims
            ],
            "citations": [_citation_json(citation) for citation in self.citations],
            "coverage": {
                "documents": self.coverage.documents,
                "first": _iso(self.coverage.first),
                "last": _iso(self.coverage.last),
                "undated": self.coverage.undated,
                "searched_from": _iso(span.start),
                "searched_to": _iso(span.end),
                "widened": self.coverage.widened,
            },
            "writer": self.writer,
            "model": self.model,
            "usage": None
            if self.usage is None
            else {name: getattr(self.usage, name) for name in TOKENS},
            "notice": self.notice,
            "timings_ms": dict(self.timings_ms),
        }


def coverage_line(coverage: Coverage, today: dt.date | None) -> str:
    """What was searched and how fresh it is, in one line of about 120 characters at most."""
    if not coverage.documents:
        return say("answer-empty")
    span, line = coverage.searched, say("answer-searched", what=_counted(coverage))
    if coverage.publications:
        first, *others = coverage.publications
        for name in others:
            first = say("answer-both", one=first, two=name)
        line = say("answer-searched-of", what=_counted(coverage), publications=first)
    undated = say("answer-undated", count=coverage.undated)
    whole = ""
    if coverage.first and coverage.last:
        whole = days_words(coverage.first, coverage.last)
    if span and coverage.widened:
        line = say("answer-widened", days=span_words(span.start, span.end))
        line += f": {whole}" if whole else ""
    elif span:
        line += f", {say('answer-only', days=span_words(span.start, span.end))}"
        left_out = say("answer-undated-out", count=coverage.undated)
        line += f" ({left_out})" if coverage.undated else ""
    elif whole:
        line += f", {whole}"
        line += f" ({undated})" if coverage.undated else ""
    if coverage.last and today:
        line += f"; {_age((today - coverage.last).days)}"
    return f"{line}."


def _counted(coverage: Coverage) -> str:
    digests, sources = coverage.documents - coverage.sources, coverage.sources
    if not sources:
        return say("answer-documents", count=digests)
    told, cited = say("answer-digests", count=digests), say("answer-sources", count=sources)
    return say("answer-both", one=told, two=cited)


def long_date(day: dt.date | None) -> str:
    """A date as people write it, or 'undated'."""
    return day_words(day) if day else say("date-undated")


def days_words(start: dt.date, end: dt.date) -> str:
    """Some days in words, what their ends have in common said once: '10 to 16 April 2026'."""
    if start == end:
        return long_date(start)
    first = day_words(start, "whole" if start.year != end.year else "month")
    if (start.year, start.month) == (end.year, end.month):
        first = day_words(start, "day")
    return say("date-days", first=first, last=long_date(end))


def span_words(start: dt.date | None, end: dt.date | None) -> str:
    """A range of days in words: 'on …', 'from … to …', 'since …', 'up to …'."""
    if start and end:
        days = days_words(start, end)
        return say("date-on", days=days) if start == end else say("date-within", days=days)
    if start:
        return say("date-since", days=long_date(start))
    return say("date-until", days=long_date(end))


def _age(days: int) -> str:
    if days < 0:
        return say("answer-newest-ahead", days=-days)
    return say("answer-newest", days=days)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "quote": citation.quote,
        "passage": citation.passage,
        "document": citation.document,
        "kind": citation.kind,
        "publication": citation.publication,
        "title": citation.title,
        "section": citation.section,
        "date": _iso(citation.date),
        "archive": citation.archive,
        "file": citation.file or None,
        "url": citation.url,
    }
