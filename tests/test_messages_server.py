"""The double of the Messages API, driven by the real SDK."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import httpx2
import pytest
import pytest_asyncio
from anthropic.types import Message

from tests.messages_server import (
    MODEL,
    Cite,
    Failure,
    Json,
    MessagesServer,
    Reply,
    StreamError,
    Text,
    Thinking,
    ToolUse,
    Usage,
    model_info,
    search_results,
)

pytestmark = pytest.mark.asyncio

MARK = {"type": "ephemeral"}
HELLO = Reply(content=(Text("Hello, world."),))
OVERLOADED = Failure(529, "overloaded_error", "Overloaded", {"retry-after-ms": "1"})


@pytest_asyncio.fixture
async def server() -> AsyncIterator[MessagesServer]:
    """A server of its own for each test."""
    async with MessagesServer() as running:
        yield running


def client(server: MessagesServer, **options: Any) -> anthropic.AsyncAnthropic:
    """The real client, pointed at the server, without retries unless asked for."""
    settings: dict[str, Any] = {"api_key": "test-key", "max_retries": 0, "timeout": 5.0} | options
    return anthropic.AsyncAnthropic(base_url=server.url, **settings)


def prompt(*content: Json, **rest: Any) -> dict[str, Any]:
    """The arguments of a request with one user message."""
    blocks = [*content, {"type": "text", "text": "What happened?"}]
    messages = [{"role": "user", "content": blocks}]
    return {"model": MODEL, "max_tokens": 500, "messages": messages} | rest


def result(source: str, *texts: str, enabled: bool = True) -> Json:
    """A search_result block with one text block for each text."""
    return {
        "type": "search_result",
        "source": source,
        "title": f"Title of {source}",
        "content": [{"type": "text", "text": text} for text in texts],
        "citations": {"enabled": enabled},
    }


async def plain(server: MessagesServer, request: Json, **options: Any) -> Message:
    """The answer to a request without streaming."""
    async with client(server, **options) as api:
        message: Message = await api.messages.create(**request)
    return message


async def streamed(
    server: MessagesServer, request: Json, seen: list[Any] | None = None, **options: Any
) -> Message:
    """The final message of a stream; its events are added to `seen` as they come."""
    events = [] if seen is None else seen
    async with client(server, **options) as api, api.messages.stream(**request) as stream:
        async for event in stream:
            events.append(event)
        return await stream.get_final_message()


async def refused(server: MessagesServer, request: Json) -> str:
    """The message of the 400 that a request gets."""
    with pytest.raises(anthropic.BadRequestError) as caught:
        await plain(server, request)
    assert caught.value.type == "invalid_request_error"
    return str(caught.value.api_message)


async def test_a_stream_adds_up_to_the_plain_message(server: MessagesServer) -> None:
    """The same reply gives the same content, stop reason and usage streamed and plain."""
    parts = (Thinking("Let me see."), Text("A 🦊 says 𝒽𝒾."), ToolUse("look", {"day": "2026-05-01"}))
    reply = Reply(content=parts, stop_reason="tool_use", usage=Usage(output_tokens=77))
    server.enqueue(reply, reply)
    a, b = await plain(server, prompt()), await streamed(server, prompt())
    assert [block.to_dict() for block in a.content] == [block.to_dict() for block in b.content]
    assert (a.stop_reason, a.usage.output_tokens) == (b.stop_reason, b.usage.output_tokens)
    assert (b.stop_reason, b.usage.output_tokens) == ("tool_use", 77)


async def test_text_comes_in_small_pieces(server: MessagesServer) -> None:
    """A sentence arrives in several text events, whose snapshots grow to the whole."""
    server.enqueue(HELLO)
    seen: list[Any] = []
    await streamed(server, prompt(), seen)
    pieces = [event for event in seen if event.type == "text"]
    assert [piece.text for piece in pieces] == ["Hello", ", wor", "ld."]
    assert pieces[-1].snapshot == "Hello, world."


async def test_events_come_in_the_order_of_the_api(server: MessagesServer) -> None:
    """The stream opens with message_start, closes with message_stop, and blocks do not overlap."""
    server.enqueue(Reply(content=(Thinking("Hm."), Text("Yes."))))
    async with client(server) as api:
        stream = await api.messages.create(**prompt(), stream=True)
        kinds = [event.type async for event in stream]
    block = ["content_block_start", "content_block_delta", "content_block_stop"]
    thinking = [block[0], block[1], block[1], block[2]]  # its text and its signature
    assert kinds == ["message_start", *thinking, *block, "message_delta", "message_stop"]


async def test_empty_replies_and_inputs_are_possible(server: MessagesServer) -> None:
    """A reply without content and a tool use without input come through as such."""
    server.enqueue(Reply(), Reply(content=(ToolUse("now", {}),), stop_reason="tool_use"))
    assert (await streamed(server, prompt())).content == []
    (block,) = (await streamed(server, prompt())).content
    assert block.type == "tool_use"
    assert block.input == {}


async def test_a_citation_is_completed_from_the_request(server: MessagesServer) -> None:
    """Index, cited text and title come from the search results, in messages and tool results."""
    server.enqueue(Reply(content=(Text("So it was.", (Cite("c", 0, 2), Cite("a"))), Text(" Fin."))))
    call = {"type": "tool_use", "id": "t1", "name": "look", "input": {}}
    found = [result("b", "two"), result("c", "three, ", "four")]
    answer = {"type": "tool_result", "tool_use_id": "t1", "content": found}
    request = prompt(result("a", "one"))
    request["messages"] += [
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [answer]},
    ]
    seen: list[Any] = []
    message = await streamed(server, request, seen)
    cited, uncited = (block.to_dict() for block in message.content)
    assert cited["citations"] == [
        {
            "type": "search_result_location",
            "source": "c",
            "title": "Title of c",
            "search_result_index": 2,
            "start_block_index": 0,
            "end_block_index": 2,
            "cited_text": "three, four",
        },
        {
            "type": "search_result_location",
            "source": "a",
            "title": "Title of a",
            "search_result_index": 0,
            "start_block_index": 0,
            "end_block_index": 1,
            "cited_text": "one",
        },
    ]
    assert "citations" not in uncited
    assert [r["source"] for r in search_results(server.requests[0])] == ["a", "b", "c"]


async def test_citations_come_after_the_text_of_their_block(server: MessagesServer) -> None:
    """A citation event follows all text of its block, once raw and once with its snapshot."""
    server.enqueue(Reply(content=(Text("Indeed so.", (Cite("a"), Cite("a", 1, 2))),)))
    seen: list[Any] = []
    await streamed(server, prompt(result("a", "one", "two")), seen)
    kinds = [event.type for event in seen]
    raw_and_helper = ["content_block_delta", "citation"] * 2
    assert kinds[-7:] == [*raw_and_helper, "content_block_stop", "message_delta", "message_stop"]
    assert [len(event.snapshot) for event in seen if event.type == "citation"] == [1, 2]


async def test_a_made_up_citation_is_sent_as_given(server: MessagesServer) -> None:
    """A citation given in full goes out although nothing of the kind was sent."""
    cite = Cite("nowhere", 3, 4, search_result_index=9, cited_text="invented", title="None such")
    server.enqueue(Reply(content=(Text("Trust me.", (cite,)),)))
    (block,) = (await plain(server, prompt())).content
    citations: Any = block.to_dict()["citations"]
    assert citations[0]["cited_text"] == "invented"
    assert citations[0]["search_result_index"] == 9


@pytest.mark.parametrize(
    ("cite", "problem"),
    [
        (Cite("z"), "a source that was not sent"),
        (Cite("a", 1, 2), "blocks that were not sent"),
        (Cite("a"), "without citations enabled"),
    ],
)
async def test_an_impossible_citation_fails_the_test(
    server: MessagesServer, cite: Cite, problem: str
) -> None:
    """A citation that the API could not make is the test's mistake unless given in full."""
    server.enqueue(Reply(content=(Text("Hm.", (cite,)),)))
    with pytest.raises(anthropic.InternalServerError, match=problem):
        await plain(server, prompt(result("a", "one", enabled=False)))
    assert problem in server.problems.pop()


