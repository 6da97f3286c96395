"""What a question points at: items of the digest that is talked about, or of the last answer."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, zip_longest
from typing import TypeVar

from bot.assistant.conversation import Turn, cut_short
from bot.assistant.pointer import Pointer, name_in, pointer_in
from bot.assistant.topic import topic_words
from bot.items import Item, items_named, items_of
from bot.words import each_way, say
from index.catalog import Catalog
from index.digest import Evidence
from index.passages import WHY
from index.search import Query, Search

_T = TypeVar("_T")

# '13. April 2026' is no thirteenth entry.
_ENTRY = re.compile(r"(?m)^\s*(?:[-*•–]|\d{1,2}[.)](?!\s+\w+ \d{4}))\s+(.+)")
# What stands round the words of an entry: the day before a quote, the marks behind it, and the
# publication behind what comes nearest.
_DAY = r"\A(?:\d{{1,2}}\.? [^\W\d_]+ \d{{4}}|{undated})[^:\n]{{0,80}}:\s+"
_MARKS = re.compile(r"(?:\s*\[\d{1,3}\])+")
_FROM = r"\s\([^()\n]+, (?:\d{{1,2}}\.? \w+ \d{{4}}|{undated})\)\s*\Z"
_CALLED = 160  # characters of an entry by which it is called
_NAMED = 3  # items; more are called by their sections
_LOOKED_AT = 6  # passages, of which one may hold the words of an entry
_HELD = 80  # characters of an entry by which its passage is known
_MATTERS = frozenset("matter matters important importance significant significance".split())


@dataclass(frozen=True, slots=True)
class Pointed:
    """A question that points at something.

    `text` names it where the pointer stood, `rest` is what else is said; `passages` tell it.
    `whole` says that nothing but it is asked for, `missing` that there is no such thing.
    """

    text: str
    rest: str = ""
    passages: tuple[Evidence, ...] = ()
    whole: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what points in it: the characters from `start` up to `end`."""

    question: str
    start: int
    end: int

    def at(self, name: str, passages: Sequence[Evidence]) -> Pointed:
        """The question about what is called `name` and told by `passages`."""
        before, behind = self.question[: self.start], self.question[self.end :]
        rest = f"{before} {behind}"
        left = set(topic_words(rest, dated=True)) - _MATTERS
        if any(word in _MATTERS for word in topic_words(rest, dated=True)):
            passages = sorted(passages, key=lambda each: WHY not in each.passage.headings)
        whole = bool(passages) and not left
        return Pointed(f"{before}{name}{behind}", rest, tuple(passages), whole)


async def pointed(
    catalog: Catalog, search: Search, question: str, history: Sequence[Turn], about: str | None
) -> Pointed | None:
    """What a question points at; None where it points at nothing.

    'Item 2' is of the digest `about`, 'the second one' of the list that the last answer was.
    """
    pointer = pointer_in(question)
    entries = entries_of(_list_in(history)) if pointer else []
    if pointer and len(entries) > 1 and (about is None or pointer.kind == "one"):
        if missing := _missing(pointer, len(entries)):
            many, none = missing
            line = say("answer-lists-too-few", many=many, none=none)
            return Pointed(question, missing=line)
        return await _entries(search, _asked(question, pointer), _picked(pointer, entries))
    document = await catalog.document(about) if about else None
    if document is None:
        return None
    items = await asyncio.to_thread(items_of, document.digest)
    if pointer is None:
        return await _named(catalog, question, items, document.id)
    return await _numbered(catalog, question, pointer, items, document.id)


def _list_in(history: Sequence[Turn]) -> str:
    """The last answer to a question that pointed at nothing: what 'and the third?' counts in."""
    answer = ""
    for turn in reversed(history):
        if turn.role == "assistant":
            answer = turn.content
        elif not pointer_in(turn.content):
            return answer
    return answer


def entries_of(said: str) -> list[str]:
    """The entries of a list in an answer, without the days before and the marks behind them."""
    texts = (_MARKS.sub("", match[1]).strip() for match in _ENTRY.finditer(said))
    day, from_ = _dated(_DAY, "date-undated-first"), _dated(_FROM, "date-undated")
    return [from_.sub("", day.sub("", text)) for text in texts]


@cache
def _dated(pattern: str, undated: str) -> re.Pattern[str]:
    """A pattern for a day or its lack, in whatever language it was said."""
    return re.compile(pattern.format(undated="|".join(map(re.escape, each_way(undated)))))


def _asked(question: str, pointer: Pointer) -> _Asked:
    return _Asked(question, pointer.start, pointer.end)


def _picked(pointer: Pointer, of: Sequence[_T]) -> list[_T]:
    return [of[n - 1 if n > 0 else n] for n in pointer.numbers]


def _missing(pointer: Pointer, there: int) -> tuple[str, str] | None:
    """How many entries a list has, and which it hasn't; None where it goes so far."""
    off = [n for n in pointer.numbers if not (0 < n <= there or -there <= n < 0)]
    if not off:
        return None
    if pointer.kind == "section":
        n = say("answer-no-section", n=str(off[0]))
        none = n if off[0] >= 0 else say("answer-no-section-back")
        return say("answer-sections", count=there), none
    n = say("answer-no-item", n=str(off[0]))
    return say("answer-items", count=there), n if off[0] >= 0 else say("answer-no-item-back")


async def _entries(search: Search, asked: _Asked, texts: Sequence[str]) -> Pointed:
    """Entries of an answer: what they say is searched, as the answer itself is no evidence."""
    passages: list[Evidence] = []
    for text in texts:
        start = " ".join(text.split())[:_HELD]
        found = await search.find(Query(text, _LOOKED_AT))
        passages += [e for e in found if start in " ".join(e.passage.text.split())][:1]
    return asked.at(" and ".join(cut_short(text, _CALLED).rstrip(".") for text in texts), passages)


async def _numbered(
    catalog: Catalog, question: str, pointer: Pointer, items: Sequence[Item], document: str
) -> Pointed | None:
    """'Item 2', 'section 3': the items of the digest that have these numbers."""
    groups = [[item] for item in items]
    if pointer.kind == "section":
        groups = [[*some] for _, some in groupby(items, key=lambda item: id(item.section))]
    if not groups:
        return None
    if missing := _missing(pointer, len(groups)):
        many, none = missing
        return Pointed(question, missing=say("answer-digest-too-few", many=many, none=none))
    chosen = [item for group in _picked(pointer, groups) for item in group]
    told = await _told(catalog, _asked(question, pointer), chosen, document)
    if not told.passages:
        return Pointed(question, missing=say("answer-no-text"))
    return told


async def _named(
    catalog: Catalog, question: str, items: Sequence[Item], document: str
) -> Pointed | None:
    """'The GLM story': the items of the digest whose headlines say so."""
    found = name_in(question)
    named = items_named(items, found[0]) if found else []
    if found is None or not 0 < len(named) <= _NAMED:
        return None  # what many are called by names none of them
    return await _told(catalog, _Asked(question, *found[1:]), named, document)


async def _told(catalog: Catalog, asked: _Asked, items: Sequence[Item], document: str) -> Pointed:
    """Items of a digest; each has its turn before one has a second passage."""
    all_ = await catalog.passages_of(document)
    turns = zip_longest(*[item.passages(all_) for item in items])
    passages = {e.passage.id: e for turn in turns for e in turn if e is not None}
    names = [item.name for item in items]
    if len(names) > _NAMED:
        names = [item.section.heading for item in items]
    return asked.at(" and ".join(dict.fromkeys(names)), [*passages.values()])
