"""The names that texts speak of: found in a text, learned of an archive, known again."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.cjk import LETTERS, is_cjk
from index.terms import STOP_WORDS, parts_of
from index.timeframe.periods import MONTHS, WEEKDAYS

_TIME = frozenset((*MONTHS, *WEEKDAYS, "last", "past", "first", "next"))
# A run of names: 'Claude Mythos', 'GPT-5.4', 'K2.6', 'SWE-Bench Pro', 'xAI'.
_LETTER = rf"[^\W{LETTERS}]"  # a Chinese sentence goes on behind a name without white space
_CAPITAL = rf"(?:(?:[A-Z]|[a-z]{{1,2}}[A-Z])(?:(?:{_LETTER}|[.+-])*{_LETTER})?)"
_NAME = re.compile(rf"(?<!{_LETTER}){_CAPITAL}(?:[ \t]+(?:{_CAPITAL}|\d(?:\.?{_LETTER})*))*")
# What stands before a capital that no new sentence, line or bracket gives to any word.
_INSIDE = re.compile(r"[^\W_A-Z][,;]?[ \t]\Z")
_PLAIN = re.compile(r"[A-Z][a-z]+")
_LOWER = re.compile(r"(?<!\w)[a-z]+(?!\w)")
COMPOUND = re.compile(r".*-[a-z]{3,}")  # 'AI-generated' tells how, not what
# A letter that would make a name longer. Few ranges: every name's pattern is compiled with them.
_BESIDE = r"[0-9A-Za-z_\u00c0-\u10ff]"
_LONGEST = 60  # characters of a name that is learned
_NEAR = 70.0  # of 100: what a name may differ from the words that meant it


def tells_time(word: str) -> bool:
    """Whether a lower-case word is part of a date or a range of days."""
    number = r"\d{1,4}(?:st|nd|rd|th)?|\d{4}-\d\d?-\d\d?|\d\d?-\d\d?"
    return word in _TIME or bool(re.fullmatch(number, word))


def names_in(text: str) -> list[str]:
    """The names in a text as it spells them, each once; words that only open a sentence aren't."""
    return list(dict.fromkeys(name for name, _ in placed_names(text)))


def placed_names(text: str) -> Iterator[tuple[str, bool]]:
    """The names in a text, each with whether it opens a sentence, a line or a bracket."""
    for match in _NAME.finditer(text):
        all_ = match[0].split()
        words = _without_time(all_)
        while words and words[0].lower() in STOP_WORDS:
            words.pop(0)
        if words:
            start = match.start()
            opens = words[0] == all_[0] and not _INSIDE.search(text[max(start - 3, 0) : start])
            yield " ".join(words), opens


def _without_time(words: Sequence[str]) -> list[str]:
    """A run of words less days and months; a number behind a name is a part of it: 'iOS 26'."""
    kept: list[str] = []
    dated = True
    for word in words:
        told = tells_time(word.strip(".,").lower())
        if not told or (word[0].isdigit() and not dated):
            kept.append(word)
        dated = told
    return kept


def names_told(texts: Iterable[str]) -> dict[str, int]:
    """The names that the passages of one document tell: in how many of them each stands.

    A plain word counts where it is capital inside of a sentence, and no more often small than
    capital in the document: 'Users' opens sentences, 'Cursor' is a name.
    """
    found: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        small.update(set(_LOWER.findall(text)))
        found.update(
            {
                name
                for name, opens in placed_names(text)
                if len(name) <= _LONGEST
                and not COMPOUND.fullmatch(name)
                and not (opens and _PLAIN.fullmatch(name))
            }
        )
    return {
        name: count
        for name, count in found.items()
        if len(name) > 1 and not (_PLAIN.fullmatch(name) and small[name.lower()] > count)
    }


def key_of(name: str) -> str:
    """What all spellings of a name have in common: 'GPT-5.5' and 'gpt 5.5' are 'gpt 5 5'."""
    return " ".join(parts_of(name.lower()))


@lru_cache(maxsize=1_000)
def pattern_of(name: str) -> re.Pattern[str] | None:
    """Finds a name in a text, however it is spelled; None where there is no letter in it.

    Not in a longer number: 'GPT-5' isn't named by 'GPT-5.5'; and a plain word as 'Flock' begins
    with a capital.
    """
    pieces = re.findall(rf"[{LETTERS}]+|[^\W_{LETTERS}]+", name)
    if not pieces:
        return None
    told = re.escape(pieces[0])
    if _PLAIN.fullmatch(name):
        told = f"(?-i:{name[0]}){name[1:]}"
    for before, piece in pairwise(pieces):
        apart = "{1,2}" if before[-1].isdigit() and piece[0].isdigit() else "{0,2}"
        told += rf"[\W_]{apart}{re.escape(piece)}"
    start = "" if is_cjk(pieces[0]) else rf"(?<!{_BESIDE})(?<!\d[.,])"
    end = "" if is_cjk(pieces[-1]) else rf"(?:['’]?s)?(?!{_BESIDE})(?![.,]\d)"
    return re.compile(rf"{start}(?i:{told}){end}")


@dataclass(frozen=True, eq=False)
class NameBook:
    """The names of an archive by their keys: (the commonest spelling, how many passages have it).

    Those that stand in one passage alone aren't in it.
    """

    names: Mapping[str, tuple[str, int]]
    passages: int

    @classmethod
    def of(cls, counts: Iterable[tuple[str, int]], passages: int) -> "NameBook":
        """The book of (spelling, in how many passages), every spelling once."""
        found: dict[str, tuple[str, int, int]] = {}
        for name, count in sorted(counts, key=lambda told: (-told[1], told[0])):
            if key := key_of(name):
                spelling, most, all_ = found.get(key, (name, count, 0))
                found[key] = spelling, most, all_ + count
        return cls({key: (name, n) for key, (name, _, n) in found.items() if n > 1}, passages)

    def __contains__(self, name: str) -> bool:
        return key_of(name) in self.names

    def count(self, name: str) -> int:
        """In how many passages a name stands; 1 where it isn't in the book."""
        return self.names.get(key_of(name), ("", 1))[1]

    def spelled(self, name: str) -> str:
        """A name as the archive spells it mostly; what isn't in the book stays as it is."""
        return self.names.get(key_of(name), (name, 0))[0]

    def starting(self, prefix: str, limit: int) -> list[str]:
        """The names with a word that begins so, those that the archive speaks of most first."""
        wanted = f" {key_of(prefix)}"
        found = [told for key, told in self.names.items() if wanted.rstrip() in f" {key}"]
        # Where a name begins so, it is meant before one that holds it.
        found.sort(key=lambda told: (-told[1], told[0]))
        return [name for name, _ in found[:limit]]

    def nearest(self, words: str, limit: int) -> list[str]:
        """The names that are spelled most like `words`, the likeliest first."""
        from rapidfuzz import fuzz, process

        found = process.extract(
            key_of(words), self.names.keys(), scorer=fuzz.token_ratio, score_cutoff=_NEAR, limit=50
        )
        found.sort(key=lambda hit: (-round(hit[1] / 5), -self.names[hit[0]][1], hit[0]))
        return [self.names[key][0] for key, *_ in found[:limit]]