async def test_a_reply_can_be_computed_from_the_request(server: MessagesServer) -> None:
    """A callable reply gets the body of the request it answers."""
    server.enqueue(lambda body: Reply(content=(Text(f"{body['max_tokens']} at most."),)))
    (block,) = (await plain(server, prompt(max_tokens=321))).content
    assert block.type == "text"
    assert block.text == "321 at most."


async def test_requests_and_headers_are_kept(server: MessagesServer) -> None:
    """Bodies and headers of all requests stand in the order in which they came."""
    server.enqueue(HELLO, HELLO)
    await plain(server, prompt(max_tokens=1))
    await streamed(server, prompt(max_tokens=2))
    assert [body["max_tokens"] for body in server.requests] == [1, 2]
    assert [body.get("stream", False) for body in server.requests] == [False, True]
    assert server.headers[1]["x-stainless-retry-count"] == "0"


async def test_a_request_without_a_reply_fails_at_once(server: MessagesServer) -> None:
    """An unexpected request is answered with a 500 that is recorded and not retried."""
    with pytest.raises(anthropic.InternalServerError, match="no reply is enqueued"):
        await plain(server, prompt(), max_retries=2)
    assert len(server.requests) == 1
    assert server.problems.pop() == "no answer to request 1: no reply is enqueued"


