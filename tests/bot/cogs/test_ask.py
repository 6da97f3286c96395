"""`/ask`."""

import datetime as dt
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import simcord

from bot.asking import LONGEST
from bot.opening import open_assistant
from bot.services import Services
from bot.state import AskedBy, Topic
from index.archive import SAMPLE, open_archives
from index.digest import Scope, Span
from index.indexer import Indexer
from index.search import Search
from index.store import Store
from tests.bot.conftest import make_bot, recorded
from tests.bot.texts import SORRY
from tests.fakes import ScriptedAssistant


async def test_answer_is_deferred_cited_and_sourced(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
) -> None:
    """The command defers first, then shows the answer with linked marks, sources and coverage."""
    result = await alice.slash(channel, "ask", question="Who leads SWE-Bench Pro?")

    calls = [(r.method, r.path.split("/")[-1]) for r in env.http_requests]
    first = next(r for r in env.http_requests if r.path.endswith("/callback"))
    assert (first.json or {})["type"] == 5
    assert calls.index(("POST", "callback")) < calls.index(("PATCH", "@original"))
    assert result.response is not None
    content = result.response.content
    assert content.startswith(r"GLM-5.1 leads SWE-Bench Pro. [\[1\]](<https://example.org/glm>)")
    assert r"-# \[1\] Latent Signals, 13 April 2026: [An Open Model" in content
    assert "-# Searched 18 documents" in content


async def test_long_question_is_refused_kindly(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, assistant: ScriptedAssistant
) -> None:
    """A question over the limit gets one line that tells the limit, and isn't asked."""
    result = await alice.slash(channel, "ask", question="x" * (LONGEST + 1))

    assert result.response is not None
    assert "2,000" in result.response.content
    assert assistant.asked == []


async def test_answer_is_recorded_with_who_asked_where(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """The record of an answer knows the person, the server and the channel."""
    await alice.slash(channel, "ask", question="Who leads?")

    (record,) = await recorded(services.state)
    assert (record.question, record.outcome) == ("Who leads?", "answered")
    assert record.by == AskedBy(alice.id, guild.id, channel.id)


async def test_asked_in_a_digests_thread(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """The command in a digest's thread asks about that digest, elsewhere about all."""
    env.backend.create_thread(channel.id, "Talk", alice.id)
    (thread,) = channel.threads
    await services.state.add_topic(Topic(thread.id, 2, "digest", "d42"))

    await alice.slash(thread, "ask", question="What about item 2?")
    await alice.slash(channel, "ask", question="Who leads?")

    assert [asked.about for asked in assistant.asked] == ["d42", None]


async def test_fault_is_one_kind_line(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, assistant: ScriptedAssistant
) -> None:
    """A mistake in the program never leaves a person with 'thinking'."""
    assistant.fault = RuntimeError("boom")

    result = await alice.slash(channel, "ask", question="Who leads?")

    assert [m.content for m in channel.history()][-1] == SORRY
    assert "boom" not in str(result.response and result.response.content)


@pytest.fixture
async def real(services: Services, tmp_path: Path) -> AsyncIterator[Services]:
    """The services with the real model and assistant, over two digests of the sample archive."""
    archive = tmp_path / "archive" / "latent-signals"
    archive.mkdir(parents=True)
    for day in ("2026-04-03", "2026-04-13"):
        shutil.copy(SAMPLE / "latent-signals" / f"{day}.txt", archive)
    async with Store(tmp_path / "real") as store:
        await Indexer(store, open_archives([str(archive.parent)])).run()
        async with open_assistant(services.settings, store) as assistant:
            yield replace(services, store=store, search=Search(store), assistant=assistant)


async def test_sample_archive_answers(real: Services) -> None:
    """The real index answers with a cited sentence of the sample archive, whole and dated."""
    async with simcord.run(make_bot(real)) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("digests")
        alice = guild.add_member(env.create_user("alice"))
        question = "Which model topped SWE-Bench Pro?"
        result = await alice.slash(channel, "ask", question=question)

    assert result.response is not None
    assert "GLM-5.1 topped SWE-Bench Pro with a score of 58.4" in result.response.content
    assert r"-# \[1\] Latent Signals, 13 April 2026" in result.response.content


async def test_a_period_and_a_publication_hold_the_answer(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, services: Services
) -> None:
    """The assistant gets the days and the publication that were chosen."""
    assistant = services.assistant
    assert isinstance(assistant, ScriptedAssistant)
    await alice.slash(
        channel,
        "ask",
        question="Who leads?",
        period="1 to 10 April 2026",
        publication="Field Notes",
    )
    (asked,) = assistant.asked
    assert asked.scope == Scope(
        Span(dt.date(2026, 4, 1), dt.date(2026, 4, 10)), publications=("Field Notes",)
    )


@pytest.mark.parametrize(
    ("of", "line"),
    [
        ({"period": "the year of the *dragon*"}, r"I can't read days in “the year of the \*dragon"),
        ({"publication": "The **Times**"}, r"There is no publication “The \*\*Times\*\*” here"),
    ],
)
async def test_what_the_archive_does_not_have_is_one_line(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    of: dict[str, str],
    line: str,
) -> None:
    """Days that can't be read and a publication that isn't there are told, and nothing is asked."""
    result = await alice.slash(channel, "ask", question="Who leads?", **of)
    assert result.response is not None
    assert result.response.content.startswith(line)
    assert assistant.asked == []


async def test_a_private_answer_is_for_the_asker_alone(
    env: simcord.Env, channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """With `private` the answer is deferred as one that only the asker sees."""
    await alice.slash(channel, "ask", question="Who leads?", private=True)
    first = next(r for r in env.http_requests if r.path.endswith("/callback"))
    assert (first.json or {})["data"]["flags"] == 64


async def test_a_comparison_is_a_question(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, assistant: ScriptedAssistant
) -> None:
    """/compare asks for both things, in the days that were chosen."""
    await alice.slash(channel, "compare", first="Meta", second="Oracle", period="April 2026")
    (asked,) = assistant.asked
    assert asked.question == "Compare Meta and Oracle."
    assert asked.scope.span == Span(dt.date(2026, 4, 1), dt.date(2026, 4, 30))
