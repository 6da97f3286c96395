"""The bot as its own process against a Discord on this machine, and how it starts and ends."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import discord
import pytest
from simcord.backend.models import Channel, Guild, User

from bot.client import FootnoteBot
from bot.faults import BotFault
from bot.running import _run, run_bot
from bot.services import Services
from index.archive import SAMPLE
from tests.discord_openapi import find_openapi, violations
from tests.discord_server import TOKEN, DiscordServer

ROOT = Path(__file__).parents[2]
MANAGER = discord.Permissions(manage_guild=True).value


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two digests, which is quick to index."""
    folder = tmp_path / "archive" / "latent-signals"
    folder.mkdir(parents=True)
    for day in ("2026-04-03", "2026-04-13"):
        name = f"{day}.txt"
        (folder / name).write_text((SAMPLE / "latent-signals" / name).read_text("utf-8"), "utf-8")
    return folder.parent


class BotProcess:
    """`footnote run` with a token, and what it wrote to standard error."""

    def __init__(self, process: asyncio.subprocess.Process, errors: Path) -> None:
        self.process = process
        self._errors = errors

    @property
    def errors(self) -> str:
        """Everything that it wrote so far."""
        return self._errors.read_text(encoding="utf-8")

    async def logged(self, event: str) -> None:
        """Wait until it logs an event."""
        while f'"{event}"' not in self.errors:  # noqa: ASYNC110  (another process writes it)
            await asyncio.sleep(0.05)

    async def end(self) -> float:
        """Send SIGTERM; how many seconds it took to end."""
        started = time.monotonic()
        self.process.terminate()
        await asyncio.wait_for(self.process.wait(), 20)
        return time.monotonic() - started


@asynccontextmanager
async def running(
    server: DiscordServer, folder: Path, archive: Path, *, token: str = TOKEN
) -> AsyncIterator[BotProcess]:
    """The bot in a process of its own; it is ended at the end."""
    env = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    env |= server.redirect(folder / "hook") | {"DISCORD_TOKEN": token, "FOOTNOTE_LOG": "info"}
    command = ["-m", "bot", "run", "--archive", str(archive), "--data", str(folder / "data")]
    command += ["--now", "2026-04-13T12:00:00+00:00", "--writer", "extractive"]
    errors = folder / "errors.txt"
    with errors.open("ab") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=ROOT, env=env, stderr=written
        )
        try:
            yield BotProcess(process, errors)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    sys.stderr.write(errors.read_text(encoding="utf-8"))  # shown where a test fails


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord, bounded in time; every call that it got must be in Discord's description."""
    async with asyncio.timeout(200), DiscordServer() as running_server:
        yield running_server
    assert running_server.unknown == []
    if find_openapi() is not None:
        assert violations(running_server.requests) == []


def world(server: DiscordServer) -> tuple[Guild, Channel, User]:
    """A server with a channel and somebody who may manage it."""
    guild = server.add_guild()
    return guild, server.add_channel(guild), server.add_user(guild, permissions=MANAGER)


async def test_whole_day_of_a_bot(server: DiscordServer, tmp_path: Path, archive: Path) -> None:
    """It logs in, syncs, defers in time, posts, threads, answers there, and ends cleanly."""
    guild, channel, alice = world(server)
    async with running(server, tmp_path, archive) as bot:
        await server.connected(60)

        call = await server.slash(
            guild, channel, alice, "ask", {"question": "Which model topped SWE-Bench Pro?"}
        )
        answer = await call.answered()
        assert call.callback["type"] == 5
        assert call.delay is not None
        assert call.delay < 3
        assert "58.4" in answer["content"]
        await server.wait_for(lambda r: "Searched" in r.content)
        assert call.message
        assert "13 April 2026" in call.message.content

        options = {"channel": channel, "hour": 8, "timezone": "UTC"}
        await server.slash(guild, channel, alice, "setup", options)
        opened = await server.wait_for(lambda r: r.path.endswith("/threads"), 80)
        (thread,) = server.threads(channel)
        await server.wait_for(
            lambda r: r.path == f"/channels/{thread.id}/messages" and "The bottom line" in r.content
        )
        await server.say(thread, alice, "How large is its context window?")
        said = await server.wait_for(lambda r: "200,000" in r.content and "Searched" in r.content)
        assert said.path.startswith(f"/channels/{thread.id}/messages")
        assert opened.status < 300

        seconds = await bot.end()
        assert seconds < 5
        assert bot.process.returncode == 0
        assert "Traceback" not in bot.errors