async def test_a_problem_fails_the_test_that_hid_it() -> None:
    """Leaving the server raises what the test did not provide for, even if nobody looked."""
    server = MessagesServer()
    await server.__aenter__()
    with pytest.raises(anthropic.InternalServerError):
        await plain(server, prompt())
    with pytest.raises(AssertionError, match="no reply is enqueued"):
        await server.__aexit__(None, None, None)


async def test_a_wrong_key_is_refused(server: MessagesServer) -> None:
    """Another key than the expected one gives a 401, and takes no reply."""
    server.enqueue(HELLO)
    with pytest.raises(anthropic.AuthenticationError):
        await plain(server, prompt(), api_key="wrong")
    assert (await plain(server, prompt())).stop_reason == "end_turn"


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (Failure(401, "authentication_error", "revoked"), anthropic.AuthenticationError),
        (Failure(429, "rate_limit_error", "slow down"), anthropic.RateLimitError),
        (Failure(500, "api_error", "oops"), anthropic.InternalServerError),
        (OVERLOADED, anthropic.OverloadedError),
    ],
)
async def test_failures_become_the_exceptions_of_the_sdk(
    server: MessagesServer, failure: Failure, kind: type[anthropic.APIStatusError]
) -> None:
    """An HTTP error carries its type, message, headers and request id to the caller."""
    server.enqueue(failure)
    with pytest.raises(kind) as caught:
        await streamed(server, prompt())
    assert (caught.value.type, caught.value.api_message) == (failure.error_type, failure.message)
    assert caught.value.request_id == "req_001"
    assert failure.headers.items() <= dict(caught.value.response.headers).items()


async def test_the_client_retries_what_may_pass(server: MessagesServer) -> None:
    """Rate limits, overload and a connection cut before the answer are retried."""
    limited = Failure(429, "rate_limit_error", "slow down", {"retry-after": "0.01"})
    server.enqueue(limited, OVERLOADED, HELLO)
    await streamed(server, prompt(), max_retries=2)
    server.enqueue(Reply(cut_after=0), HELLO)
    await streamed(server, prompt(), max_retries=1)
    counts = [headers["x-stainless-retry-count"] for headers in server.headers]
    assert counts == ["0", "1", "2", "0", "1"]


async def test_a_cut_before_the_answer_is_a_connection_error(server: MessagesServer) -> None:
    """A connection closed before the status line raises APIConnectionError, plain and streamed."""
    server.enqueue(Reply(cut_after=0), Reply(cut_after=3))
    with pytest.raises(anthropic.APIConnectionError):
        await streamed(server, prompt())
    with pytest.raises(anthropic.APIConnectionError):
        await plain(server, prompt())


async def test_a_cut_stream_raises_an_error_of_httpx2(server: MessagesServer) -> None:
    """A stream cut in the middle raises the transport's own error, and is never retried."""
    server.enqueue(Reply(content=HELLO.content, cut_after=5))
    seen: list[Any] = []
    with pytest.raises(httpx2.RemoteProtocolError):
        await streamed(server, prompt(), seen, max_retries=2)
    assert "".join(event.text for event in seen if event.type == "text") == "Hello, wor"
    assert len(server.requests) == 1


