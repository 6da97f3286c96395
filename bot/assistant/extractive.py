"""The writer without a model: exact, dated sentences of the archive, or none."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.assistant.answer import WriterName, long_date
from bot.assistant.conversation import names_in
from bot.assistant.writer import Brief, Draft, Quote, Spent
from index.digest import Evidence
from index.embedding import Embedder
from index.sentences import split_sentences
from index.terms import content_words, named_in, stem, stems_of, words_of

# Words that ask about the archive or for a form of the answer; no sentence has to hold them.
_ASKING = frozenset(
    """according accurate answer answers archive article articles cite cited citing compare compared
    comparison coverage cover covered day days describe described detail details detailed differ
    difference different differently digest digests discussed edition editions exactly explain
    figure figures find give headline issue issues latest list listed mention mentioned mentions
    month months name named names newest newsletter newsletters number numbers piece post posts
    publication question rank ranked recently refer report reported reporting reports section
    sections sort source sources state stated stories story summarise summarize summary talk talked
    please today versus week weeks wrote write written year years yesterday""".split()
)
_CALENDAR = frozenset(
    """january february march april may june july august september october november december jan
    feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
    sunday""".split()
)
_WANTS_NUMBER = re.compile(
    r"(?i)\b(how (?:many|much|big|large|long|fast|far|old|high)|what (?:share|percentage|percent|"
    r"price|score|size|number|valuation|cost)|cost|price|percent|share of|score)"
)
_HOW_MANY = re.compile(r"(?i)\bhow many (\w{3,})")
_SCALE = r"(?:[- ](?:thousand|million|billion|trillion|bn|mn?))?"
_NUMBER = 0.2  # what a sentence with such a number as the question wants has ahead of others
_CLAIMS = 4
_COMPARED = 24  # sentences whose meaning is compared with the question's
_SHORTEST = 25  # characters; shorter sentences are labels
_AROUND, _ABOVE = 0.7, 0.4  # what a word counts in the passage and headings, in the title
_OWN = 0.25  # what a sentence of the digest that is talked about has ahead of others
_NEAR = 0.75  # of the best sentence's score, for further ones
# What makes an answer, measured on questions with and without one: most of the question's words
# stand in a sentence or around it, or some do and the meaning is near. Of the words that aren't
# names some must: a sentence about the right company needn't tell what was asked of it.
_COVERED, _PARTLY, _CLOSE = 0.55, 0.2, 0.55
_TOLD, _SURE = 0.15, 0.65


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a question: how rare it is, whether it names, whether the conversation lent it."""

    text: str
    weight: float
    names: bool
    carried: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: its words, and what a number that it wants looks like."""

    text: str
    words: tuple[_Word, ...]
    number: re.Pattern[str] | None

    @property
    def weight(self) -> float:
        return sum(word.weight for word in self.words) or 1.0

    @property
    def told(self) -> float:
        """The weight of what is asked of the names."""
        return sum(word.weight for word in self.words if not word.names)


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence that may answer.

    How much it and its surroundings cover of the question (`told`: of its words that aren't
    names), and how near its meaning is.
    """

    evidence: Evidence
    sentence: int
    covered: float
    told: float
    score: float
    near: float = 0.0

    @property
    def text(self) -> str:
        return self.evidence.passage.quote(self.sentence, self.sentence + 1)

    @property
    def answers(self) -> bool:
        if self.told < _TOLD and self.near < _SURE:
            return False
        return self.covered >= _COVERED or (self.covered >= _PARTLY and self.near >= _CLOSE)


class ExtractiveWriter:
    """Quotes the sentences that answer best, and says nothing where none does."""

    name: WriterName = "extractive"
    model: str | None = None

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    async def write(self, brief: Brief) -> AsyncIterator[Draft | Spent]:
        """Write each claim as one sentence of the archive with its date before it."""
        for n, found in enumerate(await asyncio.to_thread(choose, brief, self._embedder)):
            passage, day = found.evidence.passage, found.evidence.origin.date
            when = long_date(day) if day else "Undated"
            quote = " ".join(found.text.split())
            if n:
                yield Draft("\n")
            yield Draft(
                f"- {when}: {quote}", (Quote(passage.id, found.sentence, found.sentence + 1),)
            )


def choose(brief: Brief, embedder: Embedder) -> list[_Found]:
    """The sentences that answer, best first; none where the archive doesn't hold the answer."""
    chosen: list[_Found] = []
    # A question about days that hold nothing is one about those days, unless it has a topic.
    least = 2 if brief.coverage.widened else 1
    for part in _parts(brief.standalone):
        asked = _asked(part, brief)
        if len(asked.words) >= least and not _names_unknown(part, brief):
            chosen += _best(asked, brief, embedder)
    best = _distinct(sorted(chosen, key=lambda found: -found.score))
    return sorted(best, key=lambda found: found.evidence.origin != brief.about)


def _parts(question: str) -> list[str]:
    """The sentences of what was asked; each may be a question of its own."""
    parts = [question[start:end] for start, end in split_sentences(question)]
    return [part for part in parts if part.endswith("?")] or parts


