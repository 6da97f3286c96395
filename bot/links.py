"""Where digests stand on a server, as far as whoever reads a channel may know of it."""

import discord

from bot.state import State


async def links_at(
    client: discord.Client, state: State, guild_id: int | None, channel_id: int | None
) -> dict[str, str]:
    """A server's posts, by document, that may be linked in a channel; none outside of servers.

    Links to a channel that isn't open to everybody stay within it and its threads, for nobody
    else need know that it is there.
    """
    if guild_id is None:
        return {}
    here = None if channel_id is None else channel_of(client, channel_id)
    return await state.post_links(guild_id, lambda c: c == here or is_open(client, c))


def channel_of(client: discord.Client, channel_id: int) -> int:
    """A thread's channel; anything else is its own, and so is a thread that isn't known here."""
    channel = client.get_channel(channel_id)
    return channel.parent_id if isinstance(channel, discord.Thread) else channel_id


def is_open(client: discord.Client, channel_id: int) -> bool:
    """Whether everybody on a channel's server sees it; False where it isn't known here."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, discord.abc.GuildChannel):
        return False
    return channel.permissions_for(channel.guild.default_role).view_channel
