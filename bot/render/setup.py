"""What a server's daily post will be, in words for its moderators."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import discord

from bot.render.escape import label
from bot.render.source import name, shorten
from bot.state import GuildSetup
from bot.words import say
from index.digest import Origin

_TITLE = 200  # characters
_TYPED = 60
_NEAR = 3  # zones that may have been meant

Upcoming = tuple[Origin, dt.datetime]


def beginning(setup: GuildSetup) -> str:
    """What a server without a setup is told: `setup` is what it would begin with."""
    return say("setup-begin", hour=clock(setup.hour), zone=setup.timezone)


def what_comes(setup: GuildSetup, *, hears: bool) -> str:
    """Where and when the digest comes. `hears` is whether questions need no mention of the bot."""
    channel = f"<#{setup.channel_id}>"
    if setup.arrival:
        comes = say("setup-comes-arrival", channel=channel)
    else:
        hour, zone = clock(setup.hour), setup.timezone
        comes = say("setup-comes-hour", channel=channel, hour=hour, zone=zone)
    return f"{comes} {say('setup-ask-heard') if hears else say('setup-ask-mention')}"


def what_next(upcoming: Upcoming | None, now: dt.datetime, *, fits: bool) -> str:
    """Which digest is next. `fits` is whether the archive has any that the server wants."""
    if not fits:
        return say("setup-next-unwanted")
    if upcoming is None:
        return say("setup-next-none")
    origin, moment = upcoming
    title, told = label(shorten(origin.title, _TITLE)), name(origin.publication, origin.date)
    if moment <= now:
        return say("setup-next-now", title=title, origin=told)
    when = discord.utils.format_dt(moment, "R")
    return say("setup-next", title=title, origin=told, when=when)


def zone_line(setup: GuildSetup, now: dt.datetime) -> str:
    """The time zone with its time, which tells whether it is the right one."""
    time = f"{now.astimezone(ZoneInfo(setup.timezone)):%H:%M}"
    if setup.timezone == "UTC":
        return say("setup-zone-unchosen", time=time)
    return say("setup-zone", zone=setup.timezone, time=time)


def unknown_zone(typed: str, near: Sequence[str]) -> str:
    """That there is no such time zone, or which ones may be meant."""
    shown = label(shorten(typed, _TYPED))
    if near:
        return say("setup-zone-near", typed=shown, zones=", ".join(near[:_NEAR]))
    return say("setup-zone-unknown", typed=shown)


def clock(hour: int) -> str:
    """An hour of the day as all read it: '08:00'."""
    return f"{hour:02}:00"
