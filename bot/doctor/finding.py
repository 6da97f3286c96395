"""What a check finds."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, and where it isn't well what to do."""

    name: str
    level: Level
    told: str
    cure: str | None = None


def ok(name: str, told: str) -> Finding:
    """All is well."""
    return Finding(name, "ok", told)


def warning(name: str, told: str, cure: str) -> Finding:
    """It works, but perhaps not as it is meant."""
    return Finding(name, "warning", told, cure)


def wrong(name: str, told: str, cure: str) -> Finding:
    """It can't work so."""
    return Finding(name, "wrong", told, cure)


def in_short(error: BaseException) -> str:
    """An error's first line."""
    told = error.strerror if isinstance(error, OSError) else None
    return told or (str(error).strip() or type(error).__name__).splitlines()[0][:200]
