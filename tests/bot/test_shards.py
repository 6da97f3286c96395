"""Several processes, each with its shards."""

import asyncio
import contextlib
import shutil
from dataclasses import replace
from pathlib import Path

import discord.gateway
import discord.http
import pytest
import yarl
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.backoff import Backoff
from bot.client import FootnoteBot
from bot.services import Services
from bot.settings import Settings, SettingsFault, load_settings
from bot.shards import Shards
from bot.state import GuildSetup
from index.search import Search
from index.store import Store
from tests.bot.conftest import MORNING
from tests.discord_server import TOKEN, DiscordServer
from tests.fakes import FlatEmbedder


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_shards_are_read_as_they_are_written(first: int, more: int, behind: int) -> None:
    """Whatever shards there are, their own writing names them."""
    shards = Shards(first, first + more, first + more + behind)

    assert Shards.read(str(shards)) == shards
    assert len(shards.ids) == more + 1


@given(st.text("0123456789-/ ", max_size=8))
def test_anything_else_is_a_value_error(written: str) -> None:
    """Whatever is given, it is shards of so many or a ValueError."""
    with contextlib.suppress(ValueError):
        shards = Shards.read(written)
        assert 0 <= shards.first <= shards.last < shards.count


@pytest.mark.parametrize("written", ["", "0", "0-3", "2/2", "3-1/4", "0-4/4", "-1/2", "0/0", "a/b"])
def test_a_wrong_value_is_one_line(written: str) -> None:
    """A setting that names no shards is told with its name and what to write."""
    with pytest.raises(SettingsFault, match="FOOTNOTE_SHARDS") as caught:
        load_settings(shards=written)

    assert "\n" not in str(caught.value)


async def test_two_processes_share_the_servers(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each posts for the servers of its shards, once; the first alone tells the commands."""
    folder = tmp_path / "second"
    shutil.copytree(services.store.data, folder)
    async with (
        asyncio.timeout(60),
        DiscordServer(shards=2) as server,
        Store(folder, FlatEmbedder()) as store,
    ):
        monkeypatch.setattr(discord.http.Route, "BASE", server.url)
        gateway = yarl.URL(server.gateway_url)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        channels = []
        for shard in (0, 1):
            guild = server.add_guild(shard=shard)
            channels.append(server.add_channel(guild))
            setup = GuildSetup(guild.id, channels[-1].id, 8, "UTC", 5, MORNING)
            await services.state.set_guild(setup)
        second = replace(services, store=store, search=Search(store))
        bots = [
            FootnoteBot(replace(each, settings=_with(each, f"{n}/2")), guild_ready_timeout=0.2)
            for n, each in enumerate((services, second))
        ]
        running = [asyncio.create_task(bot.start(TOKEN)) for bot in bots]
        try:
            for channel in channels:
                await server.wait_for(
                    lambda r, c=channel: (  # type: ignore[misc]
                        r.path.startswith(f"/channels/{c.id}/") and r.path.endswith("/threads")
                    ),
                    40,
                )
            guilds = [[guild.id for guild in bot.guilds] for bot in bots]
            shards = [bot.get_shard(n) for n, bot in enumerate(bots)]
            waits = [shard and type(shard._parent._backoff) for shard in shards]
        finally:
            for bot in bots:
                await bot.finish()
                await bot.close()
            await asyncio.wait(running)
        syncs = [r for r in server.requests if r.path.endswith("/commands") and r.method == "PUT"]

        assert sorted(each["shard"] for each in server.identifies) == [[0, 2], [1, 2]]
        assert guilds == [[channels[0].guild_id], [channels[1].guild_id]]
        assert [len(server.threads(channel)) for channel in channels] == [1, 1]
        assert len(syncs) == 1
        assert waits == [Backoff, Backoff]


def _with(services: Services, shards: str) -> Settings:
    update = {"shards": Shards.read(shards), "discord_token": SecretStr(TOKEN)}
    return services.settings.model_copy(update=update)
