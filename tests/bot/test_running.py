"""How the bot goes on whatever Discord does, and how it ends."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.faults import BotFault
from bot.modes import Mode
from bot.running import run_bot, signals
from bot.services import Services
from tests.bot.process import ROOT

DOWN = [
    aiohttp.ClientConnectionError("no route to host"),
    discord.GatewayNotFound(),  # type: ignore[no-untyped-call]
    discord.HTTPException(cast("Any", SimpleNamespace(status=503, reason="Unavailable")), "away"),
]


class Scripted:
    """A bot whose starts end as they are told, and which says when it runs on."""

    def __init__(self, ends: list[Exception | None], running: Callable[[], object]) -> None:
        self._ends = ends
        self._running = running
        self._closed = asyncio.Event()
        self.finished = False

    async def start(self, _token: str) -> None:
        """End at once, or run until it is closed."""
        if self._ends and (end := self._ends.pop(0)):
            raise end
        self._running()
        await self._closed.wait()

    async def finish(self) -> None:
        """Have nothing to finish."""
        self.finished = True

    async def close(self) -> None:
        """Leave."""
        self._closed.set()

    def is_closed(self) -> bool:
        """Whether it left."""
        return self._closed.is_set()


def with_token(services: Services) -> Services:
    """The services with a token."""
    settings = services.settings.model_copy(update={"discord_token": SecretStr("t")})
    return replace(services, settings=settings)


async def test_a_discord_that_is_away_is_tried_again(services: Services) -> None:
    """Whatever a start fails with while Discord is away, a new bot tries until it is there."""
    ends: list[Exception | None] = [*DOWN]
    made: list[Scripted] = []
    modes: list[tuple[Mode, ...]] = []

    def running() -> None:
        modes.append(services.modes.now)
        signal.raise_signal(signal.SIGTERM)

    def make(*_: object, **__: object) -> FootnoteBot:
        made.append(Scripted(ends, running))
        return cast("FootnoteBot", made[-1])

    async with asyncio.timeout(5):
        await run_bot(with_token(services), make=make, first=0.01)

    assert [bot.finished for bot in made] == [False, False, False, True]
    assert modes == [(Mode.DISCORD,)]


@pytest.mark.parametrize(
    "error",
    [
        discord.LoginFailure(),
        discord.ConnectionClosed(cast("Any", SimpleNamespace(close_code=4004)), shard_id=0),
    ],
)
async def test_a_refused_token_is_not_tried_again(services: Services, error: Exception) -> None:
    """What waiting doesn't mend ends the start at once."""
    ends: list[Exception | None] = [error]

    def make(*_: object, **__: object) -> FootnoteBot:
        return cast("FootnoteBot", Scripted(ends, lambda: None))

    with pytest.raises(BotFault, match="refused the token"):
        await run_bot(with_token(services), make=make, first=0.01)


async def test_a_stop_ends_the_waiting_for_discord(services: Services) -> None:
    """Who stops a bot that waits for Discord doesn't wait with it."""

    def make(*_: object, **__: object) -> FootnoteBot:
        asyncio.get_running_loop().call_later(0.05, signal.raise_signal, signal.SIGINT)
        return cast("FootnoteBot", Scripted([DOWN[0]], lambda: None))

    async with asyncio.timeout(5):
        await run_bot(with_token(services), make=make, first=60)


def test_stores_that_do_not_close_are_left() -> None:
    """A process that something holds ends all the same, with a line and the code of a fault."""
    script = (
        "import threading\n"
        "from bot.running import leave_within\n"
        "leave_within(0.1)\n"
        "threading.Event().wait()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert "left_in_haste" in ended.stdout


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
async def test_the_second_signal_ends_at_once(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
) -> None:
    """The first signal asks for an end, the second makes it; so it is behind the block, too."""
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    stop = asyncio.Event()
    with signals(stop):
        signal.raise_signal(number)
        await asyncio.wait_for(stop.wait(), 5)
        first = list(codes)
    signal.raise_signal(number)
    async with asyncio.timeout(5):
        while not codes:  # noqa: ASYNC110  (the loop hears of it between two steps)
            await asyncio.sleep(0.01)

    assert first == []
    assert codes == [code]
