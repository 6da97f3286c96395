"""Tests of bot/assistant/claude/writer.py against a server that speaks the Messages API."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.assistant.answer import Usage
from bot.assistant.claude import ClaudeWriter, make_client
from bot.assistant.conversation import Turn
from bot.assistant.writer import Brief, Draft, Quote, Spent, WriterFault
from tests.bot.assistant.briefs import brief, drafts, evidence
from tests.messages_server import (
    MODEL,
    Cite,
    Failure,
    MessagesServer,
    Reply,
    StreamError,
    Text,
    ToolUse,
)

FOUND = evidence("p1", ["GLM-5.1 leads SWE-Bench Pro.", "It is open."], url="https://example.org/1")
MORE = evidence("p2", ["Oracle buys fuel cells."], day=None, rank=2)
GIVEN = brief("Which model leads?", FOUND, MORE)


@pytest.fixture
async def server() -> AsyncIterator[MessagesServer]:
    """A Messages API on loopback."""
    async with MessagesServer() as running:
        yield running


async def write(
    server: MessagesServer, given: Brief = GIVEN, *, key: str = "test-key", patience: float = 5.0
) -> list[Draft]:
    """The drafts of a writer whose client goes to the server."""
    async with make_client(key, server.url, patience) as client:
        return await drafts(ClaudeWriter(client, MODEL, 500), given)


async def spent(writer: ClaudeWriter, given: Brief) -> Usage:
    """What a writer says in the end that an answer took."""
    return [piece.usage async for piece in writer.write(given) if isinstance(piece, Spent)][-1]


async def fault_of(server: MessagesServer, **options: Any) -> WriterFault:
    """The fault that writing ends with."""
    with pytest.raises(WriterFault) as caught:
        await write(server, **options)
    return caught.value


async def test_each_cited_block_is_a_claim_with_its_quotes(server: MessagesServer) -> None:
    """A text block becomes a draft; its citations become quotes by passage and sentence."""
    server.enqueue(
        Reply((Text("Both say: "), Text("GLM-5.1 leads", (Cite("p1", 0, 2), Cite("p2", 0, 1)))))
    )
    assert await write(server) == [
        Draft("Both say: "),
        Draft("GLM-5.1 leads", (Quote("p1", 0, 2), Quote("p2", 0, 1))),
    ]


async def test_evidence_goes_as_search_results_one_sentence_a_block(
    server: MessagesServer,
) -> None:
    """Passages are sent as search_result blocks with citations on, the question behind them."""
    server.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)))
    await write(server)
    content = server.requests[0]["messages"][0]["content"]
    assert content[0] == {
        "type": "search_result",
        "source": "p1",
        "title": "Daily, 13 April 2026: A title › A heading",
        "content": [
            {"type": "text", "text": "GLM-5.1 leads SWE-Bench Pro."},
            {"type": "text", "text": "It is open."},
        ],
        "citations": {"enabled": True},
    }
    assert content[1]["title"] == "Daily, undated: A title › A heading"
    assert content[2]["text"].endswith("The question: Which model leads?")


async def test_the_system_prompt_is_a_cached_prefix(server: MessagesServer) -> None:
    """A second question with other evidence reads the system prompt from the cache."""
    server.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)), Reply((Text("NOT IN THE ARCHIVE"),)))
    async with make_client("test-key", server.url, 5) as client:
        writer = ClaudeWriter(client, MODEL, 500)
        first = await spent(writer, GIVEN)
        second = await spent(writer, brief("Who buys fuel cells?", MORE))
    assert first.cache_creation_input_tokens > 0
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens


async def test_what_goes_before_the_question_is_the_same_to_the_byte(
    server: MessagesServer,
) -> None:
    """Tools and system prompt don't change with question, day, conversation or round."""
    server.enqueue(*(Reply((Text("NOT IN THE ARCHIVE"),)) for _ in range(3)))
    server.enqueue(
        *(Reply((ToolUse("search_archive", {"queries": ["x"]}),), "tool_use") for _ in range(3)),
        Reply((Text("NOT IN THE ARCHIVE"),)),
    )
    about = replace(brief("Summarise this", FOUND), about=FOUND.origin)
    later = replace(brief("And now?", MORE, history=[Turn("user", "Hi")]), today=date(2027, 1, 2))
    for given in (GIVEN, about, later, GIVEN):
        await write(server, given)
    prefixes = {json.dumps([body["tools"], body["system"]]) for body in server.requests}
    assert (len(prefixes), len(server.requests)) == (1, 7)
    (system,) = server.requests[0]["system"]
    assert system["cache_control"] == {"type": "ephemeral"}
    assert [tool["strict"] for tool in server.requests[0]["tools"]] == [True]


