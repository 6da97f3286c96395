"""A question becomes a full-text expression, safe whatever it holds, and of bounded cost."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.cjk import is_cjk
from index.question import Understood
from index.terms import parts_of
from index.vocabulary import Vocabulary

Term = tuple[str, int]
"""A term as the full-text index takes it, and in about how many passages it stands."""

_LIMIT = 64  # terms of one expression
# BM25 takes a microsecond and more for each passage that is scored, and a fifteenth of that for
# each passage of each term, to count how rare the term is.
SCORED = 10_000  # passages
_COUNTED = 200_000  # passages of all terms


def match_expression(
    question: Understood, vocabulary: Vocabulary, share: float = 1.0
) -> str | None:
    """The FTS5 expression that finds passages with any term of the question; None without one.

    A compound term ('GPT-5.4') is a phrase, a CJK letter alone the beginning of any pair. A
    misspelt word stands beside what it may mean and a name beside its other names; quoted words
    are searched as a phrase as well. Only letters and digits go into the expression, each term
    inside quotes, so no operator of the full-text syntax can. `share` is the part of the archive
    that is searched.
    """
    terms: list[Term] = []
    for asked in question.terms:
        for phrase in (asked.word, *asked.others):
            terms += _terms(phrase, vocabulary)
        # What a word meant is a term of the index, a stem; as a prefix it isn't stemmed to nothing.
        terms += [(f'"{stem}" *', vocabulary.counts[stem]) for stem in asked.spelt]
    for quoted in question.quoted:
        terms += _terms(quoted, vocabulary)
    searched = list(dict(terms).items())[:_LIMIT]
    return expression_of(*parted(searched, share)) if searched else None


def parted(terms: Sequence[Term], share: float = 1.0) -> tuple[list[str], list[str]]:
    """The terms of which a passage must hold one, and those that only add to its score.

    The first are the rarest, while they don't stand in more passages than may be scored; the
    others follow while they can be counted. So it is 'Continue' of Moffat and Zobel (ACM TOIS
    14:4, 1996): what has but frequent words of a question is seldom among its best passages.
    """
    may = min(SCORED / max(share, 1e-9), _COUNTED)
    first: set[str] = set()
    then: set[str] = set()
    counted = 0
    for term, count in sorted(terms, key=lambda term: term[1]):
        if not first or counted + count <= may:
            first.add(term)
        elif counted + count <= _COUNTED:
            then.add(term)
        else:
            break
        counted += count
    return [t for t, _ in terms if t in first], [t for t, _ in terms if t in then]


def expression_of(first: Sequence[str], then: Sequence[str]) -> str:
    """The FTS5 expression of terms that were parted.

    Where there are both, each term stands in it twice, which BM25 sums: the order is that of all
    terms once.
    """
    needed = " OR ".join(first)
    if not then:
        return needed
    return f"({needed}) AND ({' OR '.join((*first, *then, *then))})"


def _terms(phrase: str, vocabulary: Vocabulary) -> Iterator[Term]:
    """A phrase for each script, as each has its own column of the full-text index."""
    for cjk, group in groupby(parts_of(phrase.lower()), key=is_cjk):
        parts = list(group)
        term = " ".join(parts)
        count = min(map(vocabulary.frequency, parts))
        yield (f'"{term}" *' if cjk and len(term) == 1 else f'"{term}"'), count
