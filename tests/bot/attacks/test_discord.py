"""Attacks by way of Discord: as questions, in threads, as names, and in what the bot posts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Turn
from bot.assistant.extractive import ExtractiveWriter
from bot.render.transcript import uncalled
from bot.services import Services
from bot.state import Topic
from index.search import Search
from index.store import Store
from tests.attacks import ATTACKS, EVIL, hidden
from tests.bot.attacks.conftest import NOW
from tests.bot.attacks.holding import ANSWER, DIGEST, EVIDENCE, Table, amiss, documents_in, table_of
from tests.bot.conftest import make_bot
from tests.bot.texts import SORRY
from tests.fakes import Asked, HandClock, ScriptedAssistant

PANEL = ANSWER | {"heading", "bold", "quote"}
ASKED = {name: attack.strip()[:2_000] for name, attack in ATTACKS.items()}


def texts(payload: Any) -> Iterator[str]:
    """What people read of a message that was sent: its content, the text of its components."""
    if isinstance(payload, dict):
        yield from (value for name, value in payload.items() if name == "content" and value)
        yield from texts([payload.get("components"), payload.get("data")])
    elif isinstance(payload, list):
        for each in payload:
            yield from texts(each)


def faults(env: simcord.Env, table: Table, kinds: frozenset[str]) -> list[str]:
    """What is amiss in all that the bot sent since the last look; nothing was apologised for."""
    sent = [text for request in env.http_requests for text in texts(request.json)]
    env.http_requests.clear()
    assert sent
    assert SORRY not in sent
    # The panel of `/setup` names the channel and the hour, as Discord shows them.
    said = [text for text in sent if not text.startswith("## Daily digest\nThe digest comes to <#")]
    return [fault for text in said for fault in amiss(text, table, kinds, 4_000)]


def answering(store: Store) -> Assistant:
    """An assistant without a model."""
    return Assistant(store, Search(store), ExtractiveWriter(store.embedder), clock=lambda: NOW)


@pytest.fixture
async def table(store: Store) -> Table:
    """Where messages may lead."""
    return table_of(await documents_in(store))


@pytest.fixture
def real(services: Services, store: Store) -> Services:
    """The services of the sample archive with an assistant that answers."""
    return Services(
        services.settings, store, Search(store), answering(store), services.state, services.clock
    )


async def test_attacks_as_questions(real: Services, table: Table) -> None:
    """Asked, searched for, and given as a day or a time zone, an attack is words and no more."""
    async with simcord.run(make_bot(real)) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("talk")
        role = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
        alice = guild.add_member(env.create_user("alice"), roles=[role])
        for name, attack in ASKED.items():
            await alice.slash(channel, "ask", question=attack)
            assert faults(env, table, ANSWER) == [], name
            searched = await alice.slash(channel, "search", query=attack)
            if searched.response and searched.response.message.components:
                await alice.click(searched.response.message, label="Next")
            assert faults(env, table, EVIDENCE) == [], name
            await alice.slash(channel, "digest", date=attack[:500])
            assert faults(env, table, DIGEST) == [], name
            await alice.slash(channel, "timeline", story=attack[:70])
            assert faults(env, table, EVIDENCE) == [], name
            await alice.slash(channel, "topics", period=attack[:70])
            assert faults(env, table, EVIDENCE | {"list"}) == [], name
            await alice.slash(channel, "archive", tag=attack[:40], month=attack[:30])
            await alice.slash(channel, "archive", tag=attack[:40])
            assert faults(env, table, EVIDENCE) == [], name
            await alice.slash(channel, "setup", channel=channel, hour=8, timezone=attack[:500])
            assert faults(env, table, PANEL) == [], name
            assert not any(f"://{EVIL}" in message.content for message in channel.history()), name


async def test_attacks_in_threads(real: Services, table: Table) -> None:
    """A mention, a thread that is named after it, and a follow-up bring nothing of an attack."""
    async with simcord.run(make_bot(real)) as env:
        guild = env.create_guild()
        alice = guild.add_member(env.create_user("alice"))
        me = env.bot.user
        assert me
        for name, attack in ASKED.items():
            channel = guild.create_text_channel("talk")
            await alice.send(channel, f"{me.mention} {attack[:1_900]}")
            (thread,) = channel.threads or [channel]
            assert hidden(str(thread.name)) == [], name
            await alice.send(thread, f"And who leads SWE-Bench Pro? {attack[:1_900]}")
            assert faults(env, table, ANSWER) == [], name


async def test_names_of_people_say_nothing(
    env: simcord.Env,
    me: discord.ClientUser,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    assistant: ScriptedAssistant,
) -> None:
    """What people are called goes nowhere: neither into a question nor into an answer."""
    for name, attack in ATTACKS.items():
        plain = " ".join(attack.split())[:32]
        user = env.create_user("mallory", global_name=plain)
        mallory = guild.add_member(user, nick=plain)
        await mallory.send(channel, f"{me.mention} Who leads?")
        assert assistant.asked.pop() == Asked("Who leads?", (), None), name
        answer = channel.threads[-1].history()[-1]
        assert answer.content.startswith("GLM-5.1 leads SWE-Bench Pro."), name
        assert plain not in answer.content, name


async def test_history_keeps_who_said_what(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """In a thread an attack is the turn of the person who wrote it; another bot's is nobody's."""
    bridge = env.create_user("bridge", bot=True)
    env.backend.create_thread(channel.id, "Talk", alice.id)
    (thread,) = channel.threads
    await services.state.add_topic(Topic(thread.id, 2, "question"))
    for name, attack in ASKED.items():
        env.backend.create_message(thread.id, bridge.id, attack)
        await alice.send(thread, attack)
        await alice.send(thread, "And in May?")
        _, follow = assistant.asked
        assistant.asked.clear()
        asked, answered = follow.history[-2:]
        assert asked.role == "user", name
        assert uncalled(attack).startswith(asked.content[:1_500]), name
        assert answered == Turn("assistant", "GLM-5.1 leads SWE-Bench Pro. [1]"), name
        said = {turn.content for turn in follow.history if turn.role == "assistant"}
        assert said == {"GLM-5.1 leads SWE-Bench Pro. [1]"}, name


async def test_daily_post_of_a_hostile_archive(services: Services, hostile_store: Store) -> None:
    """Hostile digests are posted with their threads, offered and shown, and have no effect."""
    table = table_of(await documents_in(hostile_store))
    hostile = Services(
        services.settings,
        hostile_store,
        Search(hostile_store),
        answering(hostile_store),
        services.state,
        HandClock(NOW),
    )
    async with simcord.run(make_bot(hostile)) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("digests")
        role = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
        admin = guild.add_member(env.create_user("admin"), roles=[role])
        await admin.slash(channel, "setup", channel=channel, hour=8, timezone="UTC")
        await env.advance_time(400)
        assert len(channel.threads) >= 4
        assert all(thread.history() for thread in channel.threads)
        assert faults(env, table, DIGEST) == []
        posts = await services.state.post_links(guild.id)
        table = replace(table, addresses=table.addresses | set(posts.values()))
        await admin.slash(channel, "archive", month="April 2026")
        await admin.slash(channel, "topics", period="April 2026")
        assert faults(env, table, EVIDENCE | {"list"}) == []
        for choice in await admin.autocomplete(channel, "timeline", "story", ""):
            assert hidden(choice["name"]) == []
            await admin.slash(channel, "timeline", story=choice["value"])
            assert faults(env, table, EVIDENCE) == [], choice["name"]
        for day in range(1, 29):
            choices = await admin.autocomplete(channel, "digest", "date", f"2026-04-{day:02}")
            assert choices
            for choice in choices:
                assert hidden(choice["name"]) == []
                await admin.slash(channel, "digest", date=choice["value"])
                assert faults(env, table, DIGEST) == [], choice["name"]
