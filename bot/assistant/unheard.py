"""What a question names and the archive doesn't: then nothing in it can be the answer."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.assistant.topic import ASKING
from index.digest import Evidence
from index.embedding import is_english
from index.names import names_in, tells_time
from index.terms import STOP_WORDS, named_in, stems_of, words_of
from index.vocabulary import Vocabulary

_VERSION = re.compile(r"\d+(?:\.\d+)*[a-z]?")


def unheard(question: str, evidence: Sequence[Evidence], vocabulary: Vocabulary) -> str | None:
    """The first name or version in a question that the evidence doesn't have; None where none is.

    A plain word counts as known where any passage of the archive has it, or what it misspells.
    """
    stems = [
        stems_of(f"{e.origin.publication} {e.origin.title} {' '.join(e.passage.headings)}")
        | stems_of(e.passage.text)
        for e in evidence
    ]
    for name, word in names_asked(question):
        known = vocabulary.repaired(word) or word
        if word.isalpha() and vocabulary.frequency(known):
            continue
        if not any(named_in(known, found) for found in stems):
            return name
    return _version(question, frozenset[str]().union(*stems), vocabulary)


def names_asked(question: str) -> list[tuple[str, str]]:
    """The names in a question, each with every word of it that tells something.

    The first word is capital whatever it is, so it counts only where it looks like a name inside.
    """
    opening = next(iter(words_of(question)), "")
    return [
        (name, word)
        for name in names_in(question)
        for word in words_of(name)
        if word not in ASKING and not tells_time(word) and not (word == opening and word.isalpha())
    ]


def _version(question: str, stems: frozenset[str], vocabulary: Vocabulary) -> str | None:
    """A number that the question gives a name, where the evidence gives it none or others."""
    for word, number in pairwise(words_of(question)):
        name = vocabulary.repaired(word) or word
        if not name.isalpha() or not _VERSION.fullmatch(number):
            continue
        if name in STOP_WORDS or tells_time(name) or name in ASKING:
            continue  # 'on 9 April' isn't another version of 'on 8 April'
        if is_english(name) and word.capitalize() not in question:
            continue  # 'costs 999'
        named = [
            stem[len(name) :]
            for stem in stems
            if stem.startswith(name) and _VERSION.fullmatch(stem[len(name) :])
        ]
        # '4.6.1' is a 4.6.
        if any(told == number or told.startswith(f"{number}.") for told in named):
            continue
        if named or "." in number:
            at = re.search(rf"(?i)\b{re.escape(word)}\W+{re.escape(number)}\b", question)
            return at[0] if at else f"{word} {number}"
    return None
