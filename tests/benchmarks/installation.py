"""A bot in a process of its own, on servers that may go away."""

import asyncio
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from simcord.backend.models import Channel

from bot.state import State, Topic
from index.archive import SAMPLE, open_archives
from index.chroma_server import ChromaServer
from index.database import asyncpg_url
from index.embedding import MiniLM
from index.indexer import Indexer
from index.store import Store
from tests import chroma_server, postgres
from tests.benchmarks.dependencies import Claude, Dependencies, make_open, small_disk
from tests.benchmarks.load import ROOT
from tests.discord_server import DiscordServer

_THREADS = 6
_TIMEOUT = "10"  # seconds to wait for Claude; as many as are waited for by default pass two faults


@dataclass
class World:
    """What the bot depends on, and the bot."""

    dependencies: Dependencies
    folder: Path
    log: Path
    database: str
    threads: Sequence[Channel] = ()

    async def prepare(self) -> None:
        """Index the sample archive, and open threads that the bot knows."""
        discord, url = self.dependencies.discord, SecretStr(self.database)
        chroma = ChromaServer(self.dependencies.chroma.url)
        async with Store(self.folder / "data", MiniLM(), database=url, chroma=chroma) as store:
            await Indexer(store, open_archives([str(SAMPLE)])).run()
            digests = await store.catalog.digests()
        guild = discord.add_guild()
        channel = discord.add_channel(guild)
        state = await State.open(asyncpg_url(self.database))
        me = discord.backend.bot_user.id
        self.threads = [
            discord.backend.create_thread(channel.id, f"thread-{n}", me) for n in range(_THREADS)
        ]
        for thread, digest in zip(self.threads, digests, strict=False):
            await state.add_topic(Topic(thread.id, guild.id, "digest", digest.document))
        await state.close()

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The bot, connected, until the block ends."""
        env = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        env |= dict.fromkeys((f"FOOTNOTE_LIMIT_{of}" for of in ("PERSON", "CHANNEL", "DAY")), "0")
        env |= {
            "ANTHROPIC_API_KEY": self.dependencies.claude.key,
            "ANTHROPIC_BASE_URL": self.dependencies.claude.url,
            "FOOTNOTE_DATABASE_URL": self.database,
            "FOOTNOTE_CHROMA_URL": self.dependencies.chroma.url,
            "FOOTNOTE_TIMEOUT": _TIMEOUT,
            "FOOTNOTE_LOG_FORMAT": "json",
        }
        command = ["-m", "bot", "run", "--data", str(self.folder / "data")]
        command += ["--now", "2026-04-21T12:00:00+00:00"]
        env |= self.dependencies.discord.redirect(self.folder / "hook")
        with self.log.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *command, cwd=ROOT, env=env, stderr=log
            )
        try:
            await self.dependencies.discord.connected(60)
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), 60)

    def errors(self) -> Counter[str]:
        """How often the bot logged which error, or ended with which trace."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return Counter(_event(line) for line in lines if _is_error(line))


def _is_error(line: str) -> bool:
    return not line.startswith("{") or json.loads(line).get("level") == "error"


def _event(line: str) -> str:
    return str(json.loads(line)["event"])[:80] if line.startswith("{") else "no line of the log"


@asynccontextmanager
async def world(log: Path | None = None, *, filling: bool = True) -> AsyncIterator[World]:
    """Servers that run as long as the block, and an indexed archive.

    Without `filling` their disk is none that could be filled.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        files = folder / "files"
        make_open(files)
        disk = stack.enter_context(small_disk(files)) if filling else None
        (files / "chroma").mkdir()
        chroma = stack.enter_context(chroma_server.running(files / "chroma"))
        cluster = stack.enter_context(postgres.running(files))
        async with AsyncExitStack() as more:
            discord = await more.enter_async_context(DiscordServer())
            claude = await more.enter_async_context(Claude())
            dependencies = Dependencies(discord, claude, chroma, cluster, disk)
            made = World(dependencies, folder, log or folder / "log", await cluster.create())
            await made.prepare()
            yield made
