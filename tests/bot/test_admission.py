"""The door of the bot: everything that people attempt passes it."""

import asyncio
from dataclasses import replace

import discord
import pytest
import simcord

from bot.admission import COMMANDS, FREE
from bot.client import FootnoteBot
from bot.services import Services
from bot.settings import Settings
from bot.state import AskedBy, GuildSetup, Topic
from tests.bot.conftest import EPOCH, make_bot, recorded
from tests.bot.test_streaming import Paper
from tests.bot.texts import SORRY
from tests.fakes import ScriptedAssistant

MENUS = ("Ask the archive about this", "Has this been covered?")
PUBLIC = {"digest": {}, "timeline": {"story": "OpenAI"}, "topics": {}}


@pytest.fixture
def services(services: Services) -> Services:
    """What the bot is given, with room for two questions of a person within an hour."""
    settings = services.settings.model_dump() | {"limit_person": 2}
    return replace(services, settings=Settings(**settings))


@pytest.fixture
async def rules(
    guild: simcord.GuildHandle, channel: simcord.ChannelHandle, services: Services
) -> GuildSetup:
    """Only helpers may ask, and only where the post is."""
    role = guild.create_role("Helpers")
    setup = GuildSetup(guild.id, channel.id, 8, "UTC", 1, EPOCH, ask_roles=(role.id,))
    await services.state.set_guild(setup)
    return setup


def words(result: simcord.InteractionResult) -> str:
    """What only the person sees who attempted it."""
    said = [*([result.response] if result.response else []), *result.followups]
    assert said
    assert all(message.ephemeral for message in said)
    return "\n".join(message.content for message in said)


def test_every_command_is_known_here(env: simcord.Env) -> None:
    """Of each command and menu it is told what it does, or that it is for all."""
    assert isinstance(env.bot, FootnoteBot)
    named = {command.name for command in env.bot.tree.get_commands()}
    assert named >= {"ask", "setup", *MENUS}
    assert named <= COMMANDS.keys() | FREE


async def test_all_ways_of_somebody_who_may_not_ask(
    env: simcord.Env,
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    *,
    services: Services,
    assistant: ScriptedAssistant,
    rules: GuildSetup,
) -> None:
    """Commands, menus and buttons say why, privately; a mention once; a thread stays silent."""
    line = f"On this server these may ask me: <@&{rules.ask_roles[0]}>."
    for name, options in [("ask", {"question": "Who?"}), ("search", {"query": "GLM"})]:
        assert words(await alice.slash(channel, name, **options)) == line
    private = await alice.slash(channel, "ask", question="Who?", private=True)
    compared = await alice.slash(channel, "compare", first="Meta", second="Oracle")
    assert words(private) == words(compared) == line
    for name, options in PUBLIC.items():
        assert words(await alice.slash(channel, name, **options)) == line
    await alice.send(channel, "Who leads?")
    for menu in MENUS:
        asked = await alice.context_menu(channel, menu, channel.history()[-1])
        assert words(asked) == line

    env.backend.create_thread(channel.id, "Talk", alice.id)
    (thread,) = channel.threads
    await services.state.add_topic(Topic(thread.id, rules.guild_id, "question"))
    await alice.send(thread, "Who leads?")
    assert [message.author.id for message in thread.history()] == [alice.id]
    await alice.send(thread, f"{me.mention} Who leads?")
    assert thread.history()[-1].content == line
    await alice.send(thread, "Who leads?", reply_to=thread.history()[-1])
    await alice.send(channel, f"{me.mention} Who leads?")
    assert [message.author.id for message in thread.history()][-1] == alice.id
    assert channel.history()[-1].author.id == alice.id
    assert (assistant.asked, len(channel.threads), env.errors) == ([], 1, [])


async def test_buttons_of_somebody_who_may_not_ask_any_more(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
    guild: simcord.GuildHandle,
) -> None:
    """Their answer isn't tried again and no page is turned, but its form is still taken."""
    assistant.fault = RuntimeError("boom")
    await alice.slash(channel, "ask", question="Who leads?")
    broken = channel.history()[-1]
    assistant.fault = None
    await alice.slash(channel, "timeline", story="Anthropic")
    pages = channel.history()[-1]
    await alice.slash(channel, "ask", question="Who leads?")
    await recorded(services.state, 2)
    role = guild.create_role("Helpers")
    setup = GuildSetup(guild.id, channel.id, 8, "UTC", 1, EPOCH, ask_roles=(role.id,))
    await services.state.set_guild(setup)
    asked = len(assistant.asked)

    again = await alice.click(broken, label="Try again")
    turned = await alice.click(pages, label="Next")
    form = await alice.click(channel.history()[-1], label="Wrong source")
    sent = await alice.submit_modal(form, {"word": "It is 1"})

    assert "these may ask me" in words(again)
    assert words(again) == words(turned)
    assert len(assistant.asked) == asked
    assert "a source is wrong" in words(sent)


