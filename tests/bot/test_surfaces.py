"""Long and shrinking answers on the two surfaces."""

import discord
import pytest
import simcord

from bot.assistant.answer import Segment
from tests.fakes import ScriptedAssistant

PARAGRAPH = "GLM-5.1 leads the benchmark by a small margin, as the digest says. " * 20


@pytest.fixture
def assistant() -> ScriptedAssistant:
    """An assistant whose answer takes three messages."""
    return ScriptedAssistant(segments=[Segment(f"{n}. {PARAGRAPH}\n\n") for n in range(4)])


async def test_long_answer_under_a_command(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """What doesn't fit into the command's answer follows it, in order, once."""
    result = await alice.slash(channel, "ask", question="Tell me all")

    contents = [message.content for message in channel.history()]
    assert result.response
    assert contents[0] == result.response.content
    assert len(contents) == 3 + 1
    assert [c[:2] for c in contents] == ["0.", "1.", "2.", "3."]
    assert "Searched 18 documents" in contents[-1]


async def test_long_answer_in_a_thread(
    me: discord.ClientUser, channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """In a thread the messages of an answer follow each other."""
    await alice.send(channel, f"{me.mention} Tell me all")

    contents = [message.content for message in channel.threads[0].history()]
    assert [c[:2] for c in contents if c[:1].isdigit()] == ["0.", "1.", "2.", "3."]


@pytest.mark.parametrize("where", ["command", "thread"])
async def test_answer_that_shrinks(
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    where: str,
) -> None:
    """Where the end is shorter than the draft no message of the draft stays."""
    assistant.end = (Segment("In short: GLM-5.1.", (1,)),)

    if where == "command":
        await alice.slash(channel, "ask", question="Tell me all")
        contents = [message.content for message in channel.history()]
    else:
        await alice.send(channel, f"{me.mention} Tell me all")
        contents = [message.content for message in channel.threads[0].history() if message.content]

    assert len(contents) == 1
    assert contents[0].startswith("In short")
