"""A question understood where it is asked: what it points at, what it means, of when."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.assistant.conversation import Meant, Turn, meant
from bot.assistant.pointing import Pointed, pointed
from bot.words import say
from index.catalog import Catalog
from index.cjk import LETTERS, folded, is_cjk
from index.search import Search
from index.terms import words_of
from index.timeframe import Timeframe, read_timeframe
from index.vocabulary import Vocabulary

_NEWEST = re.compile(r"(?i)\b(?:latest|newest|most recent)\b")
_EAST = re.compile(rf"[{LETTERS}？。、！，：；「」《》]+")
_NOTHING = Pointed("")
# What people say when they ask nothing; so do those who send no word at all.
_TALK = frozenset(
    """ah aha alright awesome bye cheers cool danke goodbye great haha hello hey hi hm hmm lol merci
    nice ok okay oh perfect please thank thanks thx ty wow you 谢谢""".split()
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is meant, the time that it names, and what it points at, if it does.

    Of one without a word nothing is known but that something is `pointed.missing`.
    """

    meant: Meant
    frame: Timeframe
    pointed: Pointed = _NOTHING


async def understood(
    catalog: Catalog,
    search: Search,
    question: str,
    history: Sequence[Turn],
    *,
    about: str | None,
    today: dt.date,
) -> Understood:
    """Read a question behind its conversation, asked about the digest `about` or about all."""
    if all(word in _TALK for word in words_of(question)):
        nothing = Pointed("", missing=say("answer-no-question"))
        return Understood(Meant(question, question), Timeframe(), nothing)
    at = await pointed(catalog, search, question, history, about)
    if at is not None:
        said = Meant(at.text, at.rest, (at.text,))
    else:
        said = meant(question, history, await catalog.names() if history else None)
    frame = await _frame(search, said, today, about)
    if not said.carried:
        said = replace(said, text=_known(said.text, await catalog.vocabulary()))
    return Understood(said, frame, at or _NOTHING)


def _known(question: str, vocabulary: Vocabulary) -> str:
    """A question in a script that the archive doesn't use, less its words in that script.

    What they say isn't found; the names beside them are.
    """
    east = [word for word in words_of(question) if is_cjk(word)]
    if not east or any(map(vocabulary.frequency, east)):
        return question
    return " ".join(word for word in _EAST.sub(" ", folded(question)).split()) or question


async def _frame(search: Search, said: Meant, today: dt.date, about: str | None) -> Timeframe:
    """What a question says of time; in a digest's conversation 'today's digest' is that one.

    Where it says nothing, the days of the question that it leans on are a hint.
    """
    if about is None or _NEWEST.search(said.timed):
        frame = await search.timeframe(said.timed, today)
    else:
        frame = read_timeframe(said.timed, today)
    if said.before and not (frame.span or frame.near or frame.newest):
        before = read_timeframe(said.before, today).span
        if before.start and before.end:
            return replace(frame, near=(before,))
    return frame
