"""When a catalog that several processes share was last brought level, by whichever of them."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from index.database import for_writing, is_postgres

# By the server's clock alone: those of the machines may differ.
_NOTE = text(
    "INSERT INTO meta (key, value) VALUES ('levelled', extract(epoch FROM clock_timestamp())::text)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_AGE = text(
    "SELECT extract(epoch FROM clock_timestamp())::float8 - value::float8 FROM meta"
    " WHERE key = 'levelled'"
)


class Levelled:
    """On SQLite, whose folder has one process, that one knows it without."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._shared = is_postgres(engine)

    async def note(self) -> None:
        """Note that it is level now."""
        if self._shared:
            async with for_writing(self._engine, "levelled").begin() as connection:
                await connection.execute(_NOTE)

    async def age(self) -> float | None:
        """How many seconds ago that was; None where it isn't known."""
        if not self._shared:
            return None
        async with self._engine.connect() as connection:
            age = (await connection.execute(_AGE)).scalar()
        return None if age is None else float(age)
