"""The bot asks for no more than it needs, and takes no more than it can bear."""

import discord
import simcord
from discord import AppCommandOptionType, app_commands

from bot.client import FootnoteBot
from bot.services import Services

# Refused with a kind line beyond 2,000 characters, by all that takes a question.
QUESTIONS = {"ask.question", "search.query"}
LONGEST = 500


async def test_intents_are_the_least(services: Services) -> None:
    """Of Discord's events it asks for servers, messages and direct messages, and their words."""
    bot = FootnoteBot(services)
    asked = {name for name, on in bot.intents if on}
    assert asked == {"guilds", "guild_messages", "dm_messages", "message_content"}
    without = FootnoteBot(services, message_content=False)
    assert {name for name, on in without.intents if on} == asked - {"message_content"}
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


async def test_every_typed_option_is_bounded(env: simcord.Env, simcord_bot: FootnoteBot) -> None:
    """No command takes a text that has no longest length."""
    del env  # it runs the bot
    longest = {
        f"{command.qualified_name}.{option.name}": option.max_value
        for command in simcord_bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
        for option in command.parameters
        if option.type is AppCommandOptionType.string and not option.choices
    }
    assert longest.keys() > QUESTIONS
    unbounded = {name for name, most in longest.items() if most is None or most > LONGEST}
    assert unbounded == QUESTIONS


async def test_a_long_query_is_refused_kindly(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """`/search` takes no longer words than `/ask`."""
    result = await alice.slash(channel, "search", query="x" * 2_001)
    assert result.response is not None
    assert "2,000" in result.response.content
