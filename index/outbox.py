"""What vectors still lack: written with the passages in one transaction, drained in batches.

Several processes drain it at the same time: each takes a batch by writing its number to it, its
claim. A claim holds as long as the process does, which PostgreSQL tells by an advisory lock of that
number: what a dead one had is free at once. A passage keeps its claim where its fate changes, so
that nobody takes a vector out while it is still on its way in, nor the other way round.
"""

import secrets
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    bindparam,
    delete,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy import column as sql_column
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from index.database import for_writing, in_turn, is_postgres, turn_number
from index.embedding import Vectors
from index.passages import embedded_of
from index.rows import DAY_BITS, chunks
from index.schema import KEY, outbox, passages

_KEEP = text(
    "INSERT INTO flat (key, vector) SELECT key, :vector FROM passages WHERE id = :id"
    " ON CONFLICT (key) DO UPDATE SET vector = excluded.vector"
).bindparams(bindparam("vector", type_=LargeBinary))
_HELD = text(
    "SELECT CAST(objid AS bigint) AS claim FROM pg_locks WHERE locktype = 'advisory'"
    " AND classid = 0 AND objsubid = 1 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


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
        # Not the catalog's: a claim doesn't wait until what is read is written.
        self._claiming = for_writing(engine, "claims")

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

    @asynccontextmanager
    async def claiming(self) -> AsyncIterator[int]:
        """A claim to take work by; what is taken and not done is free when the block ends."""
        name = f"claim {secrets.token_hex(8)}"
        async with in_turn(self._engine, name):
            yield turn_number(self._engine, name)

    async def taken(self, claim: int) -> bool:
        """Whether other processes have taken work that they haven't done yet."""
        wanted = select(outbox.c.passage).where(self._held(), outbox.c.claim != claim).limit(1)
        async with self._engine.connect() as connection:
            return (await connection.execute(wanted)).first() is not None

    async def to_embed(self, limit: int, claim: int, below: int | None = None) -> list[ToEmbed]:
        """Take the next passages to embed, the newest first, at most `limit`.

        Only keys under `below` count. What is taken by this claim isn't given once more.
        """
        wanted = (outbox.c.change == "embed") & self._free(claim)
        if below is not None:
            wanted &= passages.c.key < below
        async with self._claiming.begin() as connection:
            rows = await connection.execute(
                select(passages.c.id, passages.c.context, passages.c.text, passages.c.key)
                .add_columns(passages.c.document)
                .join(outbox, outbox.c.passage == passages.c.id)
                .where(wanted)
                .order_by(passages.c.key.desc())
                .limit(limit)
                .with_for_update(of=outbox, skip_locked=True)
            )
            found = [
                ToEmbed(r.id, embedded_of(r.context, r.text), r.key >> DAY_BITS, r.document, r.key)
                for r in rows
            ]
            await _claim(connection, [item.passage for item in found], claim)
        return found

    async def to_delete(self, limit: int, claim: int) -> list[str]:
        """Take the next passages whose vectors must go, at most `limit`."""
        async with self._claiming.begin() as connection:
            rows = await connection.execute(
                select(outbox.c.passage)
                .where(outbox.c.change == "delete", self._free(claim))
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
            found = list(rows.scalars())
            await _claim(connection, found, claim)
        return found

    def _held(self) -> ColumnElement[bool]:
        """Whether the claim of a row is that of a process which lives; SQLite has but this one."""
        if not is_postgres(self._engine):
            return false()
        return outbox.c.claim.in_(_HELD.columns(sql_column("claim", KEY)))

    def _free(self, claim: int) -> ColumnElement[bool]:
        """Whether a row can be taken by a claim that hasn't taken it yet."""
        return outbox.c.claim.is_(None) | (~self._held() & (outbox.c.claim != claim))

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


async def _claim(connection: AsyncConnection, ids: Sequence[str], claim: int | None) -> None:
    for some in chunks(ids):
        await connection.execute(
            update(outbox).where(outbox.c.passage.in_(some)).values(claim=claim)
        )


async def _strike(connection: AsyncConnection, ids: Sequence[str], change: str) -> None:
    for some in chunks(ids):
        await connection.execute(
            delete(outbox).where(outbox.c.passage.in_(some), outbox.c.change == change)
        )
    await _claim(connection, ids, None)  # what has another fate by now is anybody's
