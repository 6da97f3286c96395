"""That a digest was revised, and what of it."""

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.assistant.answer import long_date
from bot.render.escape import label
from bot.render.source import shorten
from bot.revision import Changes

_NAMES, _NAME = 4, 60  # how many are told, how long each


def revision_line(changes: Changes, day: dt.date) -> str:
    """'Revised 14 April 2026. New: **A**. Changed: **B**, **C** and 2 more.' in small print."""
    return " ".join((f"-# Revised {long_date(day)}.", *_told(changes)))


def _told(changes: Changes) -> Iterator[str]:
    kinds = {"New": changes.new, "Changed": changes.changed, "Removed": changes.removed}
    for kind, names in kinds.items():
        if names:
            yield f"{kind}: {_listed(names)}."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"**{label(shorten(name, _NAME))}**" for name in names[:_NAMES])
    more = len(names) - _NAMES
    return f"{shown} and {more} more" if more > 0 else shown
