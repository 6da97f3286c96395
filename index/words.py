"""A question becomes a full-text expression, safe whatever it holds."""

import re

from index.terms import content_words, parts_of, words_of
from index.vocabulary import Vocabulary

_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]{3,200})[\"“”«»]")
_LIMIT = 64  # terms of one expression; a question of 10,000 characters is no better searched


def match_expression(question: str, vocabulary: Vocabulary) -> str | None:
    """The FTS5 expression that finds passages with any term of the question; None without one.

    A compound term ('GPT-5.4') is a phrase. A misspelt word stands beside what it likely meant,
    quoted words are searched as a phrase as well. Only letters and digits go into the expression,
    each term inside quotes, so no operator of the full-text syntax can.
    """
    words = content_words(question) or words_of(question)
    phrases = [*words, *(match[1].lower() for match in _QUOTED.finditer(question))]
    terms = [f'"{term}"' for phrase in phrases if (term := " ".join(parts_of(phrase)))]
    # What a word meant is a term of the index, a stem; as a prefix it isn't stemmed to nothing.
    meant = [(word, vocabulary.repaired(word)) for word in words]
    terms += [f'"{term}" *' for word, term in meant if term and term != word]
    return " OR ".join(list(dict.fromkeys(terms))[:_LIMIT]) or None
