"""Who is spoken to in which language, and where the bot is a guest."""

import re
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
import simcord
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from simcord.results import ResponseMessage

from bot.state import State
from bot.words import words
from index.passages import BOTTOM_LINE
from tests.bot.callers import calling
from tests.bot.conftest import recorded

FOOTER = "Durchsucht: 18 Dokumente, 31. März bis 21. April 2026 (2 undatiert)"
GUILD, PERSON = {"guild_locale": "de"}, {"locale": "de"}


def labels(message: ResponseMessage) -> list[str]:
    """The labels of a message's buttons."""
    return [each["label"] for row in message.components for each in row["components"]]


def said(result: simcord.InteractionResult) -> str:
    """What follows a press."""
    assert result.response
    return result.response.content


async def test_to_one_alone_it_is_theirs(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A private answer and its buttons speak as the person does, whatever the server speaks."""
    calling(monkeypatch, **PERSON)
    result = await alice.slash(channel, "ask", question="Who leads?", private=True)

    assert result.response
    assert result.response.ephemeral
    assert FOOTER in result.response.content
    assert labels(result.response) == ["Zitate", "Hilfreich", "Nicht hilfreich", "Falsche Quelle"]


async def test_to_all_it_is_the_servers(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    state: State,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What all can see speaks as the server does; what a press of it tells one person, as they."""
    calling(monkeypatch, locale="fr", guild_locale="de")
    await alice.slash(channel, "ask", question="Who leads?")

    answer = channel.history()[-1]
    assert FOOTER in answer.content
    await recorded(state)
    thanks = await alice.click(answer, label="Hilfreich")
    assert said(thanks) == "Thank you. I've noted that this was useful."


async def test_a_window_is_its_readers(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    state: State,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The window behind a public button speaks as who pressed it, and so does what follows."""
    await alice.slash(channel, "ask", question="Who leads?")
    await recorded(state)
    calling(monkeypatch, **PERSON)
    shown = await alice.click(channel.history()[-1], label="Wrong source")

    assert shown.modal
    assert shown.modal["title"] == "Falsche Quelle"
    done = await alice.submit_modal(shown, {})
    assert said(done) == "Danke! Ich habe notiert, dass eine Quelle falsch ist."


async def test_pages_stay_in_the_language_of_their_message(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public page that a person of another language turns speaks on as the server does."""
    calling(monkeypatch, **GUILD)
    await alice.slash(channel, "timeline", story="Anthropic")
    first = channel.history()[-1]
    await alice.click(first, label="Weiter")

    assert "**Anthropic** im Archiv" in first.content
    assert channel.history()[-1].content.endswith("Seite 2 von 2")


async def test_a_message_is_answered_as_its_server_speaks(
    env: simcord.Env, me: discord.ClientUser
) -> None:
    """A mention tells no locale: the server's preferred one is spoken."""
    guild = env.create_guild(preferred_locale="de")
    channel = guild.create_text_channel("talk")
    bob = guild.add_member(env.create_user("bob"))
    await bob.send(channel, f"{me.mention} Who leads?")

    (thread,) = channel.threads
    assert FOOTER in thread.history()[-1].content


async def test_choices_are_named_in_the_persons_language(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A period is offered as people call it, and read as it is read everywhere."""
    calling(monkeypatch, **PERSON)
    offered = await alice.autocomplete(channel, "topics", "period", "letzte w")
    months = await alice.autocomplete(channel, "archive", "month", "mär")

    assert {each["name"]: each["value"] for each in [*offered, *months]} == {
        "Letzte Woche": "Last week",
        "März 2026": "March 2026",
    }


async def test_help_is_in_the_persons_language(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands keep their names; what they do is told as the person speaks."""
    calling(monkeypatch, **PERSON)
    result = await alice.slash(channel, "help")

    assert result.response
    assert "**/archive [tag] [month]**: Blättere durch die Digests" in result.response.content
    assert "unter Apps: Das Archiv dazu fragen, Stand das schon im Archiv?" in (
        result.response.content
    )


async def test_a_guest_speaks_to_one_alone(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a person alone has installed the bot, it answers them alone, behind the command."""
    calling(monkeypatch, authorizing_integration_owners={"1": str(alice.id)})
    before = len(env.http_requests)
    for name, options in (
        ("ask", {"question": "Who leads?"}),
        ("compare", {"first": "GLM", "second": "GPT"}),
        ("timeline", {"story": "Anthropic"}),
        ("topics", {}),
    ):
        result = await alice.slash(channel, name, **options)
        assert result.response
        assert result.response.ephemeral, name
    aloud = await alice.slash(channel, "ask", question="Who leads?", private=False)

    assert aloud.response
    assert not aloud.response.ephemeral
    paths = [sent.path for sent in env.http_requests[before:]]
    assert all(path.startswith(("/interactions/", "/webhooks/")) for path in paths)


async def test_in_its_own_conversation_nobody_is_a_guest(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A direct message with the bot is private anyway, and answered in the person's language."""
    user = env.create_user("bob")
    calling(monkeypatch, locale="de", authorizing_integration_owners={"1": str(user.id)})
    result = await user.slash("ask", question="Who leads?")

    assert result.response
    assert not result.response.ephemeral
    assert FOOTER in result.response.content


def english() -> list[str]:
    """What of the English catalogue stands between its values, in two words and more."""
    parts = []
    for file in (Path(words.__file__).parent / "en").glob("*.ftl"):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, ftl.Message) and entry.value:
                texts = [e.value for e in entry.value.elements if isinstance(e, ftl.TextElement)]
                parts += [text.strip() for text in texts if len(re.findall(r"[^\W\d_]+", text)) > 1]
    return [part for part in parts if part != BOTTOM_LINE]  # so the archive calls a section


def shown(value: object) -> Iterator[str]:
    """All texts in the body of a request."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from shown(each)
    elif isinstance(value, str):
        yield value


async def test_nothing_is_said_in_english_to_germans(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
    state: State,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a German server no command, button or menu says a line of the English catalogue."""
    calling(monkeypatch, locale="de", guild_locale="de")
    before = len(env.http_requests)
    for name, options in (
        ("ask", {"question": "Who leads?"}),
        ("ask", {"question": "Who leads?", "period": "gibberish"}),
        ("ask", {"question": "Who leads?", "publication": "Nobody's"}),
        ("compare", {"first": "GLM", "second": "GPT"}),
        ("search", {"query": "GLM"}),
        ("search", {"query": " "}),
        ("timeline", {"story": "Anthropic"}),
        ("timeline", {"story": "Anthrpic"}),
        ("topics", {}),
        ("topics", {"period": "1 to 2 May 2020"}),
        ("archive", {}),
        ("archive", {"tag": "nothing"}),
        ("help", {}),
        ("digest", {}),
        ("digest", {"date": "gibberish"}),
        ("digest", {"publication": "Nobody's"}),
        ("trend", {"terms": "Anthropic, OpenAI"}),
        ("trend", {"terms": "Nobodyness"}),
        ("top", {}),
        ("status", {}),
        ("subscribe", {"topics": "Anthropic"}),
        ("subscribe", {"timezone": "gibberish"}),
        ("unsubscribe", {}),
        ("forget-me", {}),
    ):
        await alice.slash(channel, name, **options)
    for name in ("setup", "status", "feedback"):
        await admin.slash(channel, name)
    question = await alice.send(channel, "GLM-5.1 topped SWE-Bench Pro with a score of 58.4.")
    await alice.context_menu(channel, "Has this been covered?", question)
    await alice.context_menu(channel, "Ask the archive about this", question)
    answer = next(each for each in channel.history() if FOOTER in each.content)
    await recorded(state)
    for label in ("Zitate", "Hilfreich", "Falsche Quelle"):
        await alice.click(answer, label=label)

    said = {text for sent in env.http_requests[before:] for text in shown(sent.json)}
    assert len(said) > 30
    assert [(line, text) for text in said for line in english() if line in text] == []
