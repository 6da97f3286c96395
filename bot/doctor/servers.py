"""The servers that were set up: their zone, their next post in words, why posts wait."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.assistant.answer import long_date
from bot.doctor.finding import Finding, ok, warning, wrong
from bot.due import next_post
from bot.quiet import is_quiet
from bot.state import GuildSetup, State
from index.catalog import Catalog
from index.digest import Origin
from index.embedding import MiniLM
from index.generations import catalog_of


async def read_setups(state: Path) -> list[GuildSetup]:
    """Every server that was set up."""
    opened = await State.open(state)
    try:
        return await opened.guilds()
    finally:
        await opened.close()


async def check_servers(data: Path, now: dt.datetime) -> AsyncIterator[Finding]:
    """When each server's next post comes. State and catalog are whole and of this version."""
    catalog = await Catalog.open(catalog_of(data), MiniLM.name)
    state = await State.open(data / "state.db")
    try:
        origins = await catalog.digests()
        setups = await state.guilds()
        for setup in setups:
            yield await _server(state, setup, origins, now)
        if not setups:
            yield ok("servers", "none was set up: call /setup there")
    finally:
        await state.close()
        await catalog.close()


async def _server(
    state: State, setup: GuildSetup, origins: Sequence[Origin], now: dt.datetime
) -> Finding:
    name = f"server {setup.guild_id}"
    try:
        zone = ZoneInfo(setup.timezone)
    except (KeyError, ValueError):
        cure = "Choose another in /setup, or install tzdata."
        return wrong(name, f"this machine doesn't know the time zone {setup.timezone}", cure)
    if setup.paused:
        return warning(name, f"its posts wait: {setup.paused}", "See /status on the server.")
    posts = [post for post in await state.posts(setup.channel_id) if not is_quiet(post)]
    when = "as soon as a digest arrives" if setup.arrival else f"at {setup.hour}:00"
    daily = f"posts {when}, {setup.timezone}"
    coming = next_post(setup, posts, origins, now)
    if coming is None:
        return ok(name, f"{daily}; the next one with the next digest")
    origin, moment = coming
    local = moment.astimezone(zone)
    day = f"{long_date(local.date())} at {local:%H:%M}"
    return ok(name, f"{daily}; next is “{origin.title}” on {day}")
