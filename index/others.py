"""What other processes change in a catalog that several share."""

import time

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from index.database import is_postgres
from index.schema import meta

_EVERY = 1.0  # seconds between two looks
_COUNT = text(
    "INSERT INTO meta (key, value) VALUES ('changes', '1') ON CONFLICT (key)"
    " DO UPDATE SET value = CAST(CAST(meta.value AS bigint) + 1 AS text) RETURNING value"
)
_COUNTED = select(meta.c.value).where(meta.c.key == "changes")


class Others:
    """The number of changes that all processes made, `seen` the last that is known here.

    On SQLite, whose folder has one process, it isn't counted.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._shared = is_postgres(engine)
        self._looked = 0.0
        self.seen: str | None = None

    async def note(self, connection: AsyncConnection) -> str | None:
        """Count one more, at the end of a transaction that changes something."""
        return (await connection.execute(_COUNT)).scalar() if self._shared else None

    async def changed(self) -> bool:
        """Whether another process changed something since this was asked."""
        if not self._shared or time.monotonic() - self._looked < _EVERY:
            return False
        self._looked = time.monotonic()
        async with self._engine.connect() as connection:
            now = (await connection.execute(_COUNTED)).scalar()
        before, self.seen = self.seen, now
        return now != before
