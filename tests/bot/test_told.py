"""A person is told what is away, at once, in their language, and the log gets its reason alone."""

import asyncio
from dataclasses import replace

import pytest
import simcord
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.away import regret
from bot.services import Services
from bot.state import GuildSetup, State, StateAway
from bot.words import say, speaking
from index.errors import DatabaseAway
from tests.bot.conftest import make_bot
from tests.bot.texts import SORRY
from tests.fakes import ScriptedAssistant

AWAY = say("away-database")


class Gone(State):
    """A state whose database is away; `silent` says nothing instead."""

    silent = False

    async def guild(self, guild_id: int) -> GuildSetup | None:
        """Fail."""
        if self.silent:
            await asyncio.sleep(3_600)
        raise StateAway(f"nobody knows {guild_id}")


@pytest.fixture
def gone(services: Services) -> Services:
    """The services with a state that is away."""
    return replace(services, state=Gone(services.state._database))


@pytest.mark.parametrize("silent", [False, True], ids=["away", "silent"])
async def test_a_command_is_told(
    gone: Services,
    monkeypatch: pytest.MonkeyPatch,
    silent: bool,  # noqa: FBT001
) -> None:
    """A command is told that the database is away, whose trace isn't logged."""
    monkeypatch.setattr("bot.admission._SOON", 0.05)
    assert isinstance(gone.state, Gone)
    gone.state.silent = silent
    async with simcord.run(make_bot(gone), check_errors=False) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("talk")
        alice = guild.add_member(env.create_user("alice"))
        with capture_logs() as logs:
            told = (await alice.slash(channel, "ask", question="Why?")).response

    assert told is not None
    assert (told.content, told.ephemeral) == (AWAY, True)
    (failed,) = [log for log in logs if log["event"] == "command_failed"]
    assert failed["log_level"] == "warning"
    assert "exc_info" not in failed


async def test_a_message_is_told(gone: Services) -> None:
    """A question in a message is told so in the server's language."""
    async with simcord.run(make_bot(gone)) as env:
        guild = env.create_guild(preferred_locale="de")
        channel = guild.create_text_channel("talk")
        alice = guild.add_member(env.create_user("alice"))
        assert env.bot.user
        await alice.send(channel, f"{env.bot.user.mention} Who leads SWE-Bench Pro?")
        told = [message.content for message in channel.history() if message.author.bot]

    with speaking("de"):
        assert told == [say("away-database")]


async def test_an_answer_is_told(
    alice: simcord.MemberActor, channel: simcord.ChannelHandle, assistant: ScriptedAssistant
) -> None:
    """Where the index goes away under an answer it ends with that, and can be tried again."""
    assistant.fault = DatabaseAway("The database can't be used (gone).")
    await alice.slash(channel, "ask", question="Who leads?")

    last = list(channel.history())[-1]
    assert last.content.endswith(AWAY)
    assert [c.label for row in last.components for c in row.children] == ["Try again"]  # type: ignore[union-attr]


def test_a_full_disk_is_told() -> None:
    """What a full disk doesn't take is told as that; what else goes wrong is a mistake."""
    full = OperationalError("INSERT", {}, Exception("database or disk is full"))
    with capture_logs() as logs:
        told = [regret(error, "failed") for error in (full, KeyError("name"))]

    assert told == [say("away-disk"), SORRY]
    assert [log["log_level"] for log in logs] == ["warning", "error"]


async def test_what_discord_refused_is_sent_when_it_is_back(
    env: simcord.Env,
    alice: simcord.MemberActor,
    channel: simcord.ChannelHandle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An answer that Discord can't take just now is shown later, by the same nonce."""
    monkeypatch.setattr("bot.persisting._LONGEST", 0.0)
    assert env.bot.user
    await alice.send(channel, f"{env.bot.user.mention} Who leads?")
    (opened,) = channel.threads
    env.inject_error("POST", "/channels/*/messages", status=503, times=3)
    await alice.send(opened, "And who is next?")

    sent = [r for r in env.http_requests if r.method == "POST" and r.path.endswith("/messages")]
    nonces = [r.json and r.json["nonce"] for r in sent]
    assert len(set(nonces)) == len(nonces) - 3
    assert sum("GLM-5.1 leads" in message.content for message in opened.history()) == 2
