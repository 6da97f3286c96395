"""Questions that are edited or deleted, while they are answered and behind that."""

import asyncio
from typing import Any

import discord
import pytest
import simcord

from bot.assistant.answer import Segment
from bot.services import Services
from bot.state import Topic
from tests.bot.conftest import recorded
from tests.bot.test_surfaces import PARAGRAPH
from tests.fakes import ScriptedAssistant


@pytest.fixture
async def thread(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> simcord.ChannelHandle:
    """A digest's thread."""
    env.backend.create_thread(channel.id, "Talk", alice.id)
    (thread,) = channel.threads
    await services.state.add_topic(Topic(thread.id, 2, "digest", "d42"))
    return thread


@pytest.fixture
def writing(env: simcord.Env, assistant: ScriptedAssistant) -> asyncio.Event:
    """Until it is set the assistant says no more than its first words."""
    written = asyncio.Event()

    async def pause() -> Any:
        return await env.external_wait(written.wait(), reason="the assistant writes")

    assistant.pause = pause
    return written


def own(place: simcord.ChannelHandle) -> list[discord.Message]:
    """What the bot said somewhere."""
    said = [message for message in place.history() if message.author.bot]
    return [message for message in said if message.content]


async def test_an_edited_question_is_answered_again_in_place(
    thread: simcord.ChannelHandle, alice: simcord.MemberActor, assistant: ScriptedAssistant
) -> None:
    """A finished answer of several messages is replaced in its first one by the new answer."""
    assistant.segments = [Segment(f"{n}. {PARAGRAPH}\n\n") for n in range(3)]
    asked = await alice.send(thread, "Who leads?")
    first, *more = own(thread)
    assert more

    assistant.segments = [Segment("Meta does.", (1,))]
    await alice.edit(asked, "Who leads in Europe?")

    (answer,) = own(thread)
    assert (answer.id, answer.content[:10]) == (first.id, "Meta does.")
    assert [(each.question, each.about) for each in assistant.asked] == [
        ("Who leads?", "d42"),
        ("Who leads in Europe?", "d42"),
    ]


async def test_a_running_answer_is_replaced(
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    services: Services,
    writing: asyncio.Event,
) -> None:
    """The answer that is being written is stopped without a word; the new one takes its message."""
    asked = await alice.send(thread, "Who leads?")
    (growing,) = own(thread)

    assistant.segments, assistant.pause = [Segment("Meta does.", (1,))], None
    await alice.edit(asked, "Who leads in Europe?")
    writing.set()

    (answer,) = own(thread)
    assert (answer.id, answer.content[:10]) == (growing.id, "Meta does.")
    assert [each.outcome for each in await recorded(services.state, 2)] == ["stopped", "answered"]


async def test_what_changes_no_words_is_no_edit(
    env: simcord.Env,
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """A link that unfurls, the same words again, or none: the answer stays."""
    asked = await alice.send(thread, "Who leads?")
    env.backend.edit_message(thread.id, asked.id, {"embeds": [{"title": "A page"}]})
    await env.settle()
    for words in ("Who leads? ", ""):
        await alice.edit(asked, words)

    assert len(assistant.asked) == 1


async def test_behind_a_minute_an_edit_changes_nothing(
    env: simcord.Env,
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """A question that was answered a minute ago is neither answered again nor taken back."""
    asked = await alice.send(thread, "Who leads?")
    await env.advance_time(61)
    await alice.edit(asked, "Who leads in Europe?")
    await alice.delete(asked)

    assert len(assistant.asked) == 1
    assert len(own(thread)) == 1


async def test_a_deleted_question_is_dropped(
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    writing: asyncio.Event,
) -> None:
    """While it is answered the answer ends and its messages go; the record of it stays."""
    asked = await alice.send(thread, "Who leads?")
    assert len(own(thread)) == 1

    await alice.delete(asked)

    assert not writing.is_set()
    assert own(thread) == []
    assert [each.outcome for each in await recorded(services.state)] == ["stopped"]


@pytest.mark.parametrize(("talk", "stays"), [("", False), ("reply", True), ("beside", False)])
async def test_an_answer_goes_with_its_question(
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
    talk: str,
    stays: bool,  # noqa: FBT001
) -> None:
    """Within a minute a finished answer is deleted as well, unless somebody replied to it."""
    asked = await alice.send(thread, "Who leads?")
    (answer,) = own(thread)
    if talk:
        reply = answer if talk == "reply" else None
        await admin.send(thread, "<@1> Nice.", reply_to=reply)

    await alice.delete(asked)

    assert bool(stays) == (answer.id in [message.id for message in own(thread)])


@pytest.mark.parametrize("manages", [True, False])
async def test_the_thread_of_a_deleted_question_goes_or_loses_its_name(
    env: simcord.Env,
    me: discord.ClientUser,
    guild: simcord.GuildHandle,
    alice: simcord.MemberActor,
    manages: bool,  # noqa: FBT001
) -> None:
    """The thread that was opened for it is deleted; without that right it is renamed and closed."""
    overwrite = discord.PermissionOverwrite(manage_threads=manages)
    channel = guild.create_text_channel("talk", overwrites={guild.default_role: overwrite})
    asked = await alice.send(channel, f"{me.mention} Am I fired?")

    await alice.delete(asked)

    renamed = [(thread.name, own(thread)) for thread in channel.threads]
    assert renamed == ([] if manages else [("A question", [])])
    archived = [r.json["archived"] for r in env.http_requests if r.json and "archived" in r.json]
    assert archived == ([] if manages else [True])


async def test_a_thread_in_which_people_talk_stays(
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
) -> None:
    """Where somebody went on in the thread of a deleted question it stays, with the answer."""
    asked = await alice.send(channel, f"{me.mention} Who leads?")
    await admin.send(channel.threads[0], "Nice.")

    await alice.delete(asked)

    (thread,) = channel.threads
    assert thread.name == "Who leads?"
    assert own(thread)


async def test_an_edited_mention_renames_its_thread(
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """The thread of an edited question has its new words for a name, and no second thread opens."""
    asked = await alice.send(channel, f"{me.mention} Who leeds?")
    await alice.edit(asked, f"{me.mention} Who leads?")

    assert [thread.name for thread in channel.threads] == ["Who leads?"]
    assert [each.question for each in assistant.asked] == ["Who leeds?", "Who leads?"]
    assert len(own(channel.threads[0])) == 1


async def test_questions_that_moderators_purge(
    env: simcord.Env,
    thread: simcord.ChannelHandle,
    alice: simcord.MemberActor,
) -> None:
    """Questions that are deleted together lose their answers, too."""
    ids = [(await alice.send(thread, f"Who leads {n}?")).id for n in range(2)]
    assert len(own(thread)) == 2

    env.backend.bulk_delete_messages(thread.id, ids)
    await env.settle()

    assert own(thread) == []
