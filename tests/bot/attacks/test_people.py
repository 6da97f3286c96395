"""What people and servers do to the bot that nobody would think of."""

import discord
import pytest
import simcord
from simcord.backend.models import MessageSticker, Overwrite, Poll, PollAnswer
from simcord.enums import OverwriteType

from bot.client import FootnoteBot
from bot.cogs.threads import Threads
from bot.services import Services
from bot.state import Topic
from tests.fakes import ScriptedAssistant


@pytest.fixture
async def thread(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> simcord.ChannelHandle:
    """A thread in which everything is asked of the bot."""
    env.backend.create_thread(channel.id, "Talk", alice.id)
    (thread,) = channel.threads
    await services.state.add_topic(Topic(thread.id, 2, "question"))
    return thread


@pytest.mark.parametrize("way", ["thread", "command", "mention"])
async def test_a_server_that_revokes_everything_meanwhile(
    env: simcord.Env,
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    *,
    assistant: ScriptedAssistant,
    way: str,
) -> None:
    """Where the bot may do nothing any more an answer ends quietly; a command's goes on."""

    async def revoke() -> None:
        everything = discord.Permissions.all().value
        for id_, kind in [(2, OverwriteType.ROLE), (me.id, OverwriteType.MEMBER)]:
            env.backend.set_overwrite(channel.id, Overwrite(id_, kind, deny=everything))

    assistant.pause = revoke
    match way:
        case "thread":
            await alice.send(thread, "Who leads?")
        case "mention":
            await alice.send(channel, f"{me.mention} Who leads?")
        case _:
            await alice.slash(channel, "ask", question="Who leads?")

    assert assistant.asked
    assert env.errors == []


async def test_a_message_that_mentions_everybody(
    env: simcord.Env,
    me: discord.ClientUser,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    *,
    assistant: ScriptedAssistant,
) -> None:
    """Of a question with 25 mentions the words are asked; nobody's id stands in its thread."""
    people = [guild.add_member(env.create_user(f"p{n}")) for n in range(24)]
    calls = " ".join(each.mention for each in people)

    await alice.send(channel, f"{me.mention} {calls} Who leads?")

    assert [asked.question for asked in assistant.asked] == ["Who leads?"]
    assert channel.threads[0].name == "Who leads?"


@pytest.mark.parametrize("kind", ["question", "digest"])
async def test_a_message_of_4000_characters(
    env: simcord.Env,
    me: discord.ClientUser,
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    *,
    assistant: ScriptedAssistant,
    kind: str,
) -> None:
    """With attachments, by mention: one kind line; in a digest's thread it is people's talk."""
    await services.state.add_topic(
        Topic(thread.id, 2, "digest" if kind == "digest" else "question")
    )
    files = [("plan.pdf", b"%PDF"), ("cat.png", b"png")]
    await alice.send(thread, attachments=files)
    assert [message.author.id for message in thread.history()] == [alice.id]
    long = thread.history()[-1]
    for n, start in enumerate(("", f"{me.mention} "), 1):
        long.id += 99 * n  # what was heard isn't heard once more
        long.content = start + "Is it? " * 571
        long.mentions = [env.bot.user] if start and env.bot.user else []  # type: ignore[list-item]
        assert isinstance(env.bot, FootnoteBot)
        threads = env.bot.get_cog("Threads")
        assert isinstance(threads, Threads)
        await threads.on_message(long)

    said = [message.content for message in thread.history() if message.author.bot]
    line = "That question has 3,996 characters; I read up to 2,000. Please ask in fewer words."
    assert said == [line] * (1 if kind == "digest" else 2)
    assert assistant.asked == []


async def test_a_name_with_markdown_is_said_nowhere(
    env: simcord.Env,
    me: discord.ClientUser,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    *,
    assistant: ScriptedAssistant,
) -> None:
    """However people are called, nothing that the bot says has it in it."""
    name = "**@everyone** [x](http://y.z)"
    user = env.create_user("eve", global_name=name)
    eve = guild.add_member(user)

    await eve.send(channel, f"{me.mention} Who am I?")
    await eve.send(channel.threads[0], "And now?")
    await eve.slash(channel, "ask", question="Who leads?")

    assert len(assistant.asked) == 3
    assert not any("everyone" in str(r.json) for r in env.http_requests)
    assert "everyone" not in str([asked.history for asked in assistant.asked])


async def test_messages_without_words(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """Files, a voice message, a sticker, a poll, an emoji alone: no questions, and no faults."""
    await alice.send(thread, attachments=[("cat.png", b"png")])
    sticker = MessageSticker(77, "wave", 1, guild.id)
    env.backend.create_message(thread.id, alice.id, "", stickers=[sticker])
    voice = env.backend.store_attachments(thread.id, [("voice-message.ogg", b"ogg")])
    env.backend.create_message(thread.id, alice.id, "", attachments=voice, flags=1 << 13)
    poll = Poll("Who leads?", [PollAnswer(1, "GLM")], "2026-01-02T00:00:00+00:00")
    env.backend.create_message(thread.id, alice.id, "", poll=poll)
    await alice.send(thread, "<:glm:42>")

    await env.settle()
    assert {message.author.id for message in thread.history()} == {alice.id}
    assert (assistant.asked, env.errors) == ([], [])


async def test_without_message_content(services: Services, assistant: ScriptedAssistant) -> None:
    """Command, mention, reply, button and menu work where Discord withholds messages' text."""
    bot = FootnoteBot(services, message_content=False, pause=0.0, shard_count=1)
    async with simcord.run(bot) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("digests")
        alice = guild.add_member(env.create_user("alice"))
        assert bot.user
        await alice.slash(channel, "ask", question="One?")
        assistant.fault = RuntimeError("boom")
        await alice.slash(channel, "ask", question="Two?")
        assistant.fault = None
        await alice.click(channel.history()[-1], label="Try again")
        await alice.send(channel, f"{bot.user.mention} Three?")
        (thread,) = channel.threads
        await alice.send(thread, "Unheard?")
        await alice.send(thread, f"{bot.user.mention} Four?", reply_to=thread.history()[-1])
        await alice.send(channel, "Five?")
        await alice.context_menu(channel, "Ask the archive about this", channel.history()[-1])

        assert env.errors == []
    asked = [each.question for each in assistant.asked]
    assert asked == ["One?", "Two?", "Two?", "Three?", "Four?", "Five?"]
