"""All checks, in the order in which one needs the other."""

import asyncio
import datetime as dt
import os
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.doctor import archives, claude, clock, discord, folder, installation, servers
from bot.doctor.finding import Finding
from bot.doctor.setting import check_settings
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class _Visit:
    """What is looked at, when, and whether others may be asked."""

    settings: Settings
    now: dt.datetime
    online: bool


async def examine(settings: Settings, now: dt.datetime, *, online: bool) -> AsyncIterator[Finding]:
    """Look at everything; `online` asks Claude's API and Discord as well.

    What reads files works in threads, and nothing is changed: servers are looked at only where the
    state is at the newest schema already.
    """
    visit = _Visit(settings, now, online)
    for part in (_folders, _stores, _accounts, _clock):
        async for finding in part(visit):
            yield finding


async def _folders(visit: _Visit) -> AsyncIterator[Finding]:
    for found in (
        await _all(lambda: check_settings(Path.cwd(), os.environ)),
        await _all(lambda: archives.check_archives(visit.settings)),
        await _all(lambda: folder.check_folder(visit.settings.data)),
        await _all(lambda: [folder.check_disk(visit.settings.data), archives.check_model()]),
    ):
        for each in found:
            yield each


async def _stores(visit: _Visit) -> AsyncIterator[Finding]:
    data, url = visit.settings.data, visit.settings.database_url
    if visit.settings.chroma is not None:
        async for each in installation.check_chroma(visit.settings.chroma):
            yield each
    if url is not None:
        async for each in installation.check_postgres(url):
            yield each
    if url is not None or not await asyncio.to_thread(data.is_dir):
        return
    for each in await _all(lambda: [folder.check_state(data), *folder.check_fetched(data)]):
        yield each
    index = await _all(lambda: archives.check_catalog(data))
    for each in index:
        yield each
    if index[0].level == "ok" and await asyncio.to_thread(folder.is_current, data):
        async for each in servers.check_servers(data, visit.settings.now or visit.now):
            yield each


async def _accounts(visit: _Visit) -> AsyncIterator[Finding]:
    for each in claude.check_key(visit.settings):
        yield each
    if visit.online:
        async for each in claude.ask_claude(visit.settings):
            yield each
    yield discord.check_token(visit.settings)
    if visit.online:
        current = await asyncio.to_thread(folder.is_current, visit.settings.data)
        setups = await servers.read_setups(visit.settings.state) if current else []
        async for each in discord.ask_discord(visit.settings, setups):
            yield each


async def _clock(visit: _Visit) -> AsyncIterator[Finding]:
    for each in await _all(lambda: clock.check_clock(visit.settings.data, visit.now)):
        yield each
    for each in clock.check_standing(visit.settings.now):
        yield each


async def _all(check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    return await asyncio.to_thread(lambda: [*check()])
