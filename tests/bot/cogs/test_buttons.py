"""The buttons under answers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.assistant.answer import Citation, Segment
from bot.assistant.check import cite
from bot.assistant.conversation import Turn
from bot.recorder import Recorder
from bot.services import Services
from bot.state import Feedback, Topic
from index.archive import open_archives
from index.digest import Evidence
from index.indexer import Indexer
from index.search import Query, Search
from index.store import Store
from tests.bot.conftest import EPOCH, make_bot, recorded
from tests.bot.texts import SORRY
from tests.fakes import Asked, ScriptedAssistant

QUOTE = "GLM-5.1 topped SWE-Bench Pro with a score of 58.4"


@pytest.fixture
async def found(store: Store) -> list[Evidence]:
    """Two passages of the sample archive."""
    return await Search(store).find(Query(QUOTE, k=2, per_document=1))


@pytest.fixture
def assistant(found: list[Evidence]) -> ScriptedAssistant:
    """An assistant that cites the first sentences of two passages, the second one first."""
    citations: tuple[Citation, ...] = (cite(found[1], 0, 1, 1), cite(found[0], 0, 1, 2))
    return ScriptedAssistant(
        segments=[Segment("GLM-5.1 leads.", (1,)), Segment(" By far.", (2,))],
        citations=citations,
        evidence=tuple(found),
    )


def labels(message: discord.Message) -> list[str]:
    """The buttons under a message."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [str(item.label) for row in rows for item in row.children if hasattr(item, "label")]


def words(result: simcord.InteractionResult) -> str:
    """What the bot said privately to whoever pressed."""
    said = [*([result.response] if result.response else []), *result.followups]
    assert said
    assert all(message.ephemeral for message in said)
    return "\n".join(message.content for message in said)


async def given(services: Services) -> dict[Feedback, int]:
    """The ratings that are kept."""
    return await services.state.answers.ratings.tally(EPOCH)


@pytest.fixture
def ask(
    env: simcord.Env,
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    services: Services,
    assistant: ScriptedAssistant,
) -> Callable[[str, simcord.MemberActor], Awaitable[simcord.ChannelHandle]]:
    """Asks a question in one of the ways that there are; where the answer stands."""

    async def asked(way: str, who: simcord.MemberActor) -> simcord.ChannelHandle:
        place = await in_(way, who)
        if assistant.pause is None:
            await recorded(services.state)
        return place

    async def in_(way: str, who: simcord.MemberActor) -> simcord.ChannelHandle:
        if way == "command":
            await who.slash(channel, "ask", question="Who leads?")
            return channel
        if way == "mention":
            await who.send(channel, f"{me.mention} Who leads?")
            return channel.threads[0]
        env.backend.create_thread(channel.id, "Talk", who.id)
        (thread,) = channel.threads
        await services.state.add_topic(Topic(thread.id, 2, "question", "d42"))
        await who.send(thread, "Who leads?")
        return thread

    return asked


WAYS = pytest.mark.parametrize("way", ["command", "mention", "thread"])
Ask = Callable[[str, simcord.MemberActor], Awaitable[simcord.ChannelHandle]]


@WAYS
async def test_every_answer_has_buttons(ask: Ask, alice: simcord.MemberActor, way: str) -> None:
    """Whichever way it was asked for, an answer ends with its buttons."""
    place = await ask(way, alice)

    continued = ["Continue in a thread"] if way == "command" else []
    assert labels(place.history()[-1]) == [
        "Quotes", "Useful", "Not useful", "Wrong source", *continued
    ]  # fmt: skip


async def test_in_a_direct_conversation(env: simcord.Env, services: Services) -> None:
    """Where there is no server an answer's buttons work as well."""
    bob = env.create_user("bob")
    await bob.send_dm("Who leads?")
    await recorded(services.state)
    answer = bob.dm_channel.history()[-1]

    await bob.click(answer, label="Useful")

    assert await given(services) == {"up": 1}
    assert "58.4" in words(await bob.click(answer, label="Quotes"))


async def test_only_the_last_message_has_them(
    ask: Ask, alice: simcord.MemberActor, assistant: ScriptedAssistant
) -> None:
    """Of a long answer's messages the last one has the buttons."""
    assistant.segments = [Segment(f"{n}. " + "It leads. " * 190, (1,)) for n in range(3)]

    place = await ask("thread", alice)

    own = [labels(message) for message in place.history() if message.author.bot]
    assert len(own) == 4
    assert [bool(each) for each in own] == [False, False, False, True]


async def test_quotes_are_shown_privately(
    ask: Ask, alice: simcord.MemberActor, admin: simcord.MemberActor, found: list[Evidence]
) -> None:
    """Anybody gets the exact words behind each number, with where they stand."""
    place = await ask("command", alice)

    said = words(await admin.click(place.history()[-1], label="Quotes"))

    first, second = (each.passage.quote(0, 1) for each in (found[1], found[0]))
    assert [said.index(r"\[1\]"), said.index(r"\[2\]")] == sorted(
        [said.index(r"\[1\]"), said.index(r"\[2\]")]
    )
    assert said.index(f"> {first[:20]}") < said.index(f"> {second[:20]}")
    assert found[0].origin.publication in said


