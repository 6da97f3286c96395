"""What autocompletion offers, within Discord's limits."""

from collections.abc import Iterable

from discord import app_commands

from index.digest import Origin

CHOICES = 25
_LONGEST = 100  # characters
_PERIODS = ("This week", "Last week", "Last 30 days", "This month", "Last month")


def choices(names: Iterable[str], typed: str) -> list[app_commands.Choice[str]]:
    """The first names with words that begin as those that were typed."""
    parts = typed.casefold().split()
    found = [
        app_commands.Choice(name=name, value=name)
        for name in names
        if name.strip()
        and len(name) <= _LONGEST
        and all(any(word.startswith(part) for word in name.casefold().split()) for part in parts)
    ]
    return found[:CHOICES]


def periods_of(origins: Iterable[Origin]) -> list[str]:
    """Periods up to now in words, then the months that have digests, the newest first."""
    return [*_PERIODS, *months_of(origins)]


def months_of(origins: Iterable[Origin]) -> list[str]:
    """The months that have digests in words, the newest first: 'April 2026'."""
    days = {origin.date.replace(day=1) for origin in origins if origin.date}
    return [f"{day:%B} {day.year}" for day in sorted(days, reverse=True)]
