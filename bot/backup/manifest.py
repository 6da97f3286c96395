"""What a backup tells of itself: who made it when, of which files, with how many rows."""

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.faults import BotFault

NAME = "manifest.json"
Name: TypeAlias = Literal["state.db", "web.db", "state.dump"]
_Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Saved(BaseModel):
    """One file of a backup: its size in bytes, its hash, the rows of each of its tables."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    size: int = Field(ge=0)
    sha256: _Hash
    rows: dict[str, int]


class Manifest(BaseModel):
    """The whole backup; `step` is the state's schema, None where it isn't in a file of SQLite."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    footnote: str
    made: AwareDatetime
    step: str | None = Field(pattern=r"^\d{4}$")
    files: dict[Name, Saved] = Field(min_length=1)

    @property
    def told(self) -> str:
        """The rows of the tables in one line, those without any left out."""
        rows = [f"{n} {table}" for each in self.files.values() for table, n in each.rows.items()]
        return ", ".join(entry for entry in rows if not entry.startswith("0 ")) or "no rows"


def default_name(now: dt.datetime) -> str:
    """How a backup is called that nobody named."""
    return f"footnote-{now:%Y-%m-%d-%H%M%S}.tar.gz"


def reason(error: BaseException) -> str:
    """An error of the disk or the database in some words, without its trace."""
    told = error.strerror if isinstance(error, OSError) else None
    return told or (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def foreign(file: object, why: str) -> BotFault:
    """What is raised for a file that is no backup, or not a whole one."""
    return BotFault(f"{file} is no whole backup of Footnote: {why}.")
