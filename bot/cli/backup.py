"""`footnote backup` and `footnote restore`."""

import asyncio
import datetime as dt
from pathlib import Path

from bot.assistant.answer import long_date
from bot.backup.making import make
from bot.backup.manifest import default_name
from bot.backup.restoring import restore as bring_back
from bot.render.printable import written_out
from bot.settings import Settings


async def backup(settings: Settings, file: Path | None) -> None:
    """Save the state and what was fetched in one file; tell what it holds."""
    now = dt.datetime.now(dt.UTC)
    target = file or Path(default_name(now))
    manifest = await asyncio.to_thread(make, settings.data, target, now, settings.database_url)
    _say(f"{target}: {manifest.told}")


async def restore(settings: Settings, file: Path, *, replace: bool) -> None:
    """Bring a backup back; tell what it held, and where the former files lie now."""
    now = dt.datetime.now(dt.UTC)
    manifest, aside = await bring_back(
        file, settings.data, now, replace=replace, database=settings.database_url
    )
    for name, kept in aside.items():
        _say(f"The former {name} is kept as {kept}.")
    _say(f"Restored into {settings.data}, as of {long_date(manifest.made.date())}: {manifest.told}")


def _say(line: str) -> None:
    print(written_out(line))  # noqa: T201
