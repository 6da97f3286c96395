"""The writer without a model: exact, dated sentences of the archive, or none."""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.assistant.answer import WriterName, long_date
from bot.assistant.check import numbers_in
from bot.assistant.topic import ASKING, topic_words
from bot.assistant.writer import Brief, Draft, Quote, Spent
from index.digest import Evidence, Passage
from index.embedding import Embedder
from index.names import names_in, tells_time
from index.sentences import split_sentences
from index.terms import STOP_WORDS, mostly_cjk, named_in, stem, stems_of, words_of

_WANTS_NUMBER = re.compile(
    r"(?i)\b(how (?:many|much|big|large|long|fast|far|old|high)|what (?:share|percentage|percent|"
    r"price|score|size|number|valuation|cost)|cost|price|percent|share of|score)"
)
_HOW_MANY = re.compile(r"(?i)\bhow many (\w{3,})")
_SCALE = r"(?:[- ](?:thousand|million|billion|trillion|bn|mn?))?"
_NUMBER = 0.2  # what a sentence with such a number as the question wants has ahead of others
_CLAIMS = 4
_COMPARED = 24  # sentences whose meaning is compared with the question's
_BEHIND = 3  # sentences of a quote, with those that take back what it says
_HEADLINES = 8  # sentences of an overview
_SHORTEST, _LONGEST = 25, 800  # characters: shorter ones are labels, longer ones no sentences
_AROUND, _ABOVE = 0.7, 0.4  # what a word counts in the passage and headings, in the title
_OWN = 0.25  # what a sentence of the digest that is talked about has ahead of others
_NEAR = 0.75  # of the best sentence's score, for further ones
# What makes an answer, measured on questions with and without one: most of the question's words
# stand in a sentence or around it, or some do and the meaning is near. Of the words that aren't
# names some must, unless nearly all of it is there: a sentence about the right company needn't
# tell what was asked of it.
_COVERED, _PARTLY, _CLOSE = 0.55, 0.2, 0.55
_TOLD, _SURE, _MOSTLY = 0.15, 0.7, 0.7


# A sentence that opens so speaks of the one before it.
_LEANS_BACK = re.compile(
    r"""(?x) \W* (?: It | Its | This | That | These | Those | They | Their | He | His | She | Her
    | Such | The\ (?:company | model | deal | study | report | firm | same | former | latter) | Both
    | But | However | Yet | Instead | So | And | Meanwhile | Here | There ) \b"""
)
# A sentence that opens so may take back the one before it.
_TURNS = re.compile(
    r"""(?ix) \W* (?: but | however | yet | not\ so | in\ fact | rather
    | the\ (?:correct | right | true) | corrected
    | (?: it | this | that | both | which | the\ \w+ | \w+ ) \ (?: later\ | has\ | have\ | since\ )*
      (?: is | was | are | were | proved | turned\ out )? \ ?
      (?: n[o']t\ true | not\ true | false | wrong | untrue | incorrect | denied | denies
        | retracted | corrected | withdrew ) ) \b"""
)


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

    def quote_beside(self, quoted: Collection[tuple[str, int]]) -> Quote:
        """The sentence with the neighbours without which it says something else.

        Neighbours that are `quoted` already, as (passage, sentence), aren't quoted again.
        """
        passage, first, end = self.evidence.passage, self.sentence, self.sentence + 1
        if _LEANS_BACK.match(self.text) and _follows(passage, first):
            first -= (passage.id, first - 1) not in quoted
        while end < self.sentence + _BEHIND and _follows(passage, end):
            if not _TURNS.match(passage.quote(end, end + 1)) or (passage.id, end) in quoted:
                break
            end += 1
        return Quote(passage.id, first, end)

    @property
    def answers(self) -> bool:
        if self.covered < _MOSTLY and self.told < _TOLD and self.near < _SURE:
            return False
        return self.covered >= _COVERED or (self.covered >= _PARTLY and self.near >= _CLOSE)


class ExtractiveWriter:
    """Quotes the sentences that answer best, and says nothing where none does."""

    name: WriterName = "extractive"
    model: str | None = None
    prompt: str | None = None

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    async def write(self, brief: Brief) -> AsyncGenerator[Draft | Spent]:
        """Write each claim as one sentence of the archive with its date before it."""
        quoted: set[tuple[str, int]] = set()
        for found in await asyncio.to_thread(choose, brief, self._embedder):
            if (found.evidence.passage.id, found.sentence) in quoted:
                continue
            quote = found.quote_beside(quoted)
            words = " ".join(found.evidence.passage.quote(quote.first, quote.end).split())
            if quoted:
                yield Draft("\n")
            yield Draft(f"- {_lead(found.evidence)}: {words}", (quote,))
            quoted |= {(quote.passage, n) for n in range(quote.first, quote.end)}


