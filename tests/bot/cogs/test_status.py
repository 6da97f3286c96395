"""`/status`."""

from dataclasses import replace

import discord
import simcord
from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.services import Services
from bot.settings import Settings
from bot.state import GuildSetup, Subscription
from tests.bot.conftest import MORNING
from tests.bot.state.test_answers import record
from tests.fakes import HandClock


async def shown(actor: simcord.MemberActor, channel: simcord.ChannelHandle) -> list[str]:
    """The lines that the command answers, to the asker alone."""
    result = await actor.slash(channel, "status")
    (message,) = [*([result.response] if result.response else []), *result.followups]
    assert message.ephemeral
    return message.content.splitlines()


async def test_everybody_sees_it_in_short(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """Newest digest, index, who writes, next post and one's own letters, a line each."""
    await services.state.set_guild(GuildSetup(guild.id, channel.id, 18, "UTC", 5, MORNING))
    await services.state.subscriptions.set(
        Subscription(alice.id, "digest", 10, "UTC", MORNING, paused="refused")
    )

    newest, index, writer, post, letters = await shown(alice, channel)

    digest = "AI Daybook 2026-04-21 (AI Daybook, 21 April 2026)"
    assert newest == f"**Newest digest**: {digest}, of today"
    assert index.startswith("**Index**: 16 documents, ")
    assert index.endswith(" passages, all searchable by words and by meaning")
    assert writer == "**Answers** are quoted from the archive"
    assert post.startswith(f"**Next post**: {digest} in <#")
    assert post.endswith("<t:1776794400:R>")
    assert letters.startswith("**Your letters** are paused")


async def test_who_manages_the_server_sees_the_whole(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
) -> None:
    """Latency, commands, the middle answer, what the bot may not do in which channel, and why."""
    overwrite = discord.PermissionOverwrite(send_messages=False)
    closed = guild.create_text_channel("closed", overwrites={guild.default_role: overwrite})
    setup = GuildSetup(guild.id, closed.id, 8, "UTC", 5, MORNING, paused="I lack *that*.")
    await services.state.set_guild(setup)
    for n, took in enumerate((900.0, 1_234.0, 70_000.0)):
        times = (("total", took),)
        await services.state.answers.add(record(n, outcome="answered", timings_ms=times))

    there = "\n".join(await shown(admin, channel))
    here = "\n".join(await shown(admin, closed))

    assert "it knows my commands" in there
    assert "**Answers of the last day**: the middle one took 1.2 s" in there
    assert f"**In <#{closed.id}> I lack** Send Messages" in there
    assert "Here I lack" not in there
    assert "**Here I lack** Send Messages" in here
    assert "**The daily post waits**: I lack *that*." in there


async def test_all_is_well(
    channel: simcord.ChannelHandle, admin: simcord.MemberActor, clock: HandClock
) -> None:
    """Where nothing is set up and nothing lacks, that is said; the digest's age is told."""
    clock.move(days=2)

    lines = await shown(admin, channel)

    assert lines[0].endswith(", 2 days old")
    assert "**Next post**: none; who may manage the server can call /setup" in lines
    assert "**Permissions**: all that I need" in lines


async def test_channel_that_is_gone(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
) -> None:
    """A deleted channel of the daily post is told to who can mend it."""
    await services.state.set_guild(GuildSetup(guild.id, 404, 8, "UTC", 5, MORNING))

    assert "**The channel of the daily post** is gone, or I can't see it" in await shown(
        admin, channel
    )


async def test_in_a_direct_conversation(env: simcord.Env, services: Services) -> None:
    """Where there is no server nothing is said of one; one's next letter is told."""
    bob = env.create_user("bob")
    await services.state.subscriptions.set(Subscription(bob.id, "digest", 10, "UTC", MORNING))

    result: simcord.InteractionResult = await bob.slash("status")

    (message,) = [*([result.response] if result.response else []), *result.followups]
    assert "**Your next letter**: <t:1776765600:R>" in message.content
    assert "Next post" not in message.content


async def test_claude_and_without_message_content(services: Services) -> None:
    """Who writes is told, and how to grant what lets the bot hear."""
    settings = Settings(writer="auto", anthropic_api_key=SecretStr("key"), discord_token=None)
    services = replace(services, settings=settings)
    async with simcord.run(FootnoteBot(services, message_content=False, shard_count=1)) as env:
        guild = env.create_guild()
        alice = guild.add_member(env.create_user("alice"))
        channel = guild.create_text_channel("talk")
        lines = await shown(alice, channel)

    claude = f"Claude ({settings.model})"
    assert f"**Answers** are written by {claude} from what the archive says" in lines
    assert lines[-1].startswith("**Without Message Content** I hear what mentions me")
    assert "<https://discord.com/developers>" in lines[-1]
