"""Texts and full-text expressions as PostgreSQL takes them: our own terms, found exactly.

Both sides are cut, folded and stemmed here, as FTS5's porter and unicode61 do it: the server's own
configurations stem otherwise, and know no pairs of CJK letters.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from index.cjk import LETTERS
from index.terms import stem

_TERM = re.compile(r"[^\W_]+")
_CJK = re.compile(f"[{LETTERS}]")
_MARKS = re.compile("[\u0300-\u036f]")
_TOKEN = re.compile(r'"(?P<phrase>[^"]*)"(?P<prefix> \*)?|(?P<mark>[()]|\{text cjk\} : |[A-Z]+)')
_LAST = 16_383  # the last position that a tsvector keeps
_LONGEST = 64  # letters of a word that has a stem, and that are kept of one without
_APART = 10  # positions between two columns, so that no phrase reaches over
# The columns by the weights of their positions; 'D' is what has no letter.
_TEXT, _CJK_PAIRS, _CONTEXT = "A", "B", ""
_NOTHING = "' '"  # a term that no text has


def terms_of(text: str) -> list[str]:
    """The terms of a text in their order: folded, without diacritics, English ones stemmed."""
    if not text.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", bare)
    return [_term(word) for word in _TERM.findall(text.lower())]


def _term(word: str) -> str:
    # The shortest stay as they are, as in FTS5: there would be nothing left of an 's'.
    return stem(word) if 2 < len(word) <= _LONGEST else word[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Vector:
    """The terms of a passage as a tsvector, which of them there are, how many words there were."""

    literal: str
    terms: frozenset[str]
    length: int

    @classmethod
    def of(cls, context: str, text: str, cjk: str) -> "Vector":
        """The vector of the three columns of a passage.

        Runs of CJK letters are left out of text and context: the column of their pairs has them.
        """
        places: dict[str, list[str]] = {}
        at = length = 0
        for column, weight in ((text, _TEXT), (cjk, _CJK_PAIRS), (context, _CONTEXT)):
            for term in terms_of(column):
                length += 1
                at += 1
                if weight == _CJK_PAIRS or not _CJK.search(term):
                    places.setdefault(term, []).append(f"{min(at, _LAST)}{weight}")
            at += _APART
        literal = " ".join(f"'{term}':{','.join(where)}" for term, where in places.items())
        return cls(literal, frozenset(places), length)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A term or a phrase that counts for the score; the last of its terms may be a beginning."""

    terms: tuple[str, ...]
    prefix: bool = False

    @property
    def alone(self) -> bool:
        """Whether the vocabulary knows how often it stands."""
        return len(self.terms) == 1 and not self.prefix

    @property
    def parts(self) -> "tuple[Leaf, ...]":
        """Its terms, each once, each as a leaf."""
        last = (Leaf(self.terms[-1:], self.prefix),) if self.terms else ()
        return tuple(dict.fromkeys((*(Leaf((term,)) for term in self.terms[:-1]), *last)))

    def query(self, weights: str = "") -> str:
        """It as a tsquery; in columns of some `weights` alone."""
        if not self.terms:
            return _NOTHING
        labels = [weights] * len(self.terms)
        labels[-1] = f"*{weights}" if self.prefix else weights
        labelled = zip(self.terms, labels, strict=True)
        return "<->".join(f"'{term}':{label}" if label else f"'{term}'" for term, label in labelled)


@dataclass(slots=True)
class Expression:
    """An FTS5 expression as a tsquery, and the leaves in it that aren't excluded, each once."""

    query: str
    leaves: list[Leaf] = field(default_factory=list)

    @classmethod
    def of(cls, expression: str) -> "Expression":
        """Read an expression of quoted phrases, AND, OR, NOT, brackets and '{text cjk} :'."""
        reader = _Reader(list(_TOKEN.finditer(expression)))
        query = reader.any_of("")
        return cls(query, list(dict.fromkeys(reader.leaves)))


class _Reader:
    """Reads tokens from the left; NOT binds more than AND, AND more than OR."""

    def __init__(self, tokens: Sequence[re.Match[str]]) -> None:
        self._tokens = iter(tokens)
        self._next = next(self._tokens, None)
        self._excluded = 0
        self.leaves: list[Leaf] = []

    def _taken(self, mark: str) -> bool:
        if self._next is None or self._next["mark"] != mark:
            return False
        self._next = next(self._tokens, None)
        return True

    def any_of(self, weights: str) -> str:
        return " | ".join(self._parted("OR", weights, self._all_of))

    def _all_of(self, weights: str) -> str:
        return " & ".join(self._parted("AND", weights, self._but))

    def _parted(self, mark: str, weights: str, part: Callable[[str], str]) -> Iterator[str]:
        yield part(weights)
        while self._taken(mark):
            yield part(weights)

    def _but(self, weights: str) -> str:
        found = self._one(weights)
        while self._taken("NOT"):
            self._excluded += 1
            found = f"({found} & !{self._one(weights)})"
            self._excluded -= 1
        return found

    def _one(self, weights: str) -> str:
        if self._taken("{text cjk} : "):
            return self._one(_TEXT + _CJK_PAIRS)
        if self._taken("("):
            found = self.any_of(weights)
            self._taken(")")
            return f"({found})"
        token, self._next = self._next, next(self._tokens, None)
        if token is None or token["phrase"] is None:
            return _NOTHING
        leaf = _leaf(token["phrase"], prefix=bool(token["prefix"]))
        if not self._excluded:
            self.leaves.append(leaf)
        return leaf.query(weights)


def _leaf(phrase: str, *, prefix: bool) -> Leaf:
    terms = terms_of(phrase)
    if prefix and terms:
        # The beginning of a term of the index is a stem, or a letter: it isn't stemmed again.
        terms[-1] = _TERM.findall(phrase.lower())[-1]
    return Leaf(tuple(terms), prefix)
