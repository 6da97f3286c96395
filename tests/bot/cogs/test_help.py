"""`/help`."""

import discord
import simcord
from discord import app_commands

from bot.client import FootnoteBot
from bot.services import Services


async def helped(actor: simcord.MemberActor, channel: simcord.ChannelHandle) -> str:
    """What the command answers to the asker alone."""
    result = await actor.slash(channel, "help")
    assert result.response
    assert result.response.ephemeral
    assert all(each.ephemeral for each in result.followups)
    return "\n".join(each.content for each in (result.response, *result.followups))


async def test_every_command_is_listed(
    simcord_bot: FootnoteBot, channel: simcord.ChannelHandle, admin: simcord.MemberActor
) -> None:
    """Each registered command stands there with its options and what it does."""
    content = await helped(admin, channel)

    for command in simcord_bot.tree.get_commands(type=discord.AppCommandType.chat_input):
        assert isinstance(command, app_commands.Command)
        assert f"**/{command.name}" in content
        assert command.description in content
    assert "**/archive [tag] [month]**: Leaf through" in content
    assert "**/ask question" in content
    assert "It has 16 digests, 31 March to 21 April 2026." in content
    assert "Ask in a digest's thread, or mention me" in content


async def test_only_what_one_may_call(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A member who may not manage the server isn't told of /setup."""
    content = await helped(alice, channel)

    assert "**/ask question" in content
    assert "/setup" not in content


async def test_in_a_direct_conversation(env: simcord.Env) -> None:
    """Where there is no server, what needs one isn't listed."""
    user = env.create_user("bob")
    result = await user.slash("help")

    assert result.response
    assert "**/ask question" in result.response.content
    assert "/setup" not in result.response.content


async def test_menus_and_groups(
    simcord_bot: FootnoteBot, channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """What stands in a message's menu is named, and commands in groups by their whole names."""

    async def again(interaction: discord.Interaction, message: discord.Message) -> None: ...

    async def now(interaction: discord.Interaction) -> None: ...

    group = app_commands.Group(name="feed", description="Feeds")
    group.add_command(app_commands.Command(name="now", description="At once.", callback=now))
    simcord_bot.tree.add_command(group)
    simcord_bot.tree.add_command(app_commands.ContextMenu(name="Ask again", callback=again))
    content = await helped(alice, channel)

    assert "**/feed now**: At once.\n" in content
    assert ", Ask again\n" in content


async def test_without_message_content(services: Services) -> None:
    """A bot that hears only what mentions it says so."""
    async with simcord.run(FootnoteBot(services, message_content=False, shard_count=1)) as env:
        guild = env.create_guild()
        alice = guild.add_member(env.create_user("alice"))
        content = await helped(alice, guild.create_text_channel("talk"))

    assert "\nMention me or reply to me anywhere." in content
