"""What the README tells of Discord."""

import re

import discord
import simcord
from discord import app_commands

from bot.client import FootnoteBot
from tests.documented import README


async def test_slash_commands_exist_and_are_told(
    env: simcord.Env, simcord_bot: FootnoteBot
) -> None:
    """The README's table has each command of Discord with its options, and no other."""
    del env  # it runs the bot
    there = {
        f"/{command.qualified_name}": {option.display_name for option in command.parameters}
        for command in simcord_bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }
    there |= {
        f"Apps › {menu.name}": set[str]()
        for menu in simcord_bot.tree.get_commands(type=discord.AppCommandType.message)
    }
    rows = re.findall(r"(?m)^\| (?:`(/[^`]+)`|(Apps › [^|]+?)) \|", README.read_text("utf-8"))
    told = {
        call.split()[0] if call else menu: set(re.findall(r"[a-z_]+", call.partition(" ")[2]))
        for call, menu in rows
    }
    assert told == there
