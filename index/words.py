"""A question becomes a full-text expression, safe whatever it holds."""

import re
from collections.abc import Iterator
from itertools import groupby

from index.cjk import is_cjk
from index.terms import content_words, parts_of, words_of
from index.vocabulary import Vocabulary

_QUOTED = re.compile(r"[\"“”«»「」『』《》]([^\"“”«»「」『』《》]{3,200})[\"“”«»「」『』《》]")
_LIMIT = 64  # terms of one expression; a question of 10,000 characters is no better searched


def match_expression(question: str, vocabulary: Vocabulary) -> str | None:
    """The FTS5 expression that finds passages with any term of the question; None without one.

    A compound term ('GPT-5.4') is a phrase, a CJK letter alone the beginning of any pair. A
    misspelt word stands beside what it likely meant, quoted words are searched as a phrase as well.
    Only letters and digits go into the expression, each term inside quotes, so no operator of the
    full-text syntax can.
    """
    words = content_words(question) or words_of(question)
    quoted = (match[1].lower() for match in _QUOTED.finditer(question))
    terms = [term for phrase in (*words, *quoted) for term in _terms(phrase)]
    # What a word meant is a term of the index, a stem; as a prefix it isn't stemmed to nothing.
    meant = [(word, vocabulary.repaired(word)) for word in words]
    terms += [f'"{term}" *' for word, term in meant if term and term != word]
    return " OR ".join(list(dict.fromkeys(terms))[:_LIMIT]) or None


def _terms(phrase: str) -> Iterator[str]:
    """A phrase for each script, as each has its own column of the full-text index."""
    for cjk, parts in groupby(parts_of(phrase), key=is_cjk):
        term = " ".join(parts)
        yield f'"{term}" *' if cjk and len(term) == 1 else f'"{term}"'
