"""That a digest was revised, and what of it."""

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.assistant.answer import long_date
from bot.render.escape import label
from bot.render.source import shorten
from bot.revision import Changes
from bot.words import say

_NAMES, _NAME = 4, 60  # how many are told, how long each


def revision_line(changes: Changes, day: dt.date) -> str:
    """'Revised 14 April 2026. New: **A**. Changed: **B**, **C** and 2 more.' in small print."""
    revised = say("post-revised", day=long_date(day))
    return " ".join((f"-# {revised}", *_told(changes)))


def _told(changes: Changes) -> Iterator[str]:
    kinds = {"new": changes.new, "changed": changes.changed, "removed": changes.removed}
    for kind, names in kinds.items():
        if names:
            yield say(f"post-revised-{kind}", names=_listed(names))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"**{label(shorten(name, _NAME))}**" for name in names[:_NAMES])
    more = len(names) - _NAMES
    return say("post-and-more", names=shown, n=more) if more > 0 else shown
