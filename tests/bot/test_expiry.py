"""Answers that outlive what they are shown by: an interaction, a place, a permission."""

import asyncio
from typing import Any

import pytest
import simcord
from structlog.testing import capture_logs

from bot.assistant.answer import Segment
from bot.services import Services
from bot.state import Topic
from tests.bot.conftest import recorded
from tests.bot.test_surfaces import PARAGRAPH
from tests.fakes import ScriptedAssistant

MINUTE = 60


@pytest.fixture
def assistant() -> ScriptedAssistant:
    """An assistant whose answer takes several messages."""
    return ScriptedAssistant(segments=[Segment(f"{n}. {PARAGRAPH}\n\n", (1,)) for n in range(4)])


@pytest.fixture
def writing(env: simcord.Env, assistant: ScriptedAssistant) -> asyncio.Event:
    """Until it is set the assistant says no more than its first words."""
    written = asyncio.Event()

    async def pause() -> Any:
        return await env.external_wait(written.wait(), reason="the assistant writes")

    assistant.pause = pause
    return written


@pytest.mark.parametrize("ends", ["soon", "early"])
async def test_a_long_answer_goes_on_in_the_channel(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    writing: asyncio.Event,
    ends: str,
) -> None:
    """As the interaction is about to end, or has ended, its messages go on as any others do."""
    await alice.slash(channel, "ask", question="Tell me all")
    (begun,) = channel.history()
    if ends == "soon":
        await env.advance_time(14 * MINUTE)
    else:
        env.inject_error("*", "/webhooks/*", status=401, code=50027, times=None)
    env.http_requests.clear()
    writing.set()
    await env.settle()

    contents = [message.content for message in channel.history()]
    assert channel.history()[0].id == begun.id
    assert [c[:2] for c in contents] == ["0.", "1.", "2.", "3."]
    assert "Searched 18 documents" in contents[-1]
    tried = [r.path for r in env.http_requests if r.path.startswith("/webhooks")]
    assert len(tried) == (ends == "early")


async def test_first_words_that_come_too_late_for_a_command(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    writing: asyncio.Event,
) -> None:
    """Where nothing was said before the interaction ended, all of it is said in the channel."""
    pause = assistant.pause
    assert pause

    async def late(*_: object, **__: object) -> Any:
        await pause()
        async for answer in ScriptedAssistant().stream("Who leads?"):
            yield answer

    assistant.stream = late  # type: ignore[method-assign]
    await alice.slash(channel, "ask", question="Who leads?")
    await env.advance_time(16 * MINUTE)
    writing.set()
    await env.settle()

    assert channel.history()[-1].content.startswith("GLM-5.1 leads")


@pytest.mark.parametrize("open_", [True, False])
async def test_a_private_answer_goes_on_in_a_direct_message(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    writing: asyncio.Event,
    *,
    open_: bool,
) -> None:
    """What only the asker sees never goes to the channel; where they take none it is given up."""
    if not open_:
        env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=None)
    await alice.slash(channel, "ask", question="Tell me all", private=True)
    await env.advance_time(14 * MINUTE)
    writing.set()
    await env.settle()

    assert channel.history() == []
    direct = [message.content for message in alice.user.dm_channel.history()]
    # The first message was whole already, and stands where it stood.
    assert [content[:2] for content in direct] == (["1.", "2.", "3."] if open_ else [])
    assert env.errors == []
    assert len(await recorded(services.state)) == 1


@pytest.mark.parametrize(
    "refusal",
    [(404, 10003), (404, 10008), (403, 50001), (403, 50013), (400, 50083)],
    ids=["thread gone", "answer gone", "no access", "no permission", "archived"],
)
async def test_a_place_that_closes_while_it_is_answered(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    writing: asyncio.Event,
    *,
    refusal: tuple[int, int],
) -> None:
    """The answer ends quietly; what is shown of it stays, and its record is kept."""
    env.backend.create_thread(channel.id, "Talk", alice.id)
    (thread,) = channel.threads
    await services.state.add_topic(Topic(thread.id, 2, "question"))
    await alice.send(thread, "Tell me all")
    path = "/channels/*/messages*"
    env.inject_error("*", path, status=refusal[0], code=refusal[1], times=None)
    with capture_logs() as logs:
        writing.set()
        await env.settle()

    assert [m.content[:2] for m in thread.history() if m.author.bot] == ["0."]
    assert env.errors == []
    assert [(each["log_level"], each["event"]) for each in logs] == [("info", "answer_lost")]
    assert (await recorded(services.state))[0].by.channel_id == thread.id


async def test_whoever_called_a_command_is_told_that_its_answer_is_gone(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
    writing: asyncio.Event,
) -> None:
    """Where somebody deletes the answer while it is written, the asker alone gets one line."""
    await alice.slash(channel, "ask", question="Tell me all")
    env.backend.delete_message(channel.id, channel.history()[0].id)
    env.http_requests.clear()
    writing.set()
    await env.settle()

    said = [r.json for r in env.http_requests if r.method == "POST" and r.json]
    assert [(each["content"][:26], each["flags"]) for each in said] == [
        ("I can't show you the rest ", 64)
    ]
    assert env.errors == []


async def test_typing_ends_with_the_first_words(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    writing: asyncio.Event,
) -> None:
    """Who sees words doesn't see that more are typed: behind an edit the sign would stay."""
    env.backend.create_thread(channel.id, "Talk", alice.id)
    (thread,) = channel.threads
    await services.state.add_topic(Topic(thread.id, 2, "question"))
    await alice.send(thread, "Tell me all")
    await env.advance_time(30)
    assert not writing.is_set()
    assert len([r for r in env.http_requests if r.path.endswith("/typing")]) == 1
