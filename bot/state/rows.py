"""Rows as both databases that Footnote knows take and erase them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Delete, Table, Update
from sqlalchemy.ext.asyncio import AsyncEngine


async def put(
    engine: AsyncEngine, table: Table, row: Mapping[str, Any], key: tuple[str, ...]
) -> None:
    """Keep a row in place of the one with the same key."""
    # Both spell it so, but SQLAlchemy has no common word for it.
    if engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as upsert
    else:
        from sqlalchemy.dialects.sqlite import insert as upsert  # type: ignore[assignment]
    rest = {name: value for name, value in row.items() if name not in key}
    statement = upsert(table).values(row)
    async with engine.begin() as connection:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=list(key), set_=rest)
        )


async def erase(engine: AsyncEngine, statement: Delete | Update) -> int:
    """Erase rows, or a part of them, so that nothing of it stays; returns how many there were."""
    async with engine.begin() as connection:
        erased = (await connection.execute(statement)).rowcount
    if erased and engine.dialect.name == "sqlite":
        # Until then what was erased still stands in the write-ahead log.
        async with engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return erased
