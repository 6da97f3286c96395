"""What a run of questions leaves in the log: where it was, and nothing that somebody wrote."""

import asyncio
import gc
import io
import json
from typing import Any

import discord
import pytest
import simcord
import structlog
from sqlalchemy.exc import IntegrityError

from bot.logs import LogFormat
from bot.services import Services
from bot.watch.traces import trace_of
from tests.bot.attacks.test_logs import Screen, logging_to
from tests.fakes import ScriptedAssistant

WORDS = ("zeppelin", "xylophone", "quagmire")


async def test_a_run_of_questions_leaves_no_words(
    env: simcord.Env,
    me: discord.ClientUser,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    *,
    admin: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Questions that are answered, broken and not recorded leave ids in the log, and no words."""
    question = " ".join(WORDS)

    async def lost(*_: object) -> None:
        raise IntegrityError("INSERT", {"question": question}, ValueError(question))

    with logging_to(io.StringIO(), "info") as err:
        await admin.slash(channel, "ask", question=f"Who leads the {question}?")
        monkeypatch.setattr(services.state.answers, "add", lost)
        monkeypatch.setattr(services.state, "rate", lost)
        assistant.fault = ValueError(f"nothing known of {question}")
        await admin.send(channel, f"{me.mention} Who sells the {question}?")
        await admin.slash(channel, "search", query=question)
        await admin.slash(channel, "setup", channel=channel, hour=8, timezone="UTC")
        assistant.fault = None
        await admin.slash(channel, "ask", question=f"Once more: {question}?")
        await admin.click(channel.history()[-1], label="Useful")
        await env.advance_time(61)
        unheard = asyncio.create_task(lost())
        await asyncio.wait({unheard})
        del unheard
        gc.collect()

    told = err.getvalue()
    lines: list[dict[str, Any]] = [json.loads(line) for line in told.splitlines()]
    events = {line["event"]: line for line in lines}
    assert {"answer_failed", "answer_not_recorded", "button_failed", "digest_posted"} <= set(events)
    assert "Task exception was never retrieved" in events
    assert [word for word in WORDS if word in told] == []
    failed = events["answer_failed"]
    assert (failed["guild"], failed["shard"]) == (guild.id, 0)
    assert failed["channel"] == channel.id
    assert len(failed["answer"]) == 32
    assert "in stream" in failed["exception"]
    assert failed["exception"].endswith("\nValueError")
    posted = events["digest_posted"]
    assert (posted["guild"], posted["channel"], posted["shard"]) == (guild.id, channel.id, 0)


@pytest.mark.parametrize(
    ("format_", "terminal", "json_"),
    [
        ("auto", False, True),
        ("auto", True, False),
        ("json", True, True),
        ("human", False, False),
    ],
)
def test_the_format_is_that_of_the_reader(
    format_: LogFormat, *, terminal: bool, json_: bool
) -> None:
    """Logs are JSON lines, but for people on a terminal; a setting says otherwise."""
    with logging_to(Screen() if terminal else io.StringIO(), "info", format_) as err:
        structlog.get_logger().info("told", count=3)
    assert err.getvalue().startswith("{") is json_


def test_a_trace_names_causes_and_codes() -> None:
    """A trace has the kinds of all errors behind it and their codes, and none of their words."""
    try:
        try:
            raise FileNotFoundError(2, "zeppelin")
        except OSError as error:
            raise ExceptionGroup("xylophone", [KeyError("quagmire")]) from error
    except ExceptionGroup as error:
        told = trace_of((type(error), error, error.__traceback__))

    kinds = [line for line in told.splitlines() if line[0].isalpha()]
    assert kinds == [
        "Traceback (most recent call last):",
        "FileNotFoundError (errno=2)",
        "The above was the cause of what follows:",
        "Traceback (most recent call last):",
        "ExceptionGroup",
        "Of these, 1:",
        "KeyError",
    ]