def test_the_prompts_hash_is_of_what_is_sent() -> None:
    """Writers with other settings and models have one hash, as they send the same prompt."""
    client: Any = None
    one, other = ClaudeWriter(client, "a", 500), ClaudeWriter(client, "b", 900, effort="low")
    assert one.prompt == other.prompt
    assert re.fullmatch("[0-9a-f]{64}", one.prompt)


async def test_the_conversation_goes_first_and_begins_with_the_person(
    server: MessagesServer,
) -> None:
    """Earlier turns stand before the evidence; an answer without its question is left out."""
    server.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)))
    history = [Turn("assistant", "Hello."), Turn("user", "Hi?"), Turn("assistant", "Yes.")]
    await write(server, brief("Which?", FOUND, history=history))
    assert [m["role"] for m in server.requests[0]["messages"]] == ["user", "assistant", "user"]


async def test_not_in_the_archive_says_nothing(server: MessagesServer) -> None:
    """The agreed words for 'no answer' become no draft."""
    server.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)))
    assert await write(server) == []


async def test_without_evidence_nothing_is_asked(server: MessagesServer) -> None:
    """A question without evidence costs no call."""
    assert await write(server, brief("Which?")) == []
    assert server.requests == []


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        (Failure(529, "overloaded_error", "busy", {"x-should-retry": "false"}), "overloaded"),
        (Failure(429, "rate_limit_error", "slow", {"x-should-retry": "false"}), "rate_limit"),
        (Failure(404, "not_found_error", "model: x"), "model"),
        (Failure(403, "permission_error", "no"), "forbidden"),
        (Failure(500, "api_error", "oops", {"x-should-retry": "false"}), "api"),
        (StreamError(3, "overloaded_error", "busy", Reply((Text("It leads"),))), "overloaded"),
        (Reply((Text("GLM-5.1 leads a lot"),), cut_after=4), "unreachable"),
        (Reply((Text("GLM-5.1 leads a lot"),), cut_after=4, cut_cleanly=True), "cut"),
        (Reply((Text("No."),), stop_reason="refusal"), "refusal"),
        (Failure(400, "invalid_request_error", "output_config.effort: no"), "effort"),
        (Failure(400, "invalid_request_error", "Your credit balance is too low"), "api"),
        (Failure(429, "rate_limit_error", "slow", {"retry-after": "90"}), "rate_limit"),
        (Failure(529, "overloaded_error", "slow", {"retry-after": "90"}), "overloaded"),
        (Reply((Text("Wait"),), stop_reason="wait"), "cut"),
        (Reply((Text("GLM-5.1 le"),), stop_reason="max_tokens"), "max_tokens"),
    ],
)
async def test_every_failure_has_its_name(
    server: MessagesServer, failure: Reply | Failure | StreamError, name: str
) -> None:
    """Each way in which the API fails is a fault with a name and a sentence."""
    server.enqueue(failure)
    fault = await fault_of(server)
    assert fault.name == name
    assert str(fault).endswith(".")


async def test_a_refused_key_is_said_so(server: MessagesServer) -> None:
    """A wrong key names the setting to check, and never shows the key."""
    fault = await fault_of(server, key="wrong-key")
    assert str(fault) == "Claude refused the key: check ANTHROPIC_API_KEY."


async def test_a_silent_server_is_a_timeout(server: MessagesServer) -> None:
    """A server that takes longer than the timeout ends the wait, tries and pauses together."""
    server.enqueue(*(Reply((Text("Late."),), pause=3.0) for _ in range(3)))
    fault = await fault_of(server, patience=0.3)
    assert fault.name == "timeout"


async def test_an_address_where_nobody_listens_is_said_so() -> None:
    """An unreachable server is a fault, not a trace."""
    async with make_client("k", "http://127.0.0.1:9", 1.0) as client:
        with pytest.raises(WriterFault, match="can't be reached"):
            await drafts(ClaudeWriter(client, MODEL, 500), GIVEN)