async def test_they_work_after_a_restart(
    env: simcord.Env, ask: Ask, alice: simcord.MemberActor, services: Services
) -> None:
    """A bot that starts again knows the buttons of old answers."""
    place = await ask("command", alice)
    answer = place.history()[-1]
    await env.restart_bot(make_bot(services))

    assert "58.4" in words(await alice.click(answer, label="Quotes"))
    await alice.click(answer, label="Useful")
    assert await given(services) == {"up": 1}


async def test_what_is_gone_is_said_to_be_gone(
    ask: Ask, alice: simcord.MemberActor, services: Services, tmp_path: Path
) -> None:
    """Where the archive dropped a passage its quote isn't shown; nor where the record is erased."""
    place = await ask("command", alice)
    answer = place.history()[-1]
    other = tmp_path / "other"
    other.mkdir()
    (other / "2026-04-02.md").write_text("# Kettles\n\nA kettle boils water.\n", "utf-8")
    await Indexer(services.store, open_archives([str(other)])).run()

    said = words(await alice.click(answer, label="Quotes"))
    assert said.count("gone from the archive") == 2

    await services.state.forget(alice.id)
    for label in ("Quotes", "Useful"):
        assert "isn't recorded any more" in words(await alice.click(answer, label=label))


async def test_a_vote_is_noted_and_thanked_for(
    ask: Ask, alice: simcord.MemberActor, admin: simcord.MemberActor, services: Services
) -> None:
    """Everybody has one vote, the last that they gave, and a private line for it."""
    place = await ask("mention", alice)
    answer = place.history()[-1]

    assert "was useful" in words(await alice.click(answer, label="Useful"))
    assert "wasn't useful" in words(await admin.click(answer, label="Not useful"))
    assert await given(services) == {"up": 1, "down": 1}
    await alice.click(answer, label="Not useful")
    assert await given(services) == {"down": 2}


@pytest.mark.parametrize(("said", "kept"), [("", None), ("  [2] is \u202edead\n", "[2] is dead")])
async def test_a_wrong_source_may_be_explained(
    ask: Ask, alice: simcord.MemberActor, services: Services, said: str, kept: str | None
) -> None:
    """The third kind asks for a word, which may be left out, and keeps it with the vote."""
    place = await ask("command", alice)

    shown = await alice.click(place.history()[-1], label="Wrong source")
    thanks = await alice.submit_modal(shown, {"word": said} if said else {})

    (complaint,) = await services.state.answers.ratings.newest("wrong", 9, since=EPOCH)
    assert "a source is wrong" in words(thanks)
    assert (complaint.question, complaint.rating.user_id) == ("Who leads?", alice.id)
    assert complaint.rating.word == kept


async def test_an_answer_without_sources_has_less(
    ask: Ask, alice: simcord.MemberActor, assistant: ScriptedAssistant
) -> None:
    """Where nothing is cited there is no quote to show and no source to be wrong."""
    assistant.citations, assistant.segments = (), [Segment("The archive doesn't tell.")]

    place = await ask("command", alice)

    assert labels(place.history()[-1]) == ["Useful", "Not useful", "Continue in a thread"]


async def test_an_answer_without_a_record_has_none(services: Services) -> None:
    """Where no records are kept there is nothing to show and nothing to rate."""
    async with simcord.run(make_bot(replace(services, recorder=Recorder()))) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("digests")
        alice = guild.add_member(env.create_user("alice"))
        result = await alice.slash(channel, "ask", question="Who leads?")

    assert result.response
    assert result.response.components == []


