"""What vectors still lack: written with the passages in one transaction, drained in batches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import LargeBinary, bindparam, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from index.database import for_writing
from index.embedding import Vectors
from index.passages import embedded_of
from index.rows import DAY_BITS, chunks
from index.schema import outbox, passages

_KEEP = text(
    "INSERT INTO flat (key, vector) SELECT key, :vector FROM passages WHERE id = :id"
    " ON CONFLICT (key) DO UPDATE SET vector = excluded.vector"
).bindparams(bindparam("vector", type_=LargeBinary))


@dataclass(frozen=True, slots=True)
class ToEmbed:
    """A passage whose vector is missing: what to embed, and what to keep beside the vector."""

    passage: str
    text: str
    day: int
    document: str
    key: int


class Outbox:
    """The outbox of a catalog. Whatever stops its drain, the next one goes on where it was."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writer = for_writing(engine)

    async def note(self, connection: AsyncConnection, ids: Iterable[str], change: str) -> None:
        """Note a change of passages in the transaction that makes it."""
        rows = [{"passage": id_, "change": change} for id_ in ids]
        if rows:
            await connection.execute(
                text(
                    "INSERT INTO outbox (passage, change) VALUES (:passage, :change)"
                    " ON CONFLICT (passage) DO UPDATE SET change = excluded.change"
                ),
                rows,
            )

    async def pending(self) -> int:
        """How many passages still wait for their vector."""
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(func.count()).select_from(outbox).where(outbox.c.change == "embed")
            )
            return int(found.scalar() or 0)

    async def to_embed(self, limit: int, below: int | None = None) -> list[ToEmbed]:
        """The next passages to embed, the newest first, at most `limit`; of keys under `below`."""
        wanted = outbox.c.change == "embed"
        if below is not None:
            wanted &= passages.c.key < below
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(passages.c.id, passages.c.context, passages.c.text, passages.c.key)
                .add_columns(passages.c.document)
                .join(outbox, outbox.c.passage == passages.c.id)
                .where(wanted)
                .order_by(passages.c.key.desc())
                .limit(limit)
            )
            return [
                ToEmbed(r.id, embedded_of(r.context, r.text), r.key >> DAY_BITS, r.document, r.key)
                for r in rows
            ]

    async def to_delete(self, limit: int) -> list[str]:
        """The next passages whose vectors must go, at most `limit`."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(outbox.c.passage).where(outbox.c.change == "delete").limit(limit)
            )
            return list(rows.scalars())

    async def done(self, ids: Sequence[str], change: str) -> None:
        """Strike what the vectors now hold. A passage that changed its fate meanwhile stays."""
        async with self._writer.begin() as connection:
            await _strike(connection, ids, change)

    async def embedded(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Strike passages whose vectors are kept now, and keep them for exact search as well."""
        halves = [row.tobytes() for row in vectors.astype("float16")]
        async with self._writer.begin() as connection:
            # A passage that is gone has no key any more, and another one may have taken it.
            rows = [{"id": id_, "vector": half} for id_, half in zip(ids, halves, strict=True)]
            await connection.execute(_KEEP, rows)
            await _strike(connection, ids, "embed")

    async def fill(self) -> None:
        """Put every passage into the outbox: the vectors were lost or are to be made anew."""
        async with self._writer.begin() as connection:
            await connection.execute(delete(outbox))
            await connection.execute(
                text("INSERT INTO outbox (passage, change) SELECT id, 'embed' FROM passages")
            )


async def _strike(connection: AsyncConnection, ids: Sequence[str], change: str) -> None:
    for some in chunks(ids):
        await connection.execute(
            delete(outbox).where(outbox.c.passage.in_(some), outbox.c.change == change)
        )
