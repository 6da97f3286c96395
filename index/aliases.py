"""Other names of one thing: from a list, and from what the archive explains of its own names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from index.terms import parts_of

_LIST = Path(__file__).with_name("aliases.txt")
_LONGEST = 6  # words of a name
_WORD = r"[A-Z][\w&’'-]*(?:\.[\w-]+)*"
_NAME = rf"{_WORD}(?:[ ](?:(?:of|the|for|and|de)[ ])?(?:{_WORD}|\d[\w.]*)){{0,5}}"
_SHORT = r"[A-Za-z]*[A-Z][A-Za-z0-9&.-]{1,8}"
# 'Google DeepMind (GDM)', 'GDM (Google DeepMind)': right where the one has the other's initials.
_LONG_SHORT = re.compile(rf"({_NAME})\s*\(({_SHORT})\)")
_SHORT_LONG = re.compile(rf"\b({_SHORT})\s*\(({_NAME})\)")
_EXPLAINS = re.compile(r"formerly|previously|aka|a\.k\.a\.|also known as|née")
# Of one name 'formerly' another, or 'also known as' it.
_FORMER = re.compile(
    rf"({_NAME}),?\s*\(?\s*(?:formerly|previously|aka|a\.k\.a\.|also known as|née)\s+"
    rf"(?:known as |called |named )?[\"“]?({_NAME})"
)
_SMALL = frozenset(("of", "the", "for", "and", "de"))


def aliases_in(text: str) -> frozenset[tuple[str, str]]:
    """What a text says of two names of one thing: (name, other name)."""
    found: set[tuple[str, str]] = set()
    if "(" not in text and not _EXPLAINS.search(text):
        return frozenset()
    for match in _LONG_SHORT.finditer(text):
        words = match[1].split()
        names = (" ".join(words[n:]) for n in range(len(words)))
        if name := next((name for name in names if _initials(name, match[2])), None):
            found.add((name, match[2]))
    found |= {(m[2], m[1]) for m in _SHORT_LONG.finditer(text) if _initials(m[2], m[1])}
    if _EXPLAINS.search(text):
        found |= {(match[1], match[2]) for match in _FORMER.finditer(text)}
    return frozenset((a, b) for a, b in found if _key(a) != _key(b))


def _initials(name: str, short: str) -> bool:
    """Whether `short` is made of the first letters of `name`: of its words, or its capitals."""
    words = re.findall(r"\w+", name)
    if len(short) < 2 or (len(words) < 2 and short == name):
        return False
    ways = (
        (word[0] for word in words),
        (word[0] for word in words if word not in _SMALL),
        (letter for letter in name if letter.isupper() or letter.isdigit()),
    )
    return len(short) < len(name) and short.casefold() in {"".join(w).casefold() for w in ways}


def _key(name: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in parts_of(name))


@dataclass(frozen=True, slots=True)
class Aliases:
    """Names by their parts in lower case, each with its other names as they are spelt."""

    names: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Iterable[Sequence[str]]) -> "Aliases":
        """From groups of names, those of each group for one thing."""
        names: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        for group in groups:
            for name in group:
                if 0 < len(key := _key(name)) <= _LONGEST:
                    names[key].update((other, None) for other in group if _key(other) != key)
        return cls({key: tuple(others) for key, others in names.items() if others})

    def and_(self, others: "Aliases") -> "Aliases":
        """These, and behind them the others."""
        both = {
            key: tuple(dict.fromkeys((*self.names.get(key, ()), *others.names.get(key, ()))))
            for key in self.names.keys() | others.names.keys()
        }
        return Aliases(both)

    def others(self, name: str) -> tuple[str, ...]:
        """The other names of one that is asked for alone."""
        return self.names.get(_key(name), ())

    def found_in(self, parts: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The names that a run of words holds: (first, end, other names), the longest of each."""
        at = 0
        while at < len(parts):
            lengths = range(min(_LONGEST, len(parts) - at), 0, -1)
            end = next((at + n for n in lengths if tuple(parts[at : at + n]) in self.names), None)
            if end is not None:
                yield at, end, self.names[tuple(parts[at:end])]
            at = end or at + 1


@cache
def listed() -> Aliases:
    """The names of the list that comes with Footnote."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    groups = (line.split(" = ") for line in lines if line.strip() and not line.startswith("#"))
    return Aliases.of([name.strip() for name in group] for group in groups)
