"""Tests of bot/assistant/claude/ways.py: models and addresses that don't cite, end to end."""

import re
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.assistant.assistant import Assistant
from bot.assistant.claude import ClaudeWriter
from tests.bot.assistant.claude.test_talk import FUEL, QUESTION, calling, results
from tests.messages_server import MODEL, Failure, Json, MessagesServer, Reply, Text, model_info

UNKNOWN = Failure(
    400,
    "invalid_request_error",
    "messages.0.content.0: Input tag 'search_result' found using 'type' does not match",
)
NO_TOOLS = Failure(422, "invalid_request_error", "tools: Extra inputs are not permitted")


def number(body: Json, words: str) -> int:
    """The number of the first sentence in a plain request that holds these words."""
    content: Any = body["messages"][-1]["content"]
    texts = [b["text"] for b in content if b["type"] == "text"]
    texts += [inner["text"] for b in results(body) for inner in b["content"]]
    for line in "\n".join(texts).splitlines():
        if words in line and (found := re.match(r"\[(\d+)\] ", line)):
            return int(found[1])
    raise AssertionError(f"{words} wasn't sent")


def marking(text: str, words: str) -> Any:
    """A reply whose marks are those of the sentence with these words."""
    return lambda body: Reply((Text(text.replace("[n]", f"[{number(body, words)}]")),))


async def test_an_address_that_knows_no_search_results_gets_numbers(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Evidence goes as numbered sentences, marks come back as citations, and it is remembered."""
    reply = marking("GLM-5.1 leads with 58.4 [n]. It costs $900 [n]. So [99].", "score of 58.4")
    server.enqueue(UNKNOWN, reply, reply)
    with capture_logs() as logs:
        answer = await assistant.answer(QUESTION)
    assert answer.text == "GLM-5.1 leads with 58.4. [1]"
    assert "58.4" in answer.citations[0].quote
    assert [each["way"] for each in logs if each["event"] == "claude_cites_otherwise"] == ["marked"]
    assert (await assistant.answer(QUESTION)).text == answer.text
    assert len(server.requests) == 3
    assert "cache_control" not in str(server.requests[2])


async def test_a_way_that_is_not_cached_is_not_missed_in_the_cache(
    assistant: Assistant, server: MessagesServer
) -> None:
    """What was cached before another way was taken is nothing to warn of."""
    server.models.clear()
    reply = marking("GLM-5.1 leads [n].", "score of 58.4")
    server.enqueue(Reply((Text("It leads."),)), reply, reply)
    with capture_logs() as logs:
        await assistant.answer(QUESTION)
        await assistant.answer(QUESTION)
    assert "cache_not_read" not in {each["event"] for each in logs}


async def test_marks_are_streamed_before_their_sentence_is_whole(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Words are shown as they come, and no mark of the model's own among them."""
    server.enqueue(UNKNOWN, marking("GLM-5.1 leads SWE-Bench Pro with 58.4 [n].", "score of 58.4"))
    answers = [answer async for answer in assistant.stream(QUESTION)]
    assert "GLM-5.1 leads" in {answer.pending for answer in answers}
    assert all("[" not in answer.pending for answer in answers)


async def test_a_model_that_answers_without_citing_is_asked_for_marks(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Where nothing tells that the model cites, an answer without citations is asked for again."""
    server.models.clear()
    reply = marking("GLM-5.1 leads [n].", "score of 58.4")
    server.enqueue(Reply((Text("GLM-5.1 leads, I think."),)), reply, reply)
    assert (await assistant.answer(QUESTION)).text == "GLM-5.1 leads. [1]"
    assert (await assistant.answer(QUESTION)).text == "GLM-5.1 leads. [1]"
    assert len(server.requests) == 3


async def test_an_answer_without_citations_of_a_model_that_cites_is_one(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Where the API tells that the model cites, its words without citations are just dropped."""
    server.enqueue(Reply((Text("Nobody knows."),)))
    assert (await assistant.answer(QUESTION)).abstained
    assert len(server.requests) == 1


async def test_a_model_that_cant_cite_is_asked_for_marks_at_once(
    assistant: Assistant, writer: ClaudeWriter, server: MessagesServer
) -> None:
    """What the API tells of the model decides before the first question."""
    server.models[MODEL] = model_info(MODEL, citations=False)
    async with writer:
        await writer._known()
        server.enqueue(marking("GLM-5.1 leads [n].", "score of 58.4"))
        assert (await assistant.answer(QUESTION)).text == "GLM-5.1 leads. [1]"
    assert server.model_requests == [MODEL]


async def test_marks_know_what_the_model_searched(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Numbers go on over searches, so that what they find can be cited as well."""
    server.enqueue(UNKNOWN, calling(FUEL), marking("Oracle buys fuel cells [n].", "fuel cell"))
    answer = await assistant.answer(QUESTION)
    assert answer.text == "Oracle buys fuel cells. [1]"
    assert answer.citations[0].passage in {e.passage.id for e in answer.evidence}


async def test_an_address_without_tools_gets_none(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Where tools aren't taken either, the question goes with its evidence alone."""
    server.enqueue(UNKNOWN, NO_TOOLS, marking("GLM-5.1 leads [n].", "score of 58.4"))
    answer = await assistant.answer(QUESTION)
    assert answer.text == "GLM-5.1 leads. [1]"
    assert "tools" not in server.requests[2]
    assert "search_archive" not in str(server.requests[2]["system"])


async def test_an_address_that_takes_nothing_is_given_up(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Where no way is taken, the archive is quoted."""
    server.enqueue(UNKNOWN, UNKNOWN, UNKNOWN)
    answer = await assistant.answer(QUESTION)
    assert (answer.fault, answer.writer) == ("unsupported", "extractive")


async def test_not_in_the_archive_by_marks(assistant: Assistant, server: MessagesServer) -> None:
    """The agreed words mean the same in every way."""
    server.enqueue(UNKNOWN, Reply((Text("NOT IN THE ARCHIVE"),)))
    answers = [answer async for answer in assistant.stream(QUESTION)]
    assert answers[-1].abstained
    assert all(not answer.pending for answer in answers)


@pytest.mark.parametrize("junk", [{"type": "ping"}, [], "data", {"type": "message_start"}])
async def test_an_address_that_speaks_nonsense_does_no_harm(
    assistant: Assistant, server: MessagesServer, monkeypatch: pytest.MonkeyPatch, junk: Any
) -> None:
    """Events that are none end in quotes of the archive, never in a crash."""
    monkeypatch.setattr(
        "tests.messages_server._events", lambda _: iter([{"type": "x"} | _of(junk)])
    )
    server.enqueue(Reply((Text("GLM-5.1 leads."),)))
    answer = await assistant.answer(QUESTION)
    assert answer.writer == "extractive"
    assert answer.claims


def _of(junk: Any) -> Json:
    return junk if isinstance(junk, dict) else {"data": junk}
