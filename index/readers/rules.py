"""What a person has fixed for an archive, where the files don't tell it or tell it wrong."""

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

Reader = Literal["auto", "feed-page", "newsletter", "report", "insights", "markdown", "items"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How to read an archive; everything that isn't fixed is recognised from the content.

    `date_pattern` is a regular expression with the groups year, month and day, searched in a file's
    path. The reader 'items' makes one digest of all files of a day's folder. Without `sources`
    files of what digests cite are passed over.
    """

    reader: Reader = "auto"
    publication: str | None = None
    language: str | None = None
    date_pattern: "re.Pattern[str] | None" = None
    sources: bool = True

    @property
    def mark(self) -> str:
        """Short, and another one when the rules change: then files are read anew."""
        pattern = self.date_pattern.pattern if self.date_pattern else ""
        told = "\0".join(
            (self.reader, self.publication or "", self.language or "", pattern, str(self.sources))
        )
        return blake2b(told.encode(), digest_size=4).hexdigest()
