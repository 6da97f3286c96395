"""The writer without a model: exact, dated sentences of the archive, or none."""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.assistant.answer import WriterName, long_date
from bot.assistant.check import numbers_in
from bot.assistant.conversation import wordings
from bot.assistant.topic import topic_words
from bot.assistant.unheard import names_asked, unheard
from bot.assistant.wanted import wanted
from bot.assistant.writer import Brief, Draft, Quote, Spent
from index.digest import Evidence, Passage
from index.embedding import Embedder
from index.question import Term, understand
from index.sentences import split_sentences
from index.sides import questions_in
from index.terms import content_words, named_in, stems_of, words_of

_CLAIMS = 6
_VERSION = re.compile(r"\d\.\d")
_COMPARED = 60  # sentences whose meaning is compared with the question's
_BEHIND = 3  # sentences of a quote, with those that take back what it says
_HEADLINES = 8  # sentences of an overview
_SHORTEST, _LONGEST = 25, 800  # characters: shorter ones are labels, longer ones no sentences
_OWN = 0.03  # what a passage of the digest that is talked about has ahead of others
# A passage's value is its score in the search and, weighted, how near the meaning of its nearest
# sentence is to the question's. By logistic regression over the passages found for questions with
# and without an answer: which of them hold it.
_MEANING = 0.067
_ENOUGH = 0.14  # the value of the best passage, below which nothing answers
_NEAR = 0.05  # below the best one, for further ones
_FITS = 0.7  # of the fit of the sentence that fits best, for all of them
# Which sentence of a passage is quoted: the meaning, the terms of the question, the kind of value.
_TERMS, _GIVES = 0.8, 0.3


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
class _Asked:
    """One question: its text as it is meant, its terms, and those of them that are names.

    `value` is what a value that it wants looks like; `sides` are the words of each side of a
    comparison which the others don't have.
    """

    text: str
    terms: tuple[Term, ...]
    names: tuple[Term, ...]
    value: re.Pattern[str] | None
    sides: tuple[frozenset[str], ...]

    def share(self, stems: frozenset[str]) -> float:
        """Which part of the terms' weight a text speaks of, from 0 to 1."""
        whole = sum(term.weight for term in self.terms)
        held = sum(term.weight for term in self.terms if term.named_in(stems))
        return held / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence that may answer.

    `near` is how near its meaning is to the question's, `value` what its passage is worth, and
    `fit` how well it fits among the sentences of its passage; `gives` tells that it holds a value
    of the kind that is wanted.
    """

    evidence: Evidence
    sentence: int
    near: float = 0.0
    fit: float = 0.0
    gives: bool = True
    value: float = 0.0

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
    for question in _parts(brief.question):
        meant = next(iter(wordings(question, brief.history)), question)
        # A question about days that hold nothing is one about those days, unless it has a topic.
        topic = topic_words(meant, dated=bool(brief.coverage.searched))
        if len(topic) < 1 + brief.coverage.widened:
            continue
        if unheard(meant, brief.evidence, brief.vocabulary) is None:
            chosen += _best(_asked(question, meant, brief), brief, embedder)
    return _distinct(chosen)


def _opening(evidence: Evidence) -> _Found | None:
    """The first sentence of a passage that is more than a label."""
    for n in range(len(evidence.passage.sentences)):
        found = _Found(evidence, n)
        if _SHORTEST <= len(found.text) <= _LONGEST:
            return found
    return None


def _parts(question: str) -> list[str]:
    """The sentences of what was asked; each may be a question of its own."""
    parts = [question[start:end] for start, end in split_sentences(question)]
    return [part for part in parts if part.endswith(("?", "？"))] or parts


def _asked(question: str, meant: str, brief: Brief) -> _Asked:
    understood = understand(meant, brief.vocabulary, brief.aliases)
    alone = understand(question, brief.vocabulary, brief.aliases)
    told = {word for _, word in names_asked(meant)}
    names = tuple(t for t in understood.terms if told.intersection(t.word.split()))
    sides = [frozenset(content_words(side)) for side in questions_in(question)]
    own = [side.difference(*(o for o in sides if o is not side)) for side in sides]
    return _Asked(understood.text, understood.terms, names, wanted(alone.text), tuple(own))


def _best(asked: _Asked, brief: Brief, embedder: Embedder) -> list[_Found]:
    """Of each passage that may answer the sentence that does so best, the best first."""
    by_passage = [list(some) for _, some in groupby(_compared(asked, brief, embedder), _passage)]
    best = [_valued(some, brief) for some in by_passage if any(found.gives for found in some)]
    best.sort(key=lambda found: -found.value)
    if not best or best[0].value < _ENOUGH:
        return []
    sides = [next((f for f in best if _speaks_of(side, f)), None) for side in asked.sides]
    value, fit = best[0].value - _NEAR, _FITS * max(found.fit for found in best)
    kept = [f for f in best if (f.value >= value and f.fit >= fit) or f in sides]
    return sorted(kept, key=lambda found: found not in sides)


def _speaks_of(side: frozenset[str], found: _Found) -> bool:
    stems = stems_of(found.evidence.passage.text) | _above(found.evidence)
    return bool(side) and all(named_in(word, stems) for word in side)


def _above(evidence: Evidence) -> frozenset[str]:
    """The stems of what leads to a passage."""
    told = (evidence.origin.publication, evidence.origin.title, *evidence.passage.headings)
    return stems_of(" ".join(told))


def _names_one(asked: _Asked, found: _Found) -> bool:
    """Whether a sentence, its line or what leads to it names any of what the question names.

    Of versions one of those that the question names has to stand in the passage.
    """
    passage, at = found.evidence.passage, found.evidence.passage.sentences[found.sentence]
    line = passage.text[passage.text.rfind("\n", 0, at.start) + 1 :].partition("\n")[0]
    above = _above(found.evidence)
    versions = [term for term in asked.terms if _VERSION.search(term.word)]
    return all(
        any(term.named_in(stems_of(text) | above) for term in terms)
        for terms, text in ((asked.names, line), (versions, passage.text))
        if terms
    )


def _passage(found: _Found) -> str:
    return found.evidence.passage.id


def _valued(some: Sequence[_Found], brief: Brief) -> _Found:
    evidence = some[0].evidence
    value = evidence.score + _MEANING * max(found.near for found in some)
    value += _OWN * (evidence.origin == brief.about)
    return replace(max(some, key=lambda found: found.fit), value=value)


def _compared(asked: _Asked, brief: Brief, embedder: Embedder) -> list[_Found]:
    """The sentences of the evidence, held against the question."""
    found = [
        each
        for evidence in brief.evidence
        for n in range(len(evidence.passage.sentences))
        if _SHORTEST <= len((each := _Found(evidence, n)).text) <= _LONGEST
        and not each.text.endswith(("?", "？"))
    ][:_COMPARED]
    if not found:
        return []
    question, *sentences = embedder.embed([asked.text, *map(_in_place, found)])
    compared = []
    for each, vector in zip(found, sentences, strict=True):
        near = float(question @ vector)
        gives = (asked.value is None or bool(asked.value.search(each.text))) and _names_one(
            asked, each
        )
        fit = near + _TERMS * asked.share(stems_of(each.text)) + _GIVES * gives
        compared.append(replace(each, near=near, fit=fit, gives=gives))
    return compared


def _in_place(found: _Found) -> str:
    headings = found.evidence.passage.headings
    return f"{headings[-1]}: {found.text}" if headings else found.text


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
