"""The sentences of the evidence that answer a question: chosen by search, meaning and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.assistant.conversation import wordings
from bot.assistant.disagreement import disagreement
from bot.assistant.found import Asked, Found
from bot.assistant.topic import topic_words
from bot.assistant.unheard import names_asked, unheard
from bot.assistant.wanted import wanted
from bot.assistant.writer import Brief
from index.digest import Evidence
from index.embedding import Embedder
from index.question import share, understand
from index.sentences import split_sentences
from index.sides import questions_in
from index.terms import content_words, named_in, numbers_in, stems_of, words_of

_CLAIMS = 6
_APART = 0.5  # of the question's terms, in two sentences that differ
_PAIRED = 12  # sentences among which two that differ are looked for
_FEWEST = 3  # lines of a list
# What asks for several things.
_LISTS = re.compile(
    r"(?i)\b(?:list|which (?:two|three|four|five|[a-z]{3,}s)|what (?:are|were) the|"
    r"name (?:the|all|two|three|four|five))\b"
)
_VERSION = re.compile(r"\d\.\d")
_COMPARED = 60  # sentences whose meaning is compared with the question's
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


def choose(brief: Brief, embedder: Embedder) -> list[Found]:
    """The sentences that answer, best first; none where the archive doesn't hold the answer.

    A question about whole digests, without a topic, is answered by how their parts begin.
    """
    if brief.overview:
        return [found for e in brief.evidence if (found := _opening(e))][:_HEADLINES]
    asked: list[Asked] = []
    parts = _parts(brief.question)
    for question in parts:
        meant = next(iter(wordings(question, brief.history)), question)
        if len(parts) == 1:
            meant = brief.meant or meant
        # A question about days that hold nothing is one about those days, unless it has a topic.
        topic = topic_words(meant, dated=bool(brief.coverage.searched))
        if len(topic) < 1 + brief.coverage.widened:
            continue
        if unheard(meant, brief.evidence, brief.vocabulary) is None:
            asked.append(_asked(question, meant, brief))
    sentences = _sentences(brief) if asked else []
    if not sentences:
        return []
    texts = [*(each.text for each in asked), *map(_in_place, sentences)]
    vectors = embedder.embed(texts)
    near = vectors[: len(asked)] @ vectors[len(asked) :].T
    return _distinct(
        [
            found
            for each, row in zip(asked, near, strict=True)
            for found in _best(each, _compared(each, sentences, row), brief)
        ]
    )


def _opening(evidence: Evidence) -> Found | None:
    """The first sentence of a passage that is more than a label."""
    for n in range(len(evidence.passage.sentences)):
        found = Found(evidence, n)
        if _SHORTEST <= len(found.text) <= _LONGEST:
            return found
    return None


def _parts(question: str) -> list[str]:
    """The sentences of what was asked; each may be a question of its own."""
    parts = [question[start:end] for start, end in split_sentences(question)]
    return [part for part in parts if part.endswith(("?", "？"))] or parts


def _asked(question: str, meant: str, brief: Brief) -> Asked:
    understood = understand(meant, brief.vocabulary, brief.aliases)
    alone = understand(question, brief.vocabulary, brief.aliases)
    told = {word for _, word in names_asked(meant)}
    names = tuple(t for t in understood.terms if told.intersection(t.word.split()))
    sides = [frozenset(content_words(side)) for side in questions_in(question)]
    own = [side.difference(*(o for o in sides if o is not side)) for side in sides]
    value, lists = wanted(alone.text), bool(_LISTS.search(question))
    return Asked(understood.text, understood.terms, names, value, tuple(own), lists)


def _best(asked: Asked, compared: Sequence[Found], brief: Brief) -> list[Found]:
    """Of each passage that may answer the sentence that does so best, the best first."""
    by_passage = [list(some) for _, some in groupby(compared, _passage)]
    best = [_valued(some, brief) for some in by_passage if any(found.gives for found in some)]
    best.sort(key=lambda found: -found.value)
    if not best or best[0].value < _ENOUGH:
        return []
    sides = [next((f for f in best if _speaks_of(side, f)), None) for side in asked.sides]
    value, fit = best[0].value - _NEAR, _FITS * max(found.fit for found in best)
    kept = [f for f in best if (f.value >= value and f.fit >= fit) or f in sides]
    kept.sort(key=lambda found: found not in sides)
    if asked.lists:
        return [*_items(kept[0], compared), *kept[1:]]
    if asked.value and not asked.sides and not brief.frame.slices:
        return [*_apart(asked, compared, kept[0].value), *kept]
    return kept


def _items(first: Found, compared: Sequence[Found]) -> Iterator[Found]:
    """The lines of the list that a sentence stands in, or the sentence alone."""
    passage = first.evidence.passage
    lines = passage.text.split("\n")
    if len(lines) < _FEWEST or len(lines) < len(passage.sentences):
        yield first
        return
    yield from (found for found in compared if _passage(found) == passage.id)


def _apart(asked: Asked, compared: Sequence[Found], value: float) -> list[Found]:
    """The two sentences of different documents that fit best and give different figures.

    Each speaks of all that the question names and of most that it asks: else they are of two
    things.
    """
    fitting = [found for found in compared if found.gives and _speaks_of_all(asked, found)]
    fitting.sort(key=lambda found: -found.fit)
    pair = disagreement(fitting[:_PAIRED])
    return [replace(found, value=value, apart=True) for found in pair or ()]


def _speaks_of_all(asked: Asked, found: Found) -> bool:
    stems = stems_of(_line(found)) | _above(found.evidence)
    named = bool(asked.names) and all(term.named_in(stems) for term in asked.names)
    return named and share(asked.terms, stems) >= _APART


def _speaks_of(side: frozenset[str], found: Found) -> bool:
    stems = stems_of(found.evidence.passage.text) | _above(found.evidence)
    return bool(side) and all(named_in(word, stems) for word in side)


def _above(evidence: Evidence) -> frozenset[str]:
    """The stems of what leads to a passage."""
    told = (evidence.origin.publication, evidence.origin.title, *evidence.passage.headings)
    return stems_of(" ".join(told))


def _names_one(asked: Asked, found: Found) -> bool:
    """Whether a sentence, its line or what leads to it names any of what the question names.

    Of versions one of those that the question names has to stand in the passage.
    """
    above, passage = _above(found.evidence), found.evidence.passage
    versions = [term for term in asked.terms if _VERSION.search(term.word)]
    return all(
        any(term.named_in(stems_of(text) | above) for term in terms)
        for terms, text in ((asked.names, _line(found)), (versions, passage.text))
        if terms
    )


def _line(found: Found) -> str:
    """The line or paragraph that a sentence stands in."""
    text, start = (
        found.evidence.passage.text,
        found.evidence.passage.sentences[found.sentence].start,
    )
    return text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]


def _passage(found: Found) -> str:
    return found.evidence.passage.id


def _valued(some: Sequence[Found], brief: Brief) -> Found:
    evidence = some[0].evidence
    value = evidence.score + _MEANING * max(found.near for found in some)
    value += _OWN * (evidence.origin == brief.about)
    return replace(max(some, key=lambda found: found.fit), value=value)


def _sentences(brief: Brief) -> list[Found]:
    """The sentences of the evidence that may be quoted."""
    return [
        each
        for evidence in brief.evidence
        for n in range(len(evidence.passage.sentences))
        if _SHORTEST <= len((each := Found(evidence, n)).text) <= _LONGEST
        and not each.text.endswith(("?", "？"))
    ][:_COMPARED]


def _compared(asked: Asked, sentences: Sequence[Found], near: Sequence[float]) -> list[Found]:
    """The sentences held against a question; `near` is how near the meaning of each is to it."""
    compared = []
    for each, cosine in zip(sentences, map(float, near), strict=True):
        wanted_value = asked.value is None or bool(asked.value.search(each.text))
        gives = wanted_value and _names_one(asked, each)
        fit = cosine + _TERMS * share(asked.terms, stems_of(each.text)) + _GIVES * gives
        compared.append(replace(each, near=cosine, fit=fit, gives=gives))
    return compared


def _in_place(found: Found) -> str:
    headings = found.evidence.passage.headings
    return f"{headings[-1]}: {found.text}" if headings else found.text


def _distinct(found: Sequence[Found]) -> list[Found]:
    """The first of those that say the same, with where the others do; as many as are told."""
    kept: list[Found] = []
    for each in found:
        twin = next((n for n, other in enumerate(kept) if _alike(each.text, other.text)), None)
        if twin is not None:
            kept[twin] = kept[twin].with_(each)
        elif len(kept) < _CLAIMS:
            kept.append(each)
    return kept


def _alike(one: str, other: str) -> bool:
    """Whether two sentences are the same, to the word almost; other numbers say another thing."""
    if numbers_in(one) != numbers_in(other):
        return False
    words, others = set(words_of(one)), set(words_of(other))
    return len(words & others) > 0.8 * min(len(words), len(others))
