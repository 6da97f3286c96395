"""Two sentences that give different figures for one thing, and how that is told."""

from collections.abc import Sequence
from itertools import combinations

from bot.assistant.answer import long_date
from bot.assistant.found import Found
from bot.words import say
from index.facts import differing

_TIMES = 4  # of the smaller figure; what is further apart measures something else


def differ(one: Found, other: Found) -> bool:
    """Whether two sentences surely give different figures for the same thing."""
    figures = differing(one.text, other.text)
    if figures is None:
        return False
    least, most = sorted(figure.amount for figure in figures)
    return least * _TIMES >= most


def disagreement(found: Sequence[Found]) -> tuple[Found, Found] | None:
    """The first two sentences of different documents that differ, the older one first."""
    for one, other in combinations(found, 2):
        if one.evidence.origin.document != other.evidence.origin.document and differ(one, other):
            older, newer = sorted((one, other), key=_age)
            return older, newer
    return None


def _age(found: Found) -> tuple[bool, str]:
    day = found.evidence.origin.date
    return day is not None, day.isoformat() if day else ""


def words_about(older: Found, newer: Found) -> str:
    """How two sentences that differ stand to each other: by whom, and which is later."""
    one, two = older.evidence.origin, newer.evidence.origin
    if one.kind != two.kind:
        differ = say("answer-differ-source")
    elif one.publication == two.publication:
        differ = say("answer-differ-within", publication=two.publication)
    else:
        differ = say("answer-differ-between", one=one.publication, two=two.publication)
    if one.date is None or two.date is None:
        return say("answer-differ-undated", differ=differ)
    if one.date == two.date:
        return say("answer-differ-same-day", differ=differ)
    if one.kind == two.kind and one.publication == two.publication:
        return say("answer-differ-corrected", differ=differ, day=long_date(two.date))
    return say("answer-differ-later", differ=differ, day=long_date(two.date))
