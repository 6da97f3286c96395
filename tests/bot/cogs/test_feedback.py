"""`/feedback`."""

from dataclasses import replace

import discord
import simcord

from bot.assistant.answer import Outcome
from bot.client import FootnoteBot
from bot.services import Services
from bot.state import AskedBy, Record
from tests.bot.state.test_answers import record

NOT_YOURS = "That is for who manages a server, there, or for who runs me."


async def shown(actor: simcord.MemberActor, channel: simcord.ChannelHandle) -> str:
    """What the command answers, to the asker alone."""
    return said(await actor.slash(channel, "feedback"))


def said(result: simcord.InteractionResult) -> str:
    """What was said, on all pages."""
    messages = [*([result.response] if result.response else []), *result.followups]
    assert all(message.ephemeral for message in messages)
    return "\n".join(message.content for message in messages)


async def asked(
    services: Services,
    number: int,
    outcome: Outcome,
    question: str,
    guild: int | None,
    *,
    channel: int | None,
) -> Record:
    """Keep a record of a question."""
    by = AskedBy(99, guild, channel)
    kept = replace(record(number, outcome=outcome, question=question), by=by)
    await services.state.answers.add(kept)
    return kept


async def test_who_manages_a_server_sees_its_own(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
) -> None:
    """Counts, complaints and what found nothing are the server's alone, with nobody's name."""
    mine = await asked(services, 1, "answered", "Who *leads*?", guild.id, channel=channel.id)
    await asked(services, 2, "abstained", "What of zebras?", guild.id, channel=channel.id)
    other = await asked(services, 3, "abstained", "What of lions?", 5, channel=6)
    await services.state.rate(mine.id, 99, "wrong", "[2] is @everyone's")
    await services.state.rate(other.id, 98, "up")

    text = await shown(admin, channel)

    assert "1 answered, 1 that found nothing, 0 others" in text
    assert "0 useful, 0 not useful, 1 with a wrong source" in text
    assert "- Who \\*leads\\*? (<t:1767225600:d>): \\[2\\] is @\u200beveryone's" in text
    assert "**Found nothing**\n- What of zebras? (<t:1767225600:d>)" in text
    assert "lions" not in text
    assert "99" not in text


async def test_private_channel_is_not_told_of(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
) -> None:
    """What was asked where whoever asks may not read is counted, and not shown."""
    overwrite = discord.PermissionOverwrite(view_channel=False)
    private = guild.create_text_channel("private", overwrites={guild.default_role: overwrite})
    env.backend.create_thread(channel.id, "Talk", admin.id)
    (thread,) = channel.threads
    await asked(services, 1, "abstained", "A secret?", guild.id, channel=private.id)
    await asked(services, 2, "abstained", "In a thread?", guild.id, channel=thread.id)
    await asked(services, 3, "abstained", "Where it is gone?", guild.id, channel=404)

    text = await shown(admin, channel)

    assert "3 that found nothing" in text
    assert "In a thread?" in text
    assert "secret" not in text
    assert "gone" not in text


async def test_who_runs_the_bot_sees_all(env: simcord.Env, services: Services) -> None:
    """In a direct message the owner sees the questions of all servers, on pages; others nothing."""
    bob, eve = env.create_user("bob"), env.create_user("eve")
    assert isinstance(env.bot, FootnoteBot)
    env.bot.owner_id = bob.id
    await asked(services, 0, "answered", "Who leads?", None, channel=None)
    for n in range(1, 16):
        await asked(services, n, "abstained", f"What of {n}? {'And? ' * 30}", n, channel=n)

    text = said(await bob.slash("feedback"))

    assert all(f"What of {n}?" in text for n in range(1, 16))
    assert "-# Page 2 of 2" in text
    assert said(await eve.slash("feedback")) == NOT_YOURS


async def test_permission_is_checked_at_run_time_too(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
) -> None:
    """Discord hides the command from members, and where it is shown to all it tells nothing."""
    hidden = "feedback" not in alice.available_commands(channel)
    command = env.backend.find_command("feedback", guild.id)
    assert command
    guild.set_command_permissions(int(command["id"]), {alice: True})

    assert hidden
    assert await shown(alice, channel) == NOT_YOURS


async def test_nothing_was_asked(
    channel: simcord.ChannelHandle, admin: simcord.MemberActor
) -> None:
    """Where there were no questions that is said."""
    assert await shown(admin, channel) == "No questions in the last 30 days."
