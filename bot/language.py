"""Whose language is spoken: to one alone it is theirs, to all it is that of the place."""

from typing import Any

import discord

from bot.words import speak


def locale_of(place: object, client: discord.Client) -> str | None:
    """The locale of where an event happened: an interaction's person, a message's server.

    In direct messages nothing tells it.
    """
    if isinstance(place, discord.Interaction):
        return place.locale.value
    guild = getattr(place, "guild", None)
    if guild is None and isinstance(id_ := getattr(place, "guild_id", None), int):
        guild = client.get_guild(id_)
    return guild.preferred_locale.value if isinstance(guild, discord.Guild) else None


def speak_to(interaction: discord.Interaction[Any], *, private: bool = True) -> None:
    """Speak, for the rest of this task, as whoever called or pressed something does.

    What isn't `private` is read by others, too: there it is the server's language, if it is one.
    """
    locale = interaction.locale if private else interaction.guild_locale or interaction.locale
    speak(locale.value)


async def think(interaction: discord.Interaction[Any], *, private: bool | None = None) -> bool:
    """Acknowledge a command, and speak as those do who read its answer; tells if that is private.

    Where nothing is said of it all can see it, but where the bot is a guest.
    """
    alone = is_guest(interaction) if private is None else private
    speak_to(interaction, private=alone)
    await interaction.response.defer(ephemeral=alone, thinking=True)
    return alone


def is_guest(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot is here with the person alone: it is no member of the place."""
    if interaction.context.dm_channel:
        return False
    installed = interaction.is_guild_integration() or not interaction.is_user_integration()
    member = interaction.guild_id is None or interaction.client.get_guild(interaction.guild_id)
    return not (installed and member)
