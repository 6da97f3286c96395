"""The pictures of the README: what the bot shows of the sample archive, as a browser draws it.

The bot runs in simcord, whose preview lays messages out as Discord's client does; Chromium draws
them. Run by `make pictures`, which wants Debian's `chromium` (or its path in CHROMIUM).
"""

import asyncio
import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import simcord
from playwright.async_api import async_playwright

from bot.client import FootnoteBot
from bot.opening import open_assistant, open_recorder, open_state, open_store
from bot.services import Services
from bot.settings import load_settings
from bot.state import GuildSetup
from index.search import Search

NOW = dt.datetime(2026, 4, 21, 9, 30, tzinfo=dt.UTC)  # the morning of the sample's newest digest
FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH, HEIGHT = 860, 3_000
QUESTION = "Which model topped SWE-Bench Pro?"


@asynccontextmanager
async def discord_of(folder: Path) -> AsyncIterator[tuple[simcord.Env, Services]]:
    """A Discord in which the bot serves the sample archive."""
    settings = load_settings(data=folder, now=NOW, writer="extractive")
    async with (
        open_store(settings) as (store, indexer),
        open_assistant(settings, store) as assistant,
        open_state(settings) as state,
        open_recorder(settings) as recorder,
    ):
        await indexer.run()
        search = Search(store)
        services = Services(settings, store, search, assistant, state, settings.clock, recorder)
        running = simcord.run(FootnoteBot(services, pause=0.0, shard_count=1))
        backend = running._env.backend
        backend.bot_user.name = "Footnote"
        backend.clock.advance((NOW - backend.clock.now()).total_seconds())
        async with running as env:
            yield env, services


async def draw() -> None:
    """Draw each picture into its file, in place of the one before."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no chromium: install it, or name it by CHROMIUM.")
    await asyncio.to_thread(FOLDER.mkdir, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with discord_of(Path(folder)) as (env, services):
            guild = env.create_guild()
            channel = guild.create_text_channel("digests")
            reader = guild.add_member(env.create_user("Ada"))
            setup = GuildSetup(
                guild.id,
                channel.id,
                8,
                "Europe/Berlin",
                0,
                services.clock(),
                publications=("Latent Signals",),
            )
            await services.state.set_guild(setup)
            await env.advance_time(120)
            preview = env.preview(channel, viewers=[reader], width=WIDTH, height=HEIGHT)
            async with async_playwright() as playwright, preview as page:
                # What simcord would start is a browser of its own, which must be downloaded.
                manager = page._capture_manager
                manager._browser = await playwright.chromium.launch(executable_path=chromium)
                (post,) = (each for each in channel.history() if each.components)
                await page.screenshot(FOLDER / "post.png", target=post)
                await reader.slash(channel, "ask", question=QUESTION)
                await _draw(page, "answer")
                await reader.slash(channel, "timeline", story="GLM-5.1")
                await _draw(page, "timeline")
                await reader.slash(channel, "trend", terms="Anthropic, OpenAI, GLM-5.1")
                await _draw(page, "trend")


async def _draw(page: simcord.Preview, name: str) -> None:
    """Draw the newest message of the channel."""
    await page.screenshot(FOLDER / f"{name}.png", target=page.channel.history()[-1])


if __name__ == "__main__":
    asyncio.run(draw())