def _asked(question: str, brief: Brief) -> _Asked:
    dated = bool(brief.coverage.searched)
    own = set(words_of(brief.question))
    names = {word for name in names_in(question) for word in words_of(name)}
    words: list[_Word] = []
    for word in content_words(question):
        if word in _ASKING or (dated and _tells_time(word)):
            continue
        known = brief.vocabulary.repaired(word) or word
        weight = brief.vocabulary.weight(known)
        words.append(_Word(known, weight, word in names, word not in own))
    return _Asked(question, tuple(words), _wanted_number(question))


def _wanted_number(question: str) -> re.Pattern[str] | None:
    """'How many parameters' wants '744 billion parameters'; other measures want any number."""
    if match := _HOW_MANY.search(question):
        return re.compile(rf"(?i)\d[\d.,]*{_SCALE}[- ](?:[\w-]+ )?{re.escape(stem(match[1]))}")
    return re.compile(r"\d") if _WANTS_NUMBER.search(question) else None


def _tells_time(word: str) -> bool:
    return word in _CALENDAR or bool(
        re.fullmatch(r"\d{1,4}(?:st|nd|rd|th)?|\d{4}-\d\d?-\d\d?", word)
    )


def _names_unknown(question: str, brief: Brief) -> bool:
    """Whether the question names something, or a version of it, that isn't in the archive.

    The first word is capital whatever it is, so it counts only where it looks like a name inside.
    """
    stems = [stems_of(f"{_above(e)} {e.passage.text}") for e in brief.evidence]
    opening = next(iter(words_of(question)), "")
    for word in (word for name in names_in(question) for word in words_of(name)):
        known = brief.vocabulary.repaired(word) or word
        if word in _ASKING or _tells_time(word) or (word == opening and word.isalpha()):
            continue
        if word.isalpha() and brief.vocabulary.frequency(known):
            continue
        if not any(named_in(known, found) for found in stems):
            return True
    return _version_unknown(question, brief, frozenset[str]().union(*stems))


def _version_unknown(question: str, brief: Brief, stems: frozenset[str]) -> bool:
    """Whether the question gives a name a number, where the evidence gives it others only."""
    for word, number in pairwise(words_of(question)):
        name = brief.vocabulary.repaired(word) or word
        if not name.isalpha() or not re.fullmatch(r"\d+(?:\.\d+)*[a-z]?", number):
            continue
        if name + number not in stems and any(
            other.startswith(name) and re.fullmatch(r"\d[\d.]*[a-z]?", other[len(name) :])
            for other in stems
        ):
            return True
    return False


def _best(asked: _Asked, brief: Brief, embedder: Embedder) -> list[_Found]:
    rated = [
        replace(found, score=found.score + (_OWN if evidence.origin == brief.about else 0.0))
        for evidence in brief.evidence
        for found in _rate(asked, evidence)
    ]
    found = _compared(asked, sorted(rated, key=lambda f: -f.score)[:_COMPARED], embedder)
    if not any(candidate.answers for candidate in found[:_CLAIMS]):
        return []
    limit = found[0].score * _NEAR
    return _distinct([candidate for candidate in found if candidate.score >= limit])


def _compared(asked: _Asked, found: list[_Found], embedder: Embedder) -> list[_Found]:
    """The sentences with how near their meaning is to the question's, best first."""
    if not found:
        return []
    question, *sentences = embedder.embed([asked.text, *(_in_place(f) for f in found)])
    near = [float(question @ sentence) for sentence in sentences]
    compared = [replace(f, near=n, score=f.score + n) for f, n in zip(found, near, strict=True)]
    return sorted(compared, key=lambda f: -f.score)


def _in_place(found: _Found) -> str:
    headings = found.evidence.passage.headings
    return f"{headings[-1]}: {found.text}" if headings else found.text


def _rate(asked: _Asked, evidence: Evidence) -> list[_Found]:
    passage = evidence.passage
    around = stems_of(f"{' '.join(passage.headings)} {passage.text}")
    above = stems_of(_above(evidence))
    rated = []
    for n in range(len(passage.sentences)):
        text = passage.quote(n, n + 1)
        if len(text) < _SHORTEST or text.endswith("?"):
            continue
        stems = stems_of(text)
        inside = covered = told = 0.0
        for word in asked.words:
            near = named_in(word.text, around)
            if named_in(word.text, stems) or (near and word.carried):
                inside += word.weight
                part = 1.0
            else:
                part = _AROUND if near else _ABOVE if named_in(word.text, above) else 0.0
            covered += word.weight * part
            told += 0.0 if word.names else word.weight * part
        inside, covered = inside / asked.weight, covered / asked.weight
        told = told / asked.told if 0 < asked.told < asked.weight else 1.0
        number = _NUMBER if asked.number and asked.number.search(text) else 0.0
        score = 0.6 * inside + 0.4 * covered + number + 0.08 / evidence.rank
        rated.append(_Found(evidence, n, covered, told, score))
    return rated


def _above(evidence: Evidence) -> str:
    return f"{evidence.origin.publication} {evidence.origin.title}"


def _distinct(found: Sequence[_Found]) -> list[_Found]:
    """The first of those that say the same, to the word almost; as many as an answer holds."""
    kept: list[_Found] = []
    for candidate in found:
        words = set(words_of(candidate.text))
        others = (set(words_of(other.text)) for other in kept)
        if all(len(words & other) <= 0.8 * min(len(words), len(other)) for other in others):
            kept.append(candidate)
        if len(kept) == _CLAIMS:
            break
    return kept
