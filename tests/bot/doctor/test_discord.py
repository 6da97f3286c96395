"""What the doctor learns of Discord by REST."""

from collections.abc import AsyncIterator
from dataclasses import replace

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.doctor.discord import ask_discord
from bot.settings import load_settings
from bot.state import GuildSetup
from tests.bot.state.test_state import SETUP
from tests.discord_server import TOKEN, DiscordServer


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    """A Discord that answers this process."""
    async with DiscordServer() as opened:
        monkeypatch.setattr(discord.http.Route, "BASE", opened.url)
        yield opened


async def told(*setups: GuildSetup, token: str = TOKEN) -> dict[str, list[str]]:
    """What was found, as words by level."""
    found: dict[str, list[str]] = {"ok": [], "warning": [], "wrong": []}
    async for each in ask_discord(load_settings(discord_token=token), setups):
        assert (each.cure is None) == (each.level == "ok")
        found[each.level].append(f"{each.name}: {each.told}")
    return found


async def test_each_servers_channel_is_looked_at(server: DiscordServer) -> None:
    """The application, its servers, and where a post would fail: gone, closed, left."""
    guild = server.add_guild("home")
    good, closed = server.add_channel(guild, "digests"), server.add_channel(guild, "closed")
    sending = discord.Permissions(send_messages=True).value
    server.backend.set_overwrite(closed.id, Overwrite(guild.id, OverwriteType.ROLE, 0, sending))
    at = replace(SETUP, guild_id=guild.id)
    found = await told(
        replace(at, channel_id=good.id),
        replace(at, channel_id=closed.id),
        replace(at, channel_id=4_711),
        replace(at, guild_id=4_712, channel_id=5),
    )
    assert any("on 1 servers: home" in each for each in found["ok"])
    assert f"channel {good.id}: #digests on home: the bot may post there" in found["ok"]
    assert "clock: that of Discord tells the same" in found["ok"]
    assert found["wrong"] == [
        f"channel {closed.id}: #closed on home: the bot lacks Send Messages",
        "channel 4711: on home it is gone, or the bot may not see it",
    ]
    assert "channel 5: the bot isn't on server 4712 any more" in found["warning"]
    assert not any("Message Content" in each for each in found["warning"])
    server.approved = discord.Intents.none()
    assert any("Message Content is off" in each for each in (await told())["warning"])


async def test_refused_token_is_wrong(server: DiscordServer) -> None:
    """A token that Discord refuses is told, and not shown."""
    found = await told(token=TOKEN[::-1])
    assert found == {"ok": [], "warning": [], "wrong": ["Discord token: Discord refuses it"]}
    assert server.url


async def test_discord_away_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Discord can't be reached nothing is said of the token."""
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:9")
    found = await told()
    assert (found["ok"], found["wrong"]) == ([], [])
    assert "can't be asked" in found["warning"][0]