def _lead(evidence: Evidence) -> str:
    """When a quote was said, of what year its story is where that is an older one, and by whom.

    The digest that is asked says it, unless it is a page that digests cite.
    """
    origin, year = evidence.origin, evidence.passage.year
    lead = long_date(origin.date) if origin.date else "Undated"
    if year and origin.date and year < origin.date.year:
        lead += f" (a story of {year})"
    return lead if origin.kind == "digest" else f"{lead}, the source {origin.publication}"


def _follows(passage: Passage, n: int) -> bool:
    """Whether there is a sentence `n` and it stands in one paragraph with the one before it."""
    if not 0 < n < len(passage.sentences):
        return False
    return "\n" not in passage.text[passage.sentences[n - 1].end : passage.sentences[n].start]


def choose(brief: Brief, embedder: Embedder) -> list[_Found]:
    """The sentences that answer, best first; none where the archive doesn't hold the answer.

    A question about whole digests, without a topic, is answered by how their parts begin.
    """
    if brief.overview:
        return [found for e in brief.evidence if (found := _opening(e))][:_HEADLINES]
    chosen: list[_Found] = []
    # A question about days that hold nothing is one about those days, unless it has a topic.
    least = 2 if brief.coverage.widened else 1
    for part in _parts(brief.standalone):
        asked = _asked(part, brief)
        if len(asked.words) >= least and not _names_unknown(part, brief):
            chosen += _best(asked, brief, embedder)
    best = _distinct(sorted(chosen, key=lambda found: -found.score))
    return sorted(best, key=lambda found: found.evidence.origin != brief.about)


def _opening(evidence: Evidence) -> _Found | None:
    """The first sentence of a passage that is more than a label."""
    for n in range(len(evidence.passage.sentences)):
        found = _Found(evidence, n, covered=1.0, told=1.0, score=evidence.score)
        if _SHORTEST <= len(found.text) <= _LONGEST:
            return found
    return None


def _parts(question: str) -> list[str]:
    """The sentences of what was asked; each may be a question of its own."""
    parts = [question[start:end] for start, end in split_sentences(question)]
    return [part for part in parts if part.endswith(("?", "？"))] or parts


def _asked(question: str, brief: Brief) -> _Asked:
    own = set(words_of(brief.question))
    names = {word for name in names_in(question) for word in words_of(name)}
    words: list[_Word] = []
    for word in topic_words(question, dated=bool(brief.coverage.searched)):
        known = brief.vocabulary.repaired(word) or word
        weight = brief.vocabulary.weight(known)
        words.append(_Word(known, weight, word in names, word not in own))
    return _Asked(question, tuple(words), _wanted_number(question))


def _wanted_number(question: str) -> re.Pattern[str] | None:
    """'How many parameters' wants '744 billion parameters'; other measures want any number."""
    if match := _HOW_MANY.search(question):
        return re.compile(rf"(?i)\d[\d.,]*{_SCALE}[- ](?:[\w-]+ )?{re.escape(stem(match[1]))}")
    return re.compile(r"\d") if _WANTS_NUMBER.search(question) else None


def _names_unknown(question: str, brief: Brief) -> bool:
    """Whether the question names something, or a version of it, that isn't in the archive.

    The first word is capital whatever it is, so it counts only where it looks like a name inside.
    """
    stems = [stems_of(f"{_above(e)} {e.passage.text}") for e in brief.evidence]
    opening = next(iter(words_of(question)), "")
    for word in (word for name in names_in(question) for word in words_of(name)):
        known = brief.vocabulary.repaired(word) or word
        if word in ASKING or tells_time(word) or (word == opening and word.isalpha()):
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
        if name in STOP_WORDS or tells_time(name):
            continue  # 'on 9 April' isn't another version of 'on 8 April'
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
    return _distinct([each for each in found if each.score >= limit and each.answers])


def _compared(asked: _Asked, found: list[_Found], embedder: Embedder) -> list[_Found]:
    """The sentences with how near their meaning is to the question's, best first."""
    # The model knows no Chinese, Japanese or Korean: what it says of them is noise.
    if not found or mostly_cjk(asked.text):
        return found
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
        if not _SHORTEST <= len(text) <= _LONGEST or text.endswith(("?", "？")):
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
    """The first of those that say the same; as many as an answer holds."""
    kept: list[_Found] = []
    for candidate in found:
        if not any(_alike(candidate.text, other.text) for other in kept):
            kept.append(candidate)
        if len(kept) == _CLAIMS:
            break
    return kept


def _alike(one: str, other: str) -> bool:
    """Whether two sentences are the same, to the word almost; other numbers say another thing."""
    if numbers_in(one) != numbers_in(other):
        return False
    words, others = set(words_of(one)), set(words_of(other))
    return len(words & others) > 0.8 * min(len(words), len(others))
