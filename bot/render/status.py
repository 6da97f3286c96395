"""How it stands, in a few lines."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord

from bot.render.escape import label
from bot.render.source import name, shorten
from bot.words import say
from index.digest import Origin

_TITLE = 100


@dataclass(frozen=True, slots=True)
class Archive:
    """What there is to read: `pending` are passages without a vector, `model` is who writes."""

    newest: Origin | None
    documents: int
    passages: int
    pending: int
    model: str | None


@dataclass(frozen=True, slots=True)
class Daily:
    """The daily post of a server: its channel as a mention, what comes next, why it waits.

    `lacking` are permissions in that channel, None where the channel can't be seen.
    """

    channel: str
    coming: tuple[Origin, dt.datetime] | None
    lacking: Sequence[str] | None
    paused: str | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """What who manages a server may want to know besides.

    `latency` is the gateway's in seconds, `median` what the middle answer of the last day took in
    ms; both None where there is none. `known` is whether Discord knows the commands.
    """

    latency: float | None
    median: float | None
    known: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How it stands, as far as one person may see it.

    `daily` is None where nothing is set up, `here` are the permissions that the bot lacks where it
    was asked, `letter` is when the next letter comes, 'paused' where none does.
    """

    today: dt.date
    archive: Archive
    on_server: bool
    daily: Daily | None
    here: Sequence[str]
    hears: bool
    letter: dt.datetime | str | None = None
    machine: Machine | None = None


def status_message(status: Status) -> str:
    """A line for each thing; what is wrong last, so that it is read."""
    return "\n".join((*_archive(status), *_post(status), *_machine(status), *_wrong(status)))


def _archive(status: Status) -> Iterator[str]:
    archive = status.archive
    newest = archive.newest
    if newest is None or newest.date is None:
        yield say("status-empty")
    else:
        yield say("status-newest", digest=_named(newest), days=(status.today - newest.date).days)
    yield say(
        "status-index",
        documents=archive.documents,
        passages=archive.passages,
        pending=archive.pending,
    )
    yield (
        say("status-claude", model=label(archive.model)) if archive.model else say("status-quotes")
    )


def _post(status: Status) -> Iterator[str]:
    daily = status.daily
    if daily and daily.coming:
        origin, moment = daily.coming
        when = discord.utils.format_dt(moment, "R")
        yield say("status-next", digest=_named(origin), channel=daily.channel, when=when)
    elif daily:
        yield say("status-no-next", channel=daily.channel)
    elif status.on_server:
        yield say("status-not-set-up")
    if isinstance(status.letter, dt.datetime):
        yield say("status-letters", when=discord.utils.format_dt(status.letter, "R"))
    elif status.letter:
        yield say("status-letters-paused")


def _machine(status: Status) -> Iterator[str]:
    machine = status.machine
    if machine is None:
        return
    if machine.latency is not None:
        yield say(
            "status-gateway",
            latency=round(machine.latency * 1_000),
            known="yes" if machine.known else "no",
        )
    if machine.median is not None:
        yield say("status-times", seconds=round(machine.median / 1_000, 1))
    there = status.daily.lacking if status.daily else ()
    if status.on_server and not status.here and there is not None and not there:
        yield say("status-may-all")


def _wrong(status: Status) -> Iterator[str]:
    if status.here:
        yield say("status-lacking-here", permissions=", ".join(status.here))
    daily = status.daily
    if daily and status.machine:
        if daily.lacking is None:
            yield say("status-gone")
        elif daily.lacking:
            there = ", ".join(daily.lacking)
            yield say("status-lacking-there", channel=daily.channel, permissions=there)
        if daily.paused:
            yield say("status-paused", reason=daily.paused)
    if status.on_server and not status.hears:
        yield say("status-content")


def _named(origin: Origin) -> str:
    title = label(shorten(origin.title, _TITLE))
    return f"{title} ({name(shorten(origin.publication, _TITLE), origin.date)})"
