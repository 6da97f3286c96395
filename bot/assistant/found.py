"""A sentence that may answer, and the question that it is held against."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.assistant.writer import Quote
from index.digest import Evidence, Passage
from index.question import Term

_BEHIND = 3  # sentences of a quote, with those that take back what it says
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
class Asked:
    """One question: its text as it is meant, its terms, and those of them that are names.

    `value` is what a value that it wants looks like; `sides` are the words of each side of a
    comparison which the others don't have; `lists` tells that it asks for several things.
    """

    text: str
    terms: tuple[Term, ...]
    names: tuple[Term, ...]
    value: re.Pattern[str] | None
    sides: tuple[frozenset[str], ...]
    lists: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that may answer.

    `near` is how near its meaning is to the question's, `value` what its passage is worth, and
    `fit` how well it fits among the sentences of its passage; `gives` tells that it holds a value
    of the kind that is wanted, `apart` that another sentence gives another one;
    `same` are sentences of other documents that say the same.
    """

    evidence: Evidence
    sentence: int
    near: float = 0.0
    fit: float = 0.0
    gives: bool = True
    value: float = 0.0
    apart: bool = False
    same: tuple[Quote, ...] = ()

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.evidence.passage.quote(self.sentence, self.sentence + 1)

    def with_(self, other: "Found") -> "Found":
        """It with another sentence that says the same, unless that is of its own document."""
        if other.evidence.origin.document == self.evidence.origin.document:
            return self
        quote = Quote(other.evidence.passage.id, other.sentence, other.sentence + 1)
        return replace(self, same=tuple(dict.fromkeys((*self.same, quote))))

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


def _follows(passage: Passage, n: int) -> bool:
    """Whether there is a sentence `n` and it stands in one paragraph with the one before it."""
    if not 0 < n < len(passage.sentences):
        return False
    return "\n" not in passage.text[passage.sentences[n - 1].end : passage.sentences[n].start]
