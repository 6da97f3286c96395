"""The machine's clock and its time zones."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from bot.doctor.finding import Finding, ok, warning, wrong

_AHEAD = 120.0  # seconds by which a file may be ahead: another machine's clock
_APART = 30.0  # seconds between two clocks
_FILES = ("state.db", "catalog.db", "lock.json", "web.db")


def check_clock(data: Path, now: dt.datetime) -> Iterator[Finding]:
    """Whether the clock went back behind what was written, and whether it knows the zones."""
    files = [data / name for name in _FILES if (data / name).exists()]
    newest = max((file.stat().st_mtime for file in files), default=0.0)
    told = f"{now:%Y-%m-%d %H:%M} UTC"
    if newest - now.timestamp() > _AHEAD:
        written = dt.datetime.fromtimestamp(newest, dt.UTC)
        cure = "Set the clock (NTP): posts go by it."
        yield wrong("clock", f"{told}, but a file was written at {written:%Y-%m-%d %H:%M}", cure)
    else:
        yield ok("clock", told)
    try:
        ZoneInfo("Europe/Berlin")
        yield ok("time zones", f"{len(available_timezones())} known")
    except KeyError:
        yield wrong("time zones", "unknown to this machine", "Install tzdata.")


def check_against(whose: str, theirs: dt.datetime, ours: dt.datetime) -> Finding:
    """Whether another machine's clock tells the same as this one's."""
    ahead = (theirs - ours).total_seconds()
    if abs(ahead) <= _APART:
        return ok("clock", f"that of {whose} tells the same")
    told = f"that of {whose} is {abs(ahead):,.0f} s {'ahead of' if ahead > 0 else 'behind'} ours"
    return wrong("clock", told, "Set the clocks of all machines (NTP): posts go by them.")


def check_standing(now: dt.datetime | None) -> Iterator[Finding]:
    """Whether a setting lets the clock stand."""
    if now is not None:
        cure = "Unset FOOTNOTE_NOW: no post would ever be due."
        yield warning("clock", f"it stands at {now:%Y-%m-%d %H:%M}", cure)
