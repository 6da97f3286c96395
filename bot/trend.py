"""How often some names are told, week by week: what a chart and its words are made of."""

import re
from dataclasses import dataclass

from bot.services import Services
from index.digest import Evidence, Span
from index.names import key_of
from index.stories.stories import Stories
from index.stories.values import Mentions

_PARTS = re.compile(r"[,;，、；\n]+")
_NEAR = 3  # names that may have been meant


@dataclass(frozen=True, slots=True)
class Counted:
    """A name that was counted, with its other names; what tells it in its peak week.

    `near` are names like it where nothing tells of it.
    """

    name: str
    others: tuple[str, ...] = ()
    peak: Evidence | None = None
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """Names with their mentions, both in the same order."""

    counted: tuple[Counted, ...]
    mentions: Mentions


def terms_of(text: str) -> list[str]:
    """The names between commas, each once."""
    found = (" ".join(part.split()) for part in _PARTS.split(text))
    return list({key_of(term) or term: term for term in found if term}.values())


async def trend_of(services: Services, terms: list[str], span: Span) -> Trend:
    """The mentions of some names on the days of a span; other names of a thing count as it."""
    stories = Stories(services.store)
    book, aliases = await services.store.catalog.names(), await services.search.aliases()
    names: dict[str, list[str]] = {}
    for term in terms:
        name = book.spelled(term)
        names.setdefault(key_of(name) or name, [name, *aliases.others(name)])
    told = list(names.values())
    mentions = await stories.mentions(told, span)
    counted = []
    for n, (name, *others) in enumerate(told):
        peak = await stories.peak(told[n], mentions) if mentions.weeks else None
        near = () if peak else tuple(await stories.nearest_names(name, _NEAR))
        near = tuple(each for each in near if key_of(each) != key_of(name))
        counted.append(Counted(name, tuple(others), peak, near))
    return Trend(tuple(counted), mentions)
