"""Discord: the token by its form, and where that is wanted by logging in."""

import contextlib
import datetime as dt
import re
from collections.abc import AsyncIterator, Sequence
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from bot.doctor.clock import check_against
from bot.doctor.finding import Finding, in_short, ok, warning, wrong
from bot.settings import Settings

if TYPE_CHECKING:
    import aiohttp
    import discord

    from bot.state import GuildSetup

_TOKEN, _APP = "Discord token", "Discord application"
_FORM = re.compile(r"[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}")
_COPY = "Copy the bot's token from the portal (Bot › Reset Token) into DISCORD_TOKEN."


def check_token(settings: Settings) -> Finding:
    """What can be told of the token without showing it."""
    secret = settings.discord_token
    if secret is None:
        return ok(_TOKEN, "none: footnote run is a chat in the terminal")
    token = secret.get_secret_value()
    if token.isdigit():
        return wrong(_TOKEN, "a number: that is an id, not the token", _COPY)
    if token.lower().startswith("bot "):
        return wrong(_TOKEN, "it begins with 'Bot '", "Set the token alone.")
    if not _FORM.fullmatch(token):
        return warning(_TOKEN, "it doesn't look like one (three parts with dots)", _COPY)
    return ok(_TOKEN, "set")


async def ask_discord(settings: Settings, setups: Sequence["GuildSetup"]) -> AsyncIterator[Finding]:
    """Log in by REST alone: the application, its intents, its servers, each one's channel."""
    import aiohttp
    import discord

    if settings.discord_token is None:
        return
    dates: list[dt.datetime] = []
    try:
        async with discord.Client(intents=discord.Intents(guilds=True)) as client:
            client.http.http_trace = _noting(dates)
            await client.login(settings.discord_token.get_secret_value())
            if dates:
                yield check_against("Discord", dates[-1], dt.datetime.now(dt.UTC))
            flags = client.application_flags
            yield ok(_APP, f"logged in as {client.user}")
            if not (flags.gateway_message_content or flags.gateway_message_content_limited):
                told = "Message Content is off: in a digest's thread only mentions are heard"
                yield warning(_APP, told, "Switch it on in the portal, Bot › Message Content.")
            guilds = {guild.id: guild.name async for guild in client.fetch_guilds(limit=None)}
            if not guilds:
                cure = "Invite it with the scopes bot and applications.commands."
                yield warning(_APP, "it is on no server", cure)
            else:
                some = ", ".join(sorted(guilds.values())[:12])
                yield ok(_APP, f"on {len(guilds)} servers: {some}")
            for setup in setups:
                yield await _channel(client, setup, guilds.get(setup.guild_id))
    except discord.LoginFailure:
        yield wrong(_TOKEN, "Discord refuses it", _COPY)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        yield warning(_APP, f"Discord can't be asked ({in_short(error)})", "Try again later.")


def _noting(dates: list[dt.datetime]) -> "aiohttp.TraceConfig":
    """What notes the moment that Discord tells with each answer."""
    import aiohttp

    async def ended(_session: object, _context: object, end: aiohttp.TraceRequestEndParams) -> None:
        with contextlib.suppress(KeyError, ValueError):
            dates.append(parsedate_to_datetime(end.response.headers["Date"]))

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    return trace


async def _channel(client: "discord.Client", setup: "GuildSetup", server: str | None) -> Finding:
    import discord

    from bot.outlet import missing

    name = f"channel {setup.channel_id}"
    if server is None or client.user is None:
        cure = "Invite it again, or leave it: nothing is posted there."
        return warning(name, f"the bot isn't on server {setup.guild_id} any more", cure)
    try:
        guild = await client.fetch_guild(setup.guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id)
        channel = await guild.fetch_channel(setup.channel_id)
    except (discord.NotFound, discord.Forbidden):
        cure = "Choose another in /setup, or let the bot see it."
        return wrong(name, f"on {server} it is gone, or the bot may not see it", cure)
    if isinstance(channel, discord.Thread):
        return wrong(name, f"on {server} it is a thread", "Choose another in /setup.")
    if lacking := missing(channel, me):
        cure = "Allow that in the channel's settings."
        return wrong(name, f"#{channel.name} on {server}: the bot lacks {', '.join(lacking)}", cure)
    return ok(name, f"#{channel.name} on {server}: the bot may post there")
