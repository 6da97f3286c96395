"""The time zones of the world, found as people write them."""

from functools import cache
from zoneinfo import available_timezones

from bot.choices import CHOICES


@cache
def zones() -> tuple[str, ...]:
    """The names of all time zones, places before abbreviations."""
    return tuple(sorted(available_timezones(), key=lambda zone: ("/" not in zone, zone)))


def fitting_zones(typed: str) -> list[str]:
    """The zones whose name holds what was typed; 'new york' finds America/New_York.

    One that is named exactly is the only one.
    """
    words = _words(typed)
    exact = [zone for zone in zones() if _words(zone) == words]
    return (exact or [z for z in zones() if all(w in " ".join(_words(z)) for w in words)])[:CHOICES]


def _words(text: str) -> list[str]:
    return text.casefold().replace("_", " ").split()