async def test_a_stream_that_ends_early_raises_nothing(server: MessagesServer) -> None:
    """A stream that ends cleanly before message_stop gives a message without a stop reason."""
    server.enqueue(Reply(content=HELLO.content, cut_after=5, cut_cleanly=True))
    message = await streamed(server, prompt())
    assert message.stop_reason is None
    assert message.content[0].to_dict()["text"] == "Hello, wor"


async def test_a_slow_stream_times_out_with_an_error_of_httpx2(server: MessagesServer) -> None:
    """The timeout runs between two chunks, and after the first is not wrapped by the SDK."""
    server.enqueue(Reply(content=HELLO.content, pause=2.0))
    with pytest.raises(httpx2.ReadTimeout):
        await streamed(server, prompt(), timeout=0.1, max_retries=2)
    assert len(server.requests) == 1


async def test_a_slow_plain_answer_times_out(server: MessagesServer) -> None:
    """A plain answer that takes longer than the timeout raises APITimeoutError."""
    server.enqueue(Reply(pause=2.0))
    with pytest.raises(anthropic.APITimeoutError):
        await plain(server, prompt(), timeout=0.1)


async def test_a_pause_does_not_wait_for_the_whole_stream(server: MessagesServer) -> None:
    """A stream that goes on longer than the timeout is fine as long as each pause is short."""
    server.enqueue(Reply(content=(Text("x" * 100),), pause=0.02))
    message = await streamed(server, prompt(), timeout=0.3)
    assert message.stop_reason == "end_turn"


async def test_a_stream_that_is_left_counts_as_abandoned(server: MessagesServer) -> None:
    """A client that closes the stream before its end is counted."""
    server.enqueue(Reply(content=(Text("x" * 500),), pause=0.01), HELLO)
    async with client(server) as api:
        async with api.messages.stream(**prompt()) as stream:
            async for _ in stream.text_stream:
                break
        await api.messages.create(**prompt())
        for _ in range(100):
            if server.abandoned:
                break
            await asyncio.sleep(0.01)
    assert server.abandoned == 1


async def test_an_error_event_raises_in_mid_stream(server: MessagesServer) -> None:
    """An error event raises a status error that keeps the status 200, and is not retried."""
    server.enqueue(StreamError(5, "overloaded_error", "Overloaded"))
    seen: list[Any] = []
    with pytest.raises(anthropic.APIStatusError) as caught:
        await streamed(server, prompt(), seen, max_retries=2)
    assert (caught.value.type, caught.value.api_message) == ("overloaded_error", "Overloaded")
    assert caught.value.status_code == 200
    assert "".join(event.text for event in seen if event.type == "text") == "The words "
    assert len(server.requests) == 1


async def test_a_refusal_has_details(server: MessagesServer) -> None:
    """A refusal arrives as a stop reason with stop details, streamed and plain."""
    details = {"type": "refusal", "category": "bio", "explanation": "No."}
    reply = Reply(content=(Text("I"),), stop_reason="refusal", stop_details=details)
    server.enqueue(reply, Reply(stop_reason="refusal"))
    message = await streamed(server, prompt())
    assert message.stop_reason == "refusal"
    assert message.stop_details is not None
    assert message.stop_details.category == "bio"
    message = await plain(server, prompt())
    assert message.stop_details is not None
    assert message.stop_details.category is None


async def test_the_second_request_reads_the_cache(server: MessagesServer) -> None:
    """What the first request writes up to its mark, the second reads, and not without a mark."""
    tool = {"name": "look", "description": "Looks. " * 9, "input_schema": {"type": "object"}}
    system = [{"type": "text", "text": "Be brief. " * 50, "cache_control": MARK}]
    request = prompt(tools=[tool], system=system)
    server.enqueue(HELLO, HELLO, HELLO, HELLO)
    first = (await plain(server, request)).usage
    again = await streamed(server, request | {"messages": [{"role": "user", "content": "Hi"}]})
    other = (await plain(server, request | {"tools": []})).usage
    unmarked = (await plain(server, prompt(tools=[tool]))).usage
    assert first.cache_creation_input_tokens
    assert first.cache_read_input_tokens == 0
    assert again.usage.cache_read_input_tokens == first.cache_creation_input_tokens
    assert again.usage.cache_creation_input_tokens == 0
    assert again.usage.input_tokens < first.input_tokens
    assert other.cache_read_input_tokens == 0
    assert (unmarked.cache_creation_input_tokens, unmarked.cache_read_input_tokens) == (0, 0)


