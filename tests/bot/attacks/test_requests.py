"""What goes to Claude: an attack stands at its place in a request, and changes nothing else."""

import json
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Turn
from index.store import Store
from tests.attacks import ATTACKS, EVIL
from tests.bot.attacks.holding import documents_in
from tests.bot.attacks.hostile import question
from tests.bot.attacks.secrets import kept
from tests.messages_server import MessagesServer, Reply, Text, search_results

PLAIN = "Which model topped SWE-Bench Pro?"
TRACES = (EVIL, "PWNED", "Maxwell", "<system>", "onerror")
Json = dict[str, Any]


def frame(body: Json) -> str:
    """All of a request but its messages: system prompt, tools, model and limits."""
    return json.dumps({name: value for name, value in body.items() if name != "messages"})


def roles(body: Json) -> list[str]:
    """Who says what in a request."""
    return [message["role"] for message in body["messages"]]


def texts(body: Json) -> list[str]:
    """The texts of a request's messages that aren't evidence."""
    found = []
    for message in body["messages"]:
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        assert {block["type"] for block in blocks} <= {"text", "search_result"}
        found += [str(block["text"]) for block in blocks if block["type"] == "text"]
    return found


async def sent(
    assistant: Assistant, server: MessagesServer, asked: str, history: tuple[Turn, ...] = ()
) -> list[Json]:
    """The requests that a question makes, of a Claude that finds no answer."""
    before = len(server.requests)
    server.enqueue(*(Reply((Text("NOT IN THE ARCHIVE"),)) for _ in range(2)))
    await assistant.answer(asked, history)
    return server.requests[before:]


async def test_archive_reaches_claude_as_evidence(
    over_hostile: Assistant, server: MessagesServer, hostile_store: Store
) -> None:
    """What an archive says and is called stands in search results, a sentence a block."""
    (plain, *_) = await sent(over_hostile, server, "Which plant opened in Bergen?")
    passages = {
        evidence.passage.id: evidence.passage
        for document in await documents_in(hostile_store)
        for evidence in await hostile_store.catalog.passages_of(document.id)
    }
    for name in ATTACKS:
        for body in await sent(over_hostile, server, question(name)):
            assert frame(body) == frame(plain), name
            assert roles(body) == ["user"], name
            (text,) = texts(body)
            assert text.endswith(question(name)), name
            assert not any(trace in text for trace in TRACES), name
            assert search_results(body), name
            for result in search_results(body):
                passage = passages[result["source"]]
                quotes = [passage.quote(n, n + 1) for n in range(len(passage.sentences))]
                assert [block["text"] for block in result["content"]] == quotes, name
                assert "\n" not in result["title"], name
                assert len(result["title"]) <= 500, name
    assert kept(server.requests)


async def test_question_stands_at_its_place(over_sample: Assistant, server: MessagesServer) -> None:
    """An attack as a question is the end of the last text, and nothing else of a request."""
    (plain, *_) = await sent(over_sample, server, PLAIN)
    for name, attack in ATTACKS.items():
        for body in await sent(over_sample, server, f"{PLAIN} {attack}"):
            assert frame(body) == frame(plain), name
            assert roles(body) == ["user"], name
            (text,) = texts(body)
            before, _, asked = text.partition(PLAIN)
            assert asked.strip()[:20] in " ".join(attack.split()), name
            assert not any(trace in before for trace in TRACES), name
            evidence = json.dumps(search_results(body))
            assert not any(trace in evidence for trace in TRACES), name
    assert kept(server.requests)


@pytest.mark.parametrize("role", ["user", "assistant"])
async def test_thread_stands_at_its_place(
    over_sample: Assistant, server: MessagesServer, role: str
) -> None:
    """An attack in an earlier message stays in that message, in the role of who said it."""
    (plain, *_) = await sent(over_sample, server, PLAIN)
    hers = role == "user"
    for name, attack in ATTACKS.items():
        history = (
            Turn("user", attack if hers else "What leads?"),
            Turn("assistant", "GLM-5.1 leads." if hers else attack),
        )
        for body in await sent(over_sample, server, PLAIN, history):
            assert frame(body) == frame(plain), name
            assert roles(body) == ["user", "assistant", "user"], name
            said = texts(body)
            assert len(said) == 3, name
            assert said[0 if hers else 1][:40] in attack.strip(), name
            assert said[2] == texts(plain)[0], name
            assert search_results(body) == search_results(plain), name
    assert kept(server.requests)


async def test_follow_up_of_an_attack_is_a_question(
    over_sample: Assistant, server: MessagesServer
) -> None:
    """A follow-up takes words of its thread along to its own place, and to no other."""
    (plain, *_) = await sent(over_sample, server, PLAIN)
    for name, attack in ATTACKS.items():
        history = (Turn("user", attack), Turn("assistant", attack))
        for body in await sent(over_sample, server, "And who has access to it?", history):
            assert frame(body) == frame(plain), name
            assert roles(body) == ["user", "assistant", "user"], name
            assert texts(body)[2].endswith("And who has access to it?"), name
            evidence = json.dumps(search_results(body))
            assert not any(trace in evidence for trace in TRACES), name
    assert kept(server.requests)
