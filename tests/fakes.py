"""Doubles that behave: an assistant that streams a script, a clock that is set by hand."""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.assistant.answer import Answer, Citation, Segment
from bot.assistant.conversation import Turn
from index.digest import Coverage, Evidence, Scope
from index.embedding import Vectors
from index.scopes import EVERYWHERE

GLM = Citation(
    n=1,
    quote="GLM-5.1 topped SWE-Bench Pro with a score of 58.4.",
    passage="p1",
    document="d1",
    kind="digest",
    publication="Latent Signals",
    title="An Open Model Takes the Crown",
    section="GLM-5.1 Leads SWE-Bench Pro",
    date=dt.date(2026, 4, 13),
    archive="sample",
    file="2026-04-13.txt",
    url="https://example.org/glm",
)
COVERAGE = Coverage(18, dt.date(2026, 3, 31), dt.date(2026, 4, 21), 2)
TODAY = dt.date(2026, 4, 21)


@dataclass(frozen=True)
class Asked:
    """A question as the assistant got it."""

    question: str
    history: tuple[Turn, ...]
    about: str | None
    scope: Scope = EVERYWHERE


@dataclass
class ScriptedAssistant:
    """Streams its segments one after another, as often as it is asked.

    With a `fault` it raises that after the first segment; with an `end` the final answer has other
    segments than those before, as after a fallback. With a `pause` that is waited for after the
    first segment.
    """

    segments: Sequence[Segment] = (Segment("GLM-5.1 leads SWE-Bench Pro.", (1,)),)
    citations: tuple[Citation, ...] = (GLM,)
    fault: Exception | None = None
    end: Sequence[Segment] | None = None
    asked: list[Asked] = field(default_factory=list)
    evidence: tuple[Evidence, ...] = ()
    pause: Callable[[], Awaitable[object]] | None = None

    async def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        about: str | None = None,
        scope: Scope = EVERYWHERE,
    ) -> AsyncIterator[Answer]:
        """Growing answers, the last one final."""
        self.asked.append(Asked(question, tuple(history), about, scope))
        answer = Answer(
            question,
            question,
            coverage=COVERAGE,
            today=TODAY,
            writer="claude",
            evidence=self.evidence,
        )
        for segment in self.segments:
            answer = replace(
                answer,
                segments=(*answer.segments, segment),
                citations=tuple(c for c in self.citations if c.n <= len(answer.segments) + 1),
            )
            yield answer
            if self.fault is not None:
                raise self.fault
            if self.pause is not None:
                await self.pause()
        segments = tuple(answer.segments if self.end is None else self.end)
        yield replace(answer, segments=segments, citations=self.citations, final=True)


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        """The time."""
        return self.now

    def move(self, **by: float) -> None:
        """Go on by hours, minutes or days."""
        self.now += dt.timedelta(**by)


class FlatEmbedder:
    """An embedder without a model: every text means the same."""

    name = "flat"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        rows[:, 0] = 1
        return rows
