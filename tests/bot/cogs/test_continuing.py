"""'Continue in a thread'."""

import datetime as dt

import discord
import pytest
import simcord

from bot.assistant.answer import Segment
from bot.assistant.conversation import Turn
from bot.services import Services
from bot.state import GuildSetup, Topic
from tests.bot.cogs.test_buttons import labels, words
from tests.bot.conftest import EPOCH, make_bot, recorded
from tests.bot.test_surfaces import PARAGRAPH
from tests.fakes import ScriptedAssistant

LABEL = "Continue in a thread"


def told(result: simcord.InteractionResult) -> str:
    """What the bot said to whoever pressed, behind a press that changes the answer's buttons."""
    (said,) = result.followups
    assert said.ephemeral
    return said.content


async def test_an_answer_goes_on_in_a_thread(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
    services: Services,
    *,
    assistant: ScriptedAssistant,
) -> None:
    """Also after a restart a press opens the answer's thread; follow-ups there know both."""
    await alice.slash(channel, "ask", question="Who leads *SWE-Bench* Pro?")
    await recorded(services.state)
    answer = channel.history()[-1]
    await env.restart_bot(make_bot(services))

    await admin.click(answer, label=LABEL)

    (thread,) = channel.threads
    assert (thread.id, thread.name) == (answer.id, "Who leads *SWE-Bench* Pro?")
    topic = Topic(thread.id, alice.guild.id, "question")
    assert await services.state.topic(thread.id) == topic
    (line,) = [message.content for message in thread.history() if message.content]
    assert line.startswith("> Who leads \\*SWE-Bench\\* Pro?\n-# Ask on here")
    stands = next(message for message in channel.history() if message.id == answer.id)
    assert LABEL not in labels(stands)
    assert "Quotes" in labels(stands)

    await alice.send(thread, "And by how much")
    await alice.send(thread, "And in May")
    answered = Turn("assistant", "GLM-5.1 leads SWE-Bench Pro. [1]")
    first = (Turn("user", "Who leads *SWE-Bench* Pro?"), answered)
    assert [each.history for each in assistant.asked[1:]] == [
        first,
        (*first, Turn("user", "And by how much"), answered),
    ]


async def test_a_follow_up_knows_all_of_a_long_answer(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """Of an answer in several messages the parts before the thread's are known as well."""
    await alice.slash(channel, "ask", question="What is old?")
    assistant.segments = [Segment(f"{n}. {PARAGRAPH}\n\n", (1,)) for n in range(2)]
    await alice.slash(channel, "ask", question="Tell me all")
    await recorded(services.state, 2)
    await alice.click(channel.history()[-1], label=LABEL)

    await alice.send(channel.threads[0], "And in May")

    asked, answer = assistant.asked[-1].history
    assert asked == Turn("user", "Tell me all")
    assert answer.content.startswith("0. GLM-5.1 leads the benchmark")


async def test_an_answer_has_one_thread(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """Where the thread is there already, whoever presses is led to it."""
    await alice.slash(channel, "ask", question="Who leads?")
    await recorded(services.state)
    answer = channel.history()[-1]
    env.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=160004)

    said = told(await alice.click(answer, label=LABEL))

    assert said == f"This answer has a thread already: <#{answer.id}>"
    assert LABEL not in labels(channel.history()[-1])


@pytest.mark.parametrize("lacking", ["nobody", "asker", "presser", "bot"])
async def test_threads_need_permissions(
    guild: simcord.GuildHandle, env: simcord.Env, services: Services, lacking: str
) -> None:
    """Where the bot or the asker may open none there is no button, and it works for nobody else."""
    may = guild.create_role("May")
    overwrite = discord.PermissionOverwrite
    channel = guild.create_text_channel(
        "talk",
        overwrites={
            guild.default_role: overwrite(create_public_threads=lacking == "nobody"),
            may: overwrite(create_public_threads=True),
        },
    )
    people = {
        name: guild.add_member(env.create_user(name), roles=[may] if lacking != name else [])
        for name in ("asker", "presser")
    }
    if lacking != "bot" and guild.me:
        await guild.me.add_roles(discord.Object(may.id))
    await people["asker"].slash(channel, "ask", question="Who leads?")
    await recorded(services.state)
    answer = channel.history()[-1]
    assert (LABEL in labels(answer)) == (lacking not in {"asker", "bot"})
    if lacking in {"presser", "nobody"}:
        result = await people["presser"].click(answer, label=LABEL)
        assert len(channel.threads) == (lacking == "nobody")
        assert lacking == "nobody" or "can't be opened" in words(result)


async def test_a_thread_that_discord_refuses(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """Where it can't be opened after all, who pressed is told, and the button stays."""
    await alice.slash(channel, "ask", question="Who leads?")
    await recorded(services.state)
    env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)

    result = await alice.click(channel.history()[-1], label=LABEL)

    assert "can't be opened" in told(result)
    assert LABEL in labels(channel.history()[-1])


async def test_an_answer_that_is_forgotten(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, services: Services
) -> None:
    """Where the record of the question is erased no thread is opened for it."""
    await alice.slash(channel, "ask", question="Who leads?")
    await recorded(services.state)
    await services.state.forget(alice.id)

    assert "Ask it again" in words(await alice.click(channel.history()[-1], label=LABEL))
    assert channel.threads == []


async def test_the_thread_of_an_answer_about_a_digest_is_about_it(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    *,
    assistant: ScriptedAssistant,
) -> None:
    """An answer to a reply to a post goes on with that post's digest first in mind, and alone."""
    assert env.bot.user
    env.backend.create_message(channel.id, env.bot.user.id, "The digest")
    posted = channel.history()[-1]
    setup = GuildSetup(2, channel.id, 8, "UTC", 1, EPOCH)
    post = await services.state.claim(setup, "d7", dt.date(2026, 4, 21), "hash")
    assert post
    await services.state.sent(post, posted.id)
    env.inject_error("POST", "/channels/*/messages/*/threads", status=400)
    assistant.segments = [Segment(f"{n}. {PARAGRAPH}\n\n", (1,)) for n in range(2)]
    await alice.send(channel, "Who leads?", reply_to=posted)
    await recorded(services.state)

    await alice.click(channel.history()[-1], label=LABEL)
    await alice.send(channel.threads[0], "And in May")

    asked = assistant.asked[-1]
    assert (asked.question, asked.about) == ("And in May", "d7")
    assert asked.history[0] == Turn("user", "Who leads?")
    assert asked.history[1].content.startswith("0. GLM-5.1 leads the benchmark")


async def test_private_answers_and_those_in_threads_have_no_such_button(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """What only one person sees goes on nowhere else, and a thread has no threads."""
    private = await alice.slash(channel, "ask", question="Who leads?", private=True)
    env.backend.create_thread(channel.id, "Talk", alice.id)
    (thread,) = channel.threads
    await services.state.add_topic(Topic(thread.id, 2, "question"))
    await alice.send(thread, "Who leads?")

    assert private.response
    assert LABEL not in str(private.response.components)
    assert labels(thread.history()[-1])[0] == "Quotes"
    assert LABEL not in labels(thread.history()[-1])
