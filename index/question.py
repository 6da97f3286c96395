"""A question as it is understood without a model: its terms, with what may stand for them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.aliases import Aliases
from index.cjk import is_cjk
from index.embedding import is_english
from index.terms import STOP_WORDS, content_words, named_in, parts_of, words_of
from index.vocabulary import Vocabulary, spelling

_QUOTED = re.compile(r"[\"“”«»「」『』《》]([^\"“”«»「」『』《》]{3,200})[\"“”«»「」『』《》]")
# 'Opus 4,7' is the version 4.7; '12,500' is a number.
_COMMA = re.compile(r"(?<![\d,.])(\d{1,2}),(\d{1,2})(?![\d,])")
_LETTERS_DIGITS = re.compile(r"([^\W\d_]{2,})(\d[\d.]*)")
# Words with a capital inside of a sentence, or behind the first letter: 'Anthropic', 'xAI'.
_NAMES = re.compile(r"(?<=[a-z,] )[A-Z][\w.'’-]*|\b[a-z]+[A-Z][\w.-]*")
_UNITS = (
    ("billion", "b", "bn"),
    ("million", "m", "mn"),
    ("trillion", "t", "tn"),
    ("thousand", "k"),
    ("percent", "%"),
)
_AMOUNT = re.compile(
    r"(?i)(?<![\w.,])(\d[\d.,]*)[\s-]?"
    r"(billion|million|trillion|thousand|percent|bn|mn|tn|[bmtk%])(?![\w])"
)
_LIMIT = 64  # terms of one question; one of 10,000 characters is no better searched
_ALIASES = 4  # other names of one term
_SHORTEST = 4  # letters of a word that may be misspelt
_RARE = 5  # passages; what stands in fewer may be misspelt there as well


@dataclass(frozen=True, slots=True)
class Term:
    """What a passage should speak of: a word of the question, or what may stand for it.

    `spelt` are terms of the full-text index that it may misspell, `others` its other names.
    `weight` is its inverse document frequency; `is_name` where the question writes it as one.
    """

    word: str
    weight: float
    spelt: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_name: bool = False

    def named_in(self, stems: frozenset[str]) -> bool:
        """Whether a text with such stems speaks of it."""
        return (
            all(named_in(word, stems) for word in self.word.split())
            or any(term in stems for term in self.spelt)
            or any(all(named_in(w, stems) for w in words_of(name)) for name in self.others)
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """A question: its terms for the words half, and its text for the other half."""

    text: str
    terms: tuple[Term, ...]
    quoted: tuple[str, ...] = ()


def share(terms: Sequence[Term], stems: frozenset[str]) -> float:
    """Which part of the terms' weight a text with such stems speaks of, from 0 to 1."""
    whole = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if term.named_in(stems)) / whole if whole else 0.0


def understand(question: str, vocabulary: Vocabulary, aliases: Aliases) -> Understood:
    """Read a question against the words and names of an archive."""
    question = _COMMA.sub(r"\1.\2", question)
    words = (content_words(question) or list(dict.fromkeys(words_of(question))))[:_LIMIT]
    others = _others(question, vocabulary, aliases)
    names = frozenset(word for name in _NAMES.findall(question) for word in words_of(name))
    terms = [
        *_terms(words, vocabulary, others, names),
        *_joined(question, vocabulary),
        *_amounts(question, vocabulary),
    ]
    quoted = tuple(match[1].lower() for match in _QUOTED.finditer(question))
    return Understood(_spelt_out(question, terms, vocabulary), tuple(terms[:_LIMIT]), quoted)


def _terms(
    words: Sequence[str],
    vocabulary: Vocabulary,
    others: dict[str, tuple[str, ...]],
    capital: Collection[str],
) -> Iterator[Term]:
    for word in words:
        if vocabulary.frequency(word) < _RARE and _asks(word):
            continue
        spelt = vocabulary.repairs(word)
        names = others.get(word, ())
        if match := _LETTERS_DIGITS.fullmatch(word):
            names = (*names, f"{match[1]} {match[2]}")
        known = [word, *spelt[:1], *names]
        yield Term(word, min(map(vocabulary.weight, known)), spelt, names, word in capital)


@lru_cache(maxsize=1_000)
def _asks(word: str) -> bool:
    """Whether a word misspells one of those that only ask: 'wich', 'shoud'."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < _SHORTEST or is_english(word):
        return False
    long = [small for small in STOP_WORDS if len(small) > _SHORTEST]
    return process.extractOne(word, long, scorer=OSA.distance, score_cutoff=1) is not None


def _joined(question: str, vocabulary: Vocabulary) -> Iterator[Term]:
    """Two words that the archive writes as one: 'eleven labs' is ElevenLabs."""
    for first, second in pairwise(words_of(question)):
        joined = first + second
        if {first, second} & STOP_WORDS or not joined.isalpha() or is_cjk(joined):
            continue
        misspelt = any(not (vocabulary.frequency(w) or is_english(w)) for w in (first, second))
        spelt = vocabulary.repairs(joined)[:1] if misspelt else ()
        if spelt or vocabulary.frequency(joined):
            yield Term(joined, vocabulary.weight(spelt[0] if spelt else joined), spelt)


def _amounts(question: str, vocabulary: Vocabulary) -> Iterator[Term]:
    """Numbers with their unit, in the ways in which it is written: '21 billion' is 21B as well."""
    for match in _AMOUNT.finditer(question):
        number = match[1].lower()
        units = next(units for units in _UNITS if match[2].lower() in units)
        ways = [f"{number}{unit}" if len(unit) < 3 else f"{number} {unit}" for unit in units]
        yield Term(ways[0], vocabulary.weight(number), others=tuple(ways[1:]))


def _others(question: str, vocabulary: Vocabulary, aliases: Aliases) -> dict[str, tuple[str, ...]]:
    """The other names of what a question names, by the first word of each; the commonest first."""
    words = [(word, parts_of(word)) for word in words_of(question)]
    # A name inside of a compound isn't meant: the 'meta' of 'meta-analysis'.
    parts = [(part, word, n, len(own)) for word, own in words for n, part in enumerate(own)]
    found: dict[str, tuple[str, ...]] = {}
    for at, end, names in aliases.found_in([part for part, *_ in parts]):
        if parts[at][2] or parts[end - 1][2] + 1 < parts[end - 1][3]:
            continue
        known = {name: count for name in names if (count := _frequency(name, vocabulary))}
        found[parts[at][1]] = tuple(sorted(known, key=lambda n: -known[n])[:_ALIASES])
    return found


def _mended(question: str, term: Term) -> str:
    word = spelling(term.word, term.spelt[0])
    return re.sub(rf"(?i)\b{re.escape(term.word)}\b", word, question)


def _frequency(name: str, vocabulary: Vocabulary) -> int:
    """In how many passages a name may stand, at most; 0 where it is all small words."""
    words = words_of(name)
    return 0 if set(words) <= STOP_WORDS else min(map(vocabulary.frequency, words))


def _spelt_out(question: str, terms: Sequence[Term], vocabulary: Vocabulary) -> str:
    """The question with misspelt words mended and commoner names behind it, as it is embedded."""
    for term in terms:
        if term.spelt:
            question = _mended(question, term)
    names = [
        name
        for term in terms
        for name in term.others[:1]
        if _frequency(name, vocabulary) > vocabulary.frequency(term.word)
    ]
    return f"{question} ({', '.join(names)})" if names else question