async def test_a_conversation_extends_its_cache(server: MessagesServer) -> None:
    """A mark that moves on with the messages reads the earlier part and writes the new one."""
    opening = prompt(cache_control=MARK)
    asked: Json = {"role": "user", "content": [{"type": "text", "text": "And then?"}]}
    longer = [*opening["messages"], {"role": "assistant", "content": "Much."}, asked]
    server.enqueue(HELLO, HELLO)
    first = (await plain(server, opening)).usage
    second = (await plain(server, opening | {"messages": longer})).usage
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens
    assert second.cache_creation_input_tokens


async def test_usage_can_be_given(server: MessagesServer) -> None:
    """Token counts that a test gives replace those that the server would count."""
    usage = Usage(1, 2, 3, 4)
    server.enqueue(Reply(usage=usage))
    got = (await streamed(server, prompt())).usage
    counts = (got.input_tokens, got.output_tokens)
    assert counts == (1, 2)
    assert (got.cache_creation_input_tokens, got.cache_read_input_tokens) == (3, 4)


ASKED: Json = {"role": "user", "content": "Hi"}
CALL: Json = {"type": "tool_use", "id": "t1", "name": "look", "input": {}}
CALLED: Json = {"role": "assistant", "content": [CALL]}


def answered(tool_use_id: str) -> Json:
    """A user message with the result of a tool."""
    block = {"type": "tool_result", "tool_use_id": tool_use_id, "content": "Nothing."}
    return {"role": "user", "content": [block]}


@pytest.mark.parametrize(
    ("request_body", "words"),
    [
        (prompt(messages=[]), "at least one message"),
        (prompt(messages=[{"role": "assistant", "content": "Hi"}]), 'must use the "user" role'),
        (prompt(messages=[{"role": "user", "content": []}]), "non-empty content"),
        (prompt({"type": "text", "text": ""}), "messages.0.0: text content blocks"),
        (prompt({"type": "text", "text": "\n\n"}), "non-whitespace"),
        (prompt(system=[{"type": "text", "text": ""}]), "system.0: text content blocks"),
        (prompt(max_tokens=None), "max_tokens: Field required"),
        (prompt(result("a", "x"), result("b", "y", enabled=False)), "all search_result"),
        (prompt(result("a")), "search_result needs content"),
        (prompt(*[{"type": "text", "text": "x", "cache_control": MARK}] * 5), "Found 5"),
        (prompt(messages=[ASKED, CALLED, answered("t2")]), "tool_result without a tool_use"),
        (prompt(messages=[ASKED, answered("t1")]), "tool_result without a tool_use"),
        (prompt(messages=[ASKED, CALLED]), "tool_use without a tool_result"),
    ],
)
async def test_mistakes_are_refused(server: MessagesServer, request_body: Json, words: str) -> None:
    """A request that the API would refuse gets a 400 that says why."""
    assert words in await refused(server, request_body)


async def test_four_marks_and_a_tool_loop_are_accepted(server: MessagesServer) -> None:
    """What keeps to the limits is answered."""
    marked = [{"type": "text", "text": "x", "cache_control": MARK}] * 3
    server.enqueue(HELLO, HELLO)
    await plain(server, prompt(*marked, cache_control=MARK))
    await plain(server, prompt(messages=[ASKED, CALLED, answered("t1")]))


async def test_models_tell_what_they_can_do() -> None:
    """A configured model is described, and another one is not found."""
    models = {"old": model_info("old", lifecycle="retired", citations=False)}
    async with MessagesServer(models=models) as server, client(server) as api:
        info = await api.models.retrieve("old")
        with pytest.raises(anthropic.NotFoundError):
            await api.models.retrieve(MODEL)
        assert server.model_requests == ["old", MODEL]
    assert info.lifecycle == "retired"
    assert info.retires_at is not None
    assert info.capabilities is not None
    assert not info.capabilities.citations.supported


async def test_the_default_model_cites(server: MessagesServer) -> None:
    """Without configuration there is one active model that can cite."""
    async with client(server) as api:
        info = await api.models.retrieve(MODEL)
    assert info.lifecycle == "active"
    assert info.capabilities is not None
    assert info.capabilities.citations.supported
