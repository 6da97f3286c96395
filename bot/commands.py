"""The commands in the language of whoever sees them.

Their English stands in the code, the other languages in the catalogue. What a command and its
options are called stays as it is: it is what people tell each other to type.
"""

import re
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.words import language_of, say, speaking

Called = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu
_PLAIN = re.compile(r"[^a-z0-9]+")


class Translator(app_commands.Translator):
    """Translates descriptions, choices and the names in a message's menu."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """What stands for a text in a locale; None where the English does."""
        key = _key(context)
        with speaking(locale.value):
            translated = _told(key, string.message) if key else string.message
        english = language_of(locale.value) == language_of(None)
        return None if english or translated == string.message else translated


def described(command: Called) -> str:
    """What a command does, or a menu's entry is called, in the language that is spoken."""
    if isinstance(command, app_commands.ContextMenu):
        return _told(key_of(command.name), command.name)
    return _told(key_of(command.qualified_name), command.description)


def key_of(*names: str) -> str:
    """The key of a command, a menu's entry or ('choice', its name) a choice in the catalogue."""
    return "-".join(("command", *(_PLAIN.sub("-", name.lower()).strip("-") for name in names)))


def placed(command: Called) -> None:
    """Let a command be called wherever it makes sense.

    Those of servers are for servers that have the bot; all others come along with a person, too.
    """
    anywhere = not command.guild_only
    command.allowed_contexts = app_commands.AppCommandContext(
        guild=True, dm_channel=anywhere, private_channel=anywhere
    )
    command.allowed_installs = app_commands.AppInstallationType(guild=True, user=anywhere)


def _told(key: str, english: str) -> str:
    """What the catalogue has for a text of the code, or the text: it has no English for it."""
    try:
        return say(key)
    except LookupError:
        return english


def _key(context: app_commands.TranslationContextTypes) -> str | None:
    match context.location, context.data:
        case Location.command_name, app_commands.ContextMenu() as menu:
            return key_of(menu.name)
        case (
            (Location.command_description | Location.group_description),
            (app_commands.Command() | app_commands.Group()) as command,
        ):
            return key_of(command.qualified_name)
        case Location.parameter_description, app_commands.Parameter() as option:
            return f"{key_of(option.command.qualified_name)}.{option.name}"
        case Location.choice_name, app_commands.Choice() as choice:
            return key_of("choice", choice.name)
    return None
