"""`footnote migrate-data`: from the files of a data folder to PostgreSQL."""

import asyncio
from pathlib import Path

from rich.table import Table

from bot.faults import BotFault
from bot.opening import state_at
from bot.render.terminal import stdout
from bot.settings import Settings, SettingsFault
from index.lock import take_lock


async def migrate_data(settings: Settings) -> None:
    """Move the state to the database that is set, and tell what is to be done next.

    Raises SettingsFault where none is set, IndexFault while a bot holds the data folder, and
    BotFault where there is nothing to move or it can't be moved.
    """
    from bot.state.cure import name_of
    from bot.state.move import move

    target = state_at(settings)
    if isinstance(target, Path):
        raise SettingsFault(
            "There is nowhere to move to: set FOOTNOTE_DATABASE_URL to an empty PostgreSQL."
        )
    if not await asyncio.to_thread(settings.state.exists):
        raise BotFault(
            f"There is no {settings.state}: nothing is to be moved. Name the data folder with "
            f"--data."
        )
    # Whoever goes on writing into the file would write what nobody reads.
    lock = await asyncio.to_thread(take_lock, settings.data)
    try:
        moved = await move(settings.state, target)
    finally:
        lock.release()
    console = stdout()
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name, rows in moved.items():
        table.add_row(name, str(rows))
    console.print(table)
    console.print(f"\nMoved to {name_of(target)}, and counted there: {sum(moved.values())} rows.")
    console.print(
        f"Next: start Footnote with this FOOTNOTE_DATABASE_URL. The index isn't moved: it is built "
        f"again from the archive, at the start or by `footnote index`. {settings.state} isn't read "
        f"any more and still holds what people asked: delete it when all is well."
    )
    if await asyncio.to_thread((settings.data / "web.db").exists):
        console.print(f"Keep {settings.data / 'web.db'}: it holds what was fetched.")
