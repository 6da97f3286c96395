"""What autocompletion offers, within Discord's limits."""

from collections.abc import Iterable
from dataclasses import dataclass

from discord import app_commands

from bot.words import day_words, say
from index.digest import Origin

CHOICES = 25
_LONGEST = 100  # characters
_PERIODS = ("This week", "Last week", "Last 30 days", "This month", "Last month")


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose: how people see it, and how it is read."""

    name: str
    value: str


def choices(names: Iterable[str | Named], typed: str) -> list[app_commands.Choice[str]]:
    """The first names with words that begin as those that were typed."""
    parts = typed.casefold().split()
    found = [
        app_commands.Choice(name=each.name, value=each.value)
        for each in (Named(name, name) if isinstance(name, str) else name for name in names)
        if each.name.strip()
        and len(each.name) <= _LONGEST
        and all(any(w.startswith(part) for w in each.name.casefold().split()) for part in parts)
    ]
    return found[:CHOICES]


def periods_of(origins: Iterable[Origin]) -> list[Named]:
    """Periods up to now in words, then the months that have digests, the newest first."""
    periods = (Named(say(f"browse-{p.lower().replace(' ', '-')}"), p) for p in _PERIODS)
    return [*periods, *months_of(origins)]


def months_of(origins: Iterable[Origin]) -> list[Named]:
    """The months that have digests in words, the newest first: 'April 2026'."""
    days = {origin.date.replace(day=1) for origin in origins if origin.date}
    newest = sorted(days, reverse=True)
    return [Named(day_words(day, "month-year"), f"{day:%B} {day.year}") for day in newest]
