"""Questions that were asked while Discord told nothing of them."""

import asyncio

import discord
import pytest
import simcord

from bot.state import GuildSetup, State, Topic
from tests.bot.conftest import MORNING
from tests.fakes import ScriptedAssistant


@pytest.mark.parametrize(("end", "answers"), [("shard_ready", 3), ("shard_resumed", 1)])
async def test_what_was_asked_meanwhile_is_answered_once(
    env: simcord.Env, assistant: ScriptedAssistant, state: State, end: str, answers: int
) -> None:
    """Behind a new session questions that nobody told of are answered, those known not again.

    So are those of people who may ask by a role, though Discord doesn't tell it of old messages.
    """
    assert env.bot.user
    guild = env.create_guild()
    channel = guild.create_text_channel("digests")
    thread = env.backend.create_thread(channel.id, "Digest", env.bot.user.id)
    await state.add_topic(Topic(thread.id, guild.id, "digest", None))
    role = guild.create_role("askers")
    alice = guild.add_member(env.create_user("alice"), roles=[role])
    setup = GuildSetup(guild.id, channel.id, 8, "UTC", 1, MORNING, ask_roles=(role.id,))
    await state.set_guild(setup)
    await env.settle()
    (digest,) = channel.threads
    await alice.send(digest, "Which model leads SWE-Bench Pro?")

    env.bot.dispatch("shard_disconnect", 0)
    await env.settle()
    with_events, env.backend.subscribers = env.backend.subscribers, []
    asked = f"{env.bot.user.mention} Who is last?"
    for place, words in (
        (thread.id, "Which one is next?"),
        (channel.id, "Hm."),
        (channel.id, asked),
    ):
        env.backend.create_message(place, alice.id, words)
    env.backend.subscribers = with_events
    for place in (channel.id, thread.id):
        # What Discord tells of each place when a new session begins.
        known = env.bot.get_channel(place)
        assert isinstance(known, discord.TextChannel | discord.Thread)
        known.last_message_id = env.backend.channels[place].last_message_id
    for event in (end, "shard_disconnect", end):
        env.bot.dispatch(event, 0)
        async with asyncio.timeout(5):
            while len(assistant.asked) < answers:
                await env.settle()
        await env.settle()

    assert len(assistant.asked) == answers
