"""Which of Discord's shards a process runs."""

import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards `first` to `last` of `count`, numbered from 0.

    Written as '0-3/16', a single one as '0/2'.
    """

    first: int
    last: int
    count: int

    @classmethod
    def read(cls, written: str) -> "Shards":
        """Raises ValueError with what is wrong."""
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            raise ValueError("write it as 0-3/16, which is the first four of sixteen, or as 0/2")
        first, last, count = int(found[1]), int(found[2] or found[1]), int(found[3])
        if not first <= last < count:
            raise ValueError(f"of {count} shards there are those from 0 to {count - 1}, in order")
        return cls(first, last, count)

    def __str__(self) -> str:
        """As it is written."""
        ids = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{ids}/{self.count}"

    @property
    def ids(self) -> list[int]:
        """Their numbers."""
        return list(range(self.first, self.last + 1))
