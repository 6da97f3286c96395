"""A question becomes a full-text expression, safe whatever it holds, and of bounded cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from index.cjk import is_cjk
from index.question import Understood
from index.terms import parts_of
from index.vocabulary import Vocabulary

Counted = tuple[str, int]
"""A term as the full-text index takes it, and in about how many passages it stands."""

_LIMIT = 64  # terms of one expression
# BM25 takes a microsecond and more for each passage that is scored, and a fifteenth of that for
# each passage of each term, to count how rare the term is.
SCORED = 7_000  # passages
_COUNTED = 200_000  # passages of all terms


@dataclass(frozen=True, slots=True)
class Match:
    """An FTS5 expression, and whether even what it needs may stand in more passages than SCORED.

    `needed` is the part of it without which nothing fits, where that isn't all of it.
    """

    expression: str
    many: bool = False
    needed: str | None = field(default=None, compare=False)


def match_expression(
    question: Understood, vocabulary: Vocabulary, share: float = 1.0
) -> Match | None:
    """What finds the passages with any term of the question; None where it has none.

    A compound term ('GPT-5.4') is a phrase, a CJK letter alone the beginning of any pair. A
    misspelt word stands beside what it may mean and a name beside its other names; quoted words
    are searched as a phrase as well. Only letters and digits go into the expression, each term
    inside quotes, so no operator of the full-text syntax can. `share` is the part of the archive
    that is searched.
    """
    terms: list[Counted] = []
    for asked in question.terms:
        for phrase in (asked.word, *asked.others):
            terms += _terms(phrase, vocabulary)
        # What a word meant is a term of the index, a stem; as a prefix it isn't stemmed to nothing.
        terms += [(f'"{stem}" *', vocabulary.counts.get(stem, 0)) for stem in asked.spelt]
    for quoted in question.quoted:
        terms += _terms(quoted, vocabulary)
    searched = list(dict(terms).items())[:_LIMIT]
    return bounded(searched, share) if searched else None


def bounded(terms: Sequence[Counted], share: float = 1.0) -> Match:
    """Any of the terms, at a cost that doesn't grow with the archive.

    A passage must hold one of the rarest, as many of them as don't stand in more passages than may
    be scored, one at least; the others only add to its score, while they can be counted. So it is
    'Continue' of Moffat and Zobel (ACM TOIS 14:4, 1996): a passage that has but a question's
    frequent words is seldom among the best.
    """
    may = min(SCORED / max(share, 1e-9), _COUNTED)
    needed: set[str] = set()
    adding: set[str] = set()
    counted = scored = 0
    for term, count in sorted(terms, key=lambda term: term[1]):
        if not needed or counted + count <= may:
            needed.add(term)
            scored += count
        elif counted + count <= _COUNTED:
            adding.add(term)
        else:
            break
        counted += count
    first, then = ([term for term, _ in terms if term in some] for some in (needed, adding))
    expression = " OR ".join(first)
    if not then:
        return Match(expression, scored > may)
    # With each term in it twice, BM25 sums twice as much: the order is that of all terms once.
    all_ = f"({expression}) AND ({' OR '.join((*first, *then, *then))})"
    return Match(all_, scored > may, expression)


def _terms(phrase: str, vocabulary: Vocabulary) -> Iterator[Counted]:
    """A phrase for each script, as each has its own column of the full-text index."""
    for cjk, group in groupby(parts_of(phrase.lower()), key=is_cjk):
        parts = list(group)
        term = " ".join(parts)
        count = min(map(vocabulary.frequency, parts))
        yield (f'"{term}" *' if cjk and len(term) == 1 else f'"{term}"'), count
