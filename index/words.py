"""A question becomes a full-text expression, safe whatever it holds."""

from collections.abc import Iterator
from itertools import groupby

from index.cjk import is_cjk
from index.question import Understood
from index.terms import parts_of

_LIMIT = 64  # phrases of one expression


def match_expression(question: Understood) -> str | None:
    """The FTS5 expression that finds passages with any term of the question; None without one.

    A compound term ('GPT-5.4') is a phrase, a CJK letter alone the beginning of any pair. A
    misspelt word stands beside what it may mean and a name beside its other names; quoted words
    are searched as a phrase as well. Only letters and digits go into the expression, each term
    inside quotes, so no operator of the full-text syntax can.
    """
    found: list[str] = []
    for term in question.terms:
        for phrase in (term.word, *term.others):
            found += _phrases(phrase)
        # What a word meant is a term of the index, a stem; as a prefix it isn't stemmed to nothing.
        found += [f'"{stem}" *' for stem in term.spelt]
    for quoted in question.quoted:
        found += _phrases(quoted)
    return " OR ".join(list(dict.fromkeys(found))[:_LIMIT]) or None


def _phrases(words: str) -> Iterator[str]:
    """A phrase for each script, as each has its own column of the full-text index."""
    for cjk, parts in groupby(parts_of(words.lower()), key=is_cjk):
        term = " ".join(parts)
        yield f'"{term}" *' if cjk and len(term) == 1 else f'"{term}"'