async def test_restart_neither_posts_nor_syncs_again(
    server: DiscordServer, tmp_path: Path, archive: Path
) -> None:
    """Killed after the post and started again, the bot leaves it at one post."""
    guild, channel, alice = world(server)
    async with running(server, tmp_path, archive):
        await server.connected(60)
        options = {"channel": channel, "hour": 8, "timezone": "UTC"}
        await server.slash(guild, channel, alice, "setup", options)
        await server.wait_for(lambda r: r.path.endswith("/threads"), 80)
    async with running(server, tmp_path, archive) as bot:
        call = None
        await server.wait_for(lambda _: len(server.identifies) == 2, 60)
        await server.connected(60)
        call = await server.slash(guild, channel, alice, "digest")
        await call.answered()
        await bot.end()

    posts = [m for m in server.messages(channel) if "1." in json.dumps(m.components)]
    syncs = [r for r in server.requests if r.path.endswith("/commands") and r.method == "PUT"]
    assert len(server.threads(channel)) == 1
    assert len(posts) == 2  # the daily post, and what /digest showed
    assert len(syncs) == 1


async def test_refused_token_is_one_line(
    server: DiscordServer, tmp_path: Path, archive: Path
) -> None:
    """A token that Discord refuses ends the start with one line that says what to check."""
    async with running(server, tmp_path, archive, token=TOKEN[::-1]) as bot:
        code = await asyncio.wait_for(bot.process.wait(), 60)

    assert code == 1
    assert "Discord refused the token. Check DISCORD_TOKEN." in bot.errors
    assert "Traceback" not in bot.errors


async def test_unreachable_discord_is_tried_again(tmp_path: Path, archive: Path) -> None:
    """Without a network the log says so, the bot tries again, and ends when it is told to."""
    async with DiscordServer() as gone:
        pass
    async with asyncio.timeout(60), running(gone, tmp_path, archive) as bot:
        await bot.logged("discord_away")
        alive = bot.process.returncode is None
        await bot.end()

    assert alive
    assert bot.process.returncode == 0
    assert "Discord away: trying again" in bot.errors
    assert "Traceback" not in bot.errors


async def test_an_answer_in_flight_is_finished(
    server: DiscordServer, tmp_path: Path, archive: Path
) -> None:
    """At SIGTERM the question that is being answered gets its answer, a later one a kind line."""
    guild, channel, alice = world(server)
    async with running(server, tmp_path, archive) as bot:
        await server.connected(60)
        # What is refused with a 429 is sent again a second later.
        server.fail("PATCH", "/webhooks", 429, retry_after=1.5)
        question = {"question": "Which model topped SWE-Bench Pro?"}
        call = await server.slash(guild, channel, alice, "ask", question)
        await server.wait_for(lambda r: r.status == 429, 60)
        bot.process.terminate()
        await bot.logged("stopping")
        late = await server.slash(guild, channel, alice, "ask", question)
        told = await late.answered()
        await asyncio.wait_for(bot.process.wait(), 20)

    assert "restarting" in told["content"]
    assert call.message
    assert "58.4" in call.message.content
    assert "Searched" in call.message.content
    assert bot.process.returncode == 0
    events = [json.loads(line)["event"] for line in bot.errors.splitlines()]
    ending = ["stopping", "finished", "closing", "ended"]
    assert [event for event in events if event in ending] == ending


async def test_without_message_content_it_still_works(tmp_path: Path, archive: Path) -> None:
    """Where the privileged intent is withheld one line says so, and a mention is answered."""
    approved = discord.Intents.default()
    async with asyncio.timeout(200), DiscordServer(approved=approved) as server:
        _, channel, alice = world(server)
        async with running(server, tmp_path, archive) as bot:
            await server.connected(60)
            await server.say(
                channel, alice, "Which model topped SWE-Bench Pro?", mentions=[_me(server)]
            )
            await server.wait_for(lambda r: "58.4" in r.content)
            await bot.end()

    assert "Message Content isn't allowed" in bot.errors
    assert bot.process.returncode == 0


async def test_start_without_a_token(services: Services) -> None:
    """Without a token the fault names the setting."""
    with pytest.raises(BotFault, match="DISCORD_TOKEN"):
        await run_bot(services)


class Hanging:
    """A bot that neither ends by itself, nor finishes or closes in time."""

    def __init__(self) -> None:
        self.closing = 0

    async def start(self, _token: str) -> None:
        """Run for ever."""
        await asyncio.Event().wait()

    async def finish(self) -> None:
        """Never have finished."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Take for ever, too."""
        self.closing += 1
        await asyncio.Event().wait()

    def is_closed(self) -> bool:
        """Discord's client says so as soon as it closes."""
        return self.closing > 0


async def test_end_in_haste_is_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that doesn't close in time is cut off without a traceback for whoever stopped it."""
    monkeypatch.setattr("bot.running._CLOSE", 0.05)
    bot, stop = Hanging(), asyncio.Event()
    stop.set()

    async with asyncio.timeout(5):
        await _run(cast("FootnoteBot", bot), TOKEN, stop, 0.05)

    assert bot.closing == 1


def _me(server: DiscordServer) -> User:
    return server.backend.bot_user