async def test_questions_have_their_channels(
    me: discord.ClientUser,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    *,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """Elsewhere a question is told where to ask, but for a private one; in a post's thread not."""
    asking, other = guild.create_text_channel("asking"), guild.create_text_channel("other")
    setup = GuildSetup(guild.id, channel.id, 8, "UTC", 1, EPOCH, ask_channels=(asking.id,))
    await services.state.set_guild(setup)

    refused = await alice.slash(other, "ask", question="Who?")
    await alice.send(other, f"{me.mention} Who?")
    assert words(refused) == other.history()[-1].content
    assert f"<#{channel.id}>, <#{asking.id}>" in words(refused)
    assert assistant.asked == []
    await alice.slash(other, "ask", question="Who?", private=True)
    await alice.send(channel, f"{me.mention} Who leads?")
    assert len(assistant.asked) == 2
    assert len(channel.threads) == 1


async def test_a_limit_is_told_once_in_a_thread_and_privately_by_command(
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """Who asks too much hears when it goes on; no thread is opened, and others go on asking."""
    await alice.send(channel, f"{me.mention} Who leads?")
    (thread,) = channel.threads
    await alice.send(thread, "By how much?")
    for _ in range(3):
        await alice.send(thread, "And in May?")
    await alice.send(channel, f"{me.mention} Who leads?")

    said = [message.content for message in thread.history() if message.author.bot]
    assert said[-1].startswith("You've asked a lot within an hour. I'll gladly take your next")
    assert "<t:" in said[-1]
    assert (len(said), len(channel.threads)) == (3, 1)
    assert words(await alice.slash(channel, "ask", question="Who leads?")) == said[-1]
    assert len(assistant.asked) == 2
    await admin.slash(channel, "ask", question="Who leads?")
    assert len(assistant.asked) == 3


async def test_what_is_not_asked_does_not_count(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """Questions that are too long, or of days that can't be read, cost nothing."""
    for _ in range(3):
        await alice.slash(channel, "ask", question="x" * 2_001)
        await alice.slash(channel, "ask", question="Who?", period="the day of the dragon")
    await alice.slash(channel, "ask", question="Who leads?")

    assert len(assistant.asked) == 1


async def test_where_the_bot_is_no_member(
    env: simcord.Env, channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """In a server that the bot isn't in, by somebody's own installation, answers are private."""
    env.bot._connection._guilds.clear()

    for name, options in [("ask", {"question": "Who?"}), ("timeline", {"story": "OpenAI"})]:
        await alice.slash(channel, name, **options)

    calls = [r.json for r in env.http_requests if r.path.endswith("/callback")]
    assert [call["data"]["flags"] for call in calls if isinstance(call, dict)] == [64, 64]


async def test_a_race_at_the_limit_ends_at_it(services: Services) -> None:
    """Questions that were let in at once are held to the limit where they are counted."""
    bot = make_bot(services)
    by = AskedBy(7, 1, 10)
    surfaces = [Paper() for _ in range(3)]
    for surface in surfaces:
        await bot.asker.ask(
            "Why?", surface, guild_id=by.guild_id, channel_id=by.channel_id, user_id=by.user_id
        )
    assert [surface.messages[0][:11] for surface in surfaces] == [
        "GLM-5.1 lea",
        "GLM-5.1 lea",
        "You've aske",
    ]


async def test_a_moderator_stops_an_answer(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
    env: simcord.Env,
    *,
    assistant: ScriptedAssistant,
) -> None:
    """Who may manage messages ends another's answer; who may not is told so."""
    role = guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    mod = guild.add_member(env.create_user("mod"), roles=[role])

    async def for_ever() -> object:
        return await env.external_wait(asyncio.Event().wait(), reason="the assistant writes")

    assistant.pause = for_ever
    await alice.slash(channel, "ask", question="Who leads?")
    growing = channel.history()[-1]
    refused = await admin.click(growing, label="Stop")
    await mod.click(growing, label="Stop")

    assert words(refused) == "Only who asked can do that."
    assert channel.history()[-1].content == "-# Stopped."


async def test_a_fault_at_the_door_is_one_kind_line(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    *,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    assistant: ScriptedAssistant,
) -> None:
    """Where the rules can't be read nothing is asked, and whoever called hears so alone."""

    async def broken(_self: object, _guild: int) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(type(services.state), "guild", broken)
    result = await alice.slash(channel, "ask", question="Who leads?")

    simcord.assert_error(env, discord.app_commands.AppCommandError)
    assert words(result) == SORRY
    assert assistant.asked == []
