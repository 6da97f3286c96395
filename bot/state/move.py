"""Moves a state from a file to PostgreSQL: whole, or not at all."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, RowMapping, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.faults import BotFault
from bot.state.cure import away, is_away, reason
from bot.state.database import Database, url_of
from bot.state.state import State
from bot.state.tables import metadata

_AT_ONCE = 1_000  # rows that are held in memory


async def move(source: Path, target: URL) -> dict[str, int]:
    """Copy every row to a database that holds none; how many there are of each table.

    Both get the newest schema; the rows of the file stay. Raises BotFault where either can't be
    used or the other holds something: then nothing is changed there.
    """
    for where in (source, target):
        await (await State.open(where)).close()
    here, there = Database(url_of(source)), Database(target)
    try:
        async with here.engine.connect() as old, there.engine.begin() as new:
            return await _copied(old, new, there.name)
    except BotFault:
        raise
    except Exception as error:
        if is_away(error):
            raise away(there.name, error) from error
        raise BotFault(
            f"{source} can't be moved to {there.name} ({reason(error)}). Nothing was moved."
        ) from error
    finally:
        await here.close()
        await there.close()


async def _copied(old: AsyncConnection, new: AsyncConnection, name: str) -> dict[str, int]:
    tables = metadata.sorted_tables
    # What is written from now on, by `footnote forget` for one, is seen on neither side.
    await old.exec_driver_sql("BEGIN")
    names = ", ".join(table.name for table in tables)
    await new.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
    for table in tables:
        if await _count(new, table):
            raise BotFault(
                f"The state database {name} holds {table.name} already: a state is moved to an "
                f"empty one. Nothing was moved."
            )
    moved: dict[str, int] = {}
    for table in tables:
        rows = (await old.stream(select(table))).mappings()
        async for some in rows.partitions(_AT_ONCE):
            await new.execute(insert(table), [_taken(row) for row in some])
        moved[table.name] = await _count(new, table)
        if moved[table.name] != (there := await _count(old, table)):
            raise BotFault(
                f"Of {there} {table.name} only {moved[table.name]} came to {name}. "
                f"Nothing was moved."
            )
    return moved


def _taken(row: RowMapping) -> dict[str, Any]:
    # PostgreSQL's text holds no NUL.
    return {k: v.replace("\0", " ") if isinstance(v, str) else v for k, v in row.items()}


async def _count(connection: AsyncConnection, table: Table) -> int:
    counted = await connection.execute(select(func.count()).select_from(table))
    return int(counted.scalar_one())