async def test_a_press_that_fails_gets_one_kind_line(
    env: simcord.Env,
    ask: Ask,
    alice: simcord.MemberActor,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A mistake in the program never leaves a person with 'thinking'."""
    place = await ask("command", alice)

    async def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(services.state.answers, "get", broken)
    assert words(await alice.click(place.history()[-1], label="Quotes")) == SORRY
    monkeypatch.setattr(services.state.answers.ratings, "put", broken)
    shown = await alice.click(place.history()[-1], label="Wrong source")
    assert words(await alice.submit_modal(shown, {})) == SORRY
    simcord.assert_error(env, RuntimeError)


@pytest.fixture
def writing(env: simcord.Env, assistant: ScriptedAssistant) -> asyncio.Event:
    """Until it is set the assistant says no more than its first words."""
    written = asyncio.Event()

    async def pause() -> Any:
        return await env.external_wait(written.wait(), reason="the assistant writes")

    assistant.pause = pause
    return written


@WAYS
async def test_the_asker_stops_an_answer(
    ask: Ask, alice: simcord.MemberActor, services: Services, writing: asyncio.Event, way: str
) -> None:
    """What is shown stays, with a word behind it; the record says that it was stopped."""
    place = await ask(way, alice)
    assert labels(place.history()[-1]) == ["Stop"]

    await alice.click(place.history()[-1], label="Stop")

    shown, word = place.history()[-2:]
    assert not writing.is_set()
    assert shown.content.startswith("GLM-5.1 leads.")
    assert (word.content, labels(shown), labels(word)) == ("-# Stopped.", [], ["Try again"])
    assert (await recorded(services.state))[0].outcome == "stopped"


async def test_nobody_else_stops_it(
    ask: Ask, alice: simcord.MemberActor, admin: simcord.MemberActor, writing: asyncio.Event
) -> None:
    """Who didn't ask is told so, and the answer is written to its end."""
    place = await ask("command", alice)
    growing = place.history()[-1]

    assert "Only who asked" in words(await admin.click(growing, label="Stop"))
    writing.set()
    await asyncio.sleep(0.2)

    assert labels(place.history()[-1])[0] == "Quotes"


async def test_stop_after_a_restart(
    env: simcord.Env,
    ask: Ask,
    alice: simcord.MemberActor,
    services: Services,
    writing: asyncio.Event,
) -> None:
    """The button of an answer that isn't written any more says so."""
    place = await ask("command", alice)
    growing = place.history()[-1]
    env.inject_error("PATCH", "/webhooks/*/*/messages/*", status=500, times=9)
    await env.restart_bot(make_bot(services))

    assert not writing.is_set()
    assert "isn't being written" in words(await alice.click(growing, label="Stop"))


async def test_an_answer_that_a_restart_broke(
    env: simcord.Env,
    ask: Ask,
    alice: simcord.MemberActor,
    services: Services,
    writing: asyncio.Event,
) -> None:
    """Who asked while the bot ended may try again as soon as it is back."""
    place = await ask("command", alice)
    await env.restart_bot(make_bot(services))
    await recorded(services.state)
    writing.set()
    shown, word = place.history()

    assert "restarting" in word.content
    assert (labels(shown), labels(word)) == ([], ["Try again"])
    await alice.click(word, label="Try again")
    assert labels(place.history()[-1])[0] == "Quotes"


@WAYS
async def test_a_stopped_answer_is_tried_again(
    ask: Ask,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    writing: asyncio.Event,
    way: str,
) -> None:
    """The same question is asked again as it was, and answered below; the button is gone."""
    place = await ask(way, alice)
    await alice.click(place.history()[-1], label="Stop")
    writing.set()

    await alice.click(place.history()[-1], label="Try again")

    *_, word, answer = place.history()
    assert assistant.asked[0] == assistant.asked[1]
    assert (word.content, labels(word)) == ("-# Stopped.", [])
    assert answer.content.startswith("GLM-5.1 leads.")
    assert labels(answer)[0] == "Quotes"


async def test_a_fault_can_be_tried_again_by_who_asked(
    ask: Ask,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """Behind a fault stands the button, too; to others it says whose it is."""
    assistant.fault = RuntimeError("boom")
    place = await ask("mention", alice)
    sorry = place.history()[-1]
    assistant.fault = None

    assert (sorry.content, labels(sorry)) == (SORRY, ["Try again"])
    assert "Only who asked" in words(await admin.click(sorry, label="Try again"))
    await alice.click(sorry, label="Try again")
    assert "Searched 18 documents" in place.history()[-1].content


async def test_what_was_asked_of_a_part_is_tried_again_of_that_part(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, assistant: ScriptedAssistant
) -> None:
    """The days and the publication of the first try are those of the second."""
    assistant.fault = RuntimeError("boom")
    of = {"period": "April 2026", "publication": "Field Notes"}
    await alice.slash(channel, "ask", question="Who leads?", **of)
    assistant.fault = None
    await alice.click(channel.history()[-1], label="Try again")
    assert assistant.asked[0] == assistant.asked[1]
    assert assistant.asked[1].scope.publications == ("Field Notes",)


async def test_a_fault_is_tried_again_after_a_restart(
    env: simcord.Env,
    ask: Ask,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """What isn't remembered any more is asked as its record has it, about the thread's digest."""
    assistant.fault = RuntimeError("boom")
    place = await ask("thread", alice)
    assistant.fault = None
    await env.restart_bot(make_bot(services))

    await alice.click(place.history()[-1], label="Try again")

    assert assistant.asked[-1] == Asked("Who leads?", (), "d42")
    assert "Searched 18 documents" in place.history()[-1].content


async def test_a_question_that_is_forgotten(
    env: simcord.Env,
    ask: Ask,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """Where neither memory nor record knows the question the person is told to ask again."""
    assistant.fault = RuntimeError("boom")
    place = await ask("command", alice)
    await recorded(services.state)
    await services.state.forget(alice.id)
    await env.restart_bot(make_bot(services))

    assert "ask it again" in words(await alice.click(place.history()[-1], label="Try again"))


async def test_history_goes_along(
    ask: Ask,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """A follow-up that is tried again means what it meant."""
    place = await ask("thread", alice)
    assistant.fault = RuntimeError("boom")
    await alice.send(place, "And by how much")
    assistant.fault = None

    await alice.click(place.history()[-1], label="Try again")

    *_, failed, again = assistant.asked
    assert failed == again
    assert Turn("user", "Who leads?") in again.history
