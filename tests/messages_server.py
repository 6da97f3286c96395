"""A stand-in for Anthropic's Messages API, on a real socket, that answers what a test enqueued.

It checks requests as the API does where a mistake of ours would matter, and fails a test
loudly (HTTP 500, and an AssertionError on leaving the context) when the test script is wrong.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeAlias

from aiohttp import web

Json: TypeAlias = dict[str, Any]

MODEL = "claude-sonnet-5-5"
PIECE = 5  # characters in one delta
STATUS = {"overloaded_error": 529, "rate_limit_error": 429, "timeout_error": 504}


@dataclass(frozen=True)
class Cite:
    """A citation of blocks [start, end) of a search result; what is None is looked up."""

    source: str
    start_block_index: int = 0
    end_block_index: int = 1
    search_result_index: int | None = None
    cited_text: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Text:
    """A text block; its citations arrive after its text."""

    text: str
    citations: tuple[Cite, ...] = ()


@dataclass(frozen=True)
class Thinking:
    """A thinking block, which the server signs."""

    text: str


@dataclass(frozen=True)
class ToolUse:
    """A call of one of the request's tools; the reply's stop_reason is not set by it."""

    name: str
    input: Mapping[str, Any]
    id: str = "toolu_1"


@dataclass(frozen=True)
class Usage:
    """Token counts to report; what is None is counted by the server."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None


@dataclass(frozen=True)
class Reply:
    """A message of the model, and how its delivery goes.

    `pause` is the time in seconds between two events (for a plain answer: before it).
    `cut_after` counts the events sent, the ping too, before the connection is closed; 0 closes
    it before the status line, as does any cut of a plain answer. With `cut_cleanly` the stream
    ends there as if it were complete, as behind a proxy that hides the break.
    """

    content: tuple[Text | Thinking | ToolUse, ...] = ()
    stop_reason: str = "end_turn"
    usage: Usage = Usage()
    pause: float = 0.0
    cut_after: int | None = None
    cut_cleanly: bool = False
    stop_details: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Failure:
    """An HTTP error in place of a message."""

    status: int
    error_type: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StreamError:
    """An error event after so many events of `reply`; on a plain request, an HTTP error."""

    after_events: int
    error_type: str
    message: str
    reply: Reply = Reply(content=(Text("The words before the error."),))


WRONG_KEY = Failure(401, "authentication_error", "invalid x-api-key")
Answer: TypeAlias = Reply | Failure | StreamError
Scripted: TypeAlias = Answer | Callable[[Json], Answer]


def search_results(body: Json) -> list[Json]:
    """The search_result blocks of a request in the order in which the API numbers them."""
    return [block for _, block in _blocks(body) if block.get("type") == "search_result"]


def model_info(model_id: str, *, lifecycle: str = "active", citations: bool = True) -> Json:
    """What the API tells about a model that can do everything, except perhaps cite.

    Of each capability only `supported` is told, no finer detail.
    """
    names = "batch citations code_execution context_management effort image_input pdf_input"
    names += " server_tools structured_outputs thinking"
    capabilities = {name: {"supported": citations or name != "citations"} for name in names.split()}
    return {
        "type": "model",
        "id": model_id,
        "display_name": model_id.title(),
        "created_at": "2026-01-01T00:00:00Z",
        "lifecycle": lifecycle,
        "deprecated_at": None if lifecycle == "active" else "2026-06-01T00:00:00Z",
        "retires_at": None if lifecycle == "active" else "2026-12-01T00:00:00Z",
        "max_input_tokens": 200_000,
        "max_tokens": 64_000,
        "capabilities": capabilities,
    }


class MessagesServer:
    """The API on 127.0.0.1 for the length of an `async with`.

    `requests` holds the bodies of all message requests in order, refused ones too, and `headers`
    their headers with lower-case names; `asked_at` when they came and `spoke_at` when each stream
    sent its first words, in seconds of `time.perf_counter`; `model_requests` the model ids asked
    for; `abandoned` counts the streams the client left early; `problems` tells what the test did
    not provide for, which fails the `async with` unless the test clears it.
    """

    def __init__(self, key: str = "test-key", models: Mapping[str, Json] | None = None) -> None:
        self.key = key
        self.models = {MODEL: model_info(MODEL)} if models is None else dict(models)
        self.url = ""
        self.requests: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.asked_at: list[float] = []
        self.spoke_at: list[float] = []
        self.model_requests: list[str] = []
        self.abandoned = 0
        self.problems: list[str] = []
        self._replies: deque[Scripted] = deque()
        self._cached: set[str] = set()
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/messages", self._answer_message)
        app.router.add_get("/v1/models/{id}", self._answer_model)
        app.router.add_route("*", "/{path:.*}", self._answer_unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    def enqueue(self, *replies: Scripted) -> None:
        """Adds answers; each valid request takes the next one, or calls it with its body."""
        self._replies.extend(replies)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        if self.problems and error is None:
            raise AssertionError("; ".join(self.problems))

    async def _answer_unknown(self, request: web.Request) -> web.StreamResponse:
        return self._blame(f"MessagesServer has no {request.method} {request.path}")

    async def _answer_model(self, request: web.Request) -> web.StreamResponse:
        model_id = request.match_info["id"]
        self.model_requests.append(model_id)
        if not self._knows_key(request):
            return self._fail(WRONG_KEY)
        if model_id not in self.models:
            return self._fail(Failure(404, "not_found_error", f"model: {model_id}"))
        return web.json_response(self.models[model_id], headers=self._request_id())

    async def _answer_message(self, request: web.Request) -> web.StreamResponse:
        self.asked_at.append(time.perf_counter())
        body: Json = await request.json()
        self.requests.append(body)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if not self._knows_key(request):
            return self._fail(WRONG_KEY)
        if mistake := next(_mistakes(body), None):
            return self._fail(Failure(400, "invalid_request_error", mistake))
        try:
            answer = self._next_answer(body)
            message = {} if isinstance(answer, Failure) else self._message(body, _reply(answer))
        except Exception as error:  # noqa: BLE001  # whatever is wrong in the test's own script
            return self._blame(f"no answer to request {len(self.requests)}: {error}")
        if isinstance(answer, Failure):
            return self._fail(answer)
        reply = _reply(answer)
        if body.get("stream") and reply.cut_after != 0:
            events = list(islice(_events(message), reply.cut_after))
            if isinstance(answer, StreamError):
                error_event = _error_json(answer.error_type, answer.message)
                events[answer.after_events :] = [error_event | self._request_id("request_id")]
            return await self._stream(request, events, reply)
        await asyncio.sleep(reply.pause)
        if reply.cut_after is not None:
            _hang_up(request)
        return web.json_response(message, headers=self._request_id())

    def _next_answer(self, body: Json) -> Answer:
        if not self._replies:
            raise LookupError("no reply is enqueued")
        scripted = self._replies.popleft()
        answer = scripted if isinstance(scripted, Answer) else scripted(body)
        if isinstance(answer, StreamError) and not body.get("stream"):
            status = STATUS.get(answer.error_type, 500)
            return Failure(status, answer.error_type, answer.message)
        return answer

    async def _stream(
        self, request: web.Request, events: list[Json], reply: Reply
    ) -> web.StreamResponse:
        headers = {"content-type": "text/event-stream; charset=utf-8", **self._request_id()}
        response = web.StreamResponse(headers=headers)
        silent = True
        try:
            await response.prepare(request)
            for number, event in enumerate(events):
                await asyncio.sleep(reply.pause if number else 0)
                if silent and event.get("delta", {}).get("type") == "text_delta":
                    silent = False
                    self.spoke_at.append(time.perf_counter())
                data = json.dumps(event, ensure_ascii=False)
                await response.write(f"event: {event['type']}\ndata: {data}\n\n".encode())
        except ConnectionResetError:
            self.abandoned += 1
            return response
        if reply.cut_after is not None and not reply.cut_cleanly:
            _hang_up(request)
        return response

    def _message(self, body: Json, reply: Reply) -> Json:
        content = [_block_json(part, search_results(body)) for part in reply.content]
        details = reply.stop_details
        if reply.stop_reason == "refusal" and details is None:
            details = {"type": "refusal", "category": None, "explanation": None}
        return {
            "id": f"msg_{len(self.requests):03}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": reply.stop_reason,
            "stop_sequence": None,
            "stop_details": details and dict(details),
            "usage": self._count(body, content)
            | {name: count for name, count in vars(reply.usage).items() if count is not None},
        }

    def _count(self, body: Json, content: list[Json]) -> Json:
        """Counts tokens, and writes the marked prefixes of the prompt into the prompt cache."""
        digest = hashlib.sha256(str(body["model"]).encode())
        size = marked = hit = read = 0
        prompt = list(_prompt(body))
        written = set()
        for number, (where, block) in enumerate(prompt, 1):
            text = json.dumps([where, _unmarked(block)], sort_keys=True)
            digest.update(text.encode())
            size += max(1, len(text) // 4)
            if digest.hexdigest() in self._cached:
                hit = size
            if _marks(block) or (body.get("cache_control") and number == len(prompt)):
                marked, read = size, hit
                written.add(digest.hexdigest())
        self._cached |= written
        return {
            "input_tokens": size - marked,
            "cache_creation_input_tokens": marked - read,
            "cache_read_input_tokens": read,
            "output_tokens": max(1, len(json.dumps(content)) // 4),
            "service_tier": "standard",
        }

    def _knows_key(self, request: web.Request) -> bool:
        """The SDK 2.12 sends its api_key as a bearer token; older ones sent x-api-key."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        return request.headers.get("x-api-key", bearer) == self.key

    def _request_id(self, name: str = "request-id") -> dict[str, str]:
        return {name: f"req_{len(self.requests):03}"}

    def _fail(self, failure: Failure) -> web.Response:
        body = _error_json(failure.error_type, failure.message) | self._request_id("request_id")
        headers = self._request_id() | dict(failure.headers)
        return web.json_response(body, status=failure.status, headers=headers)

    def _blame(self, problem: str) -> web.Response:
        """Fails, without letting the client retry, a request that the test is at fault for."""
        self.problems.append(problem)
        return self._fail(Failure(500, "api_error", problem, {"x-should-retry": "false"}))


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()


def _reply(answer: Reply | StreamError) -> Reply:
    return answer.reply if isinstance(answer, StreamError) else answer


def _error_json(error_type: str, message: str) -> Json:
    return {"type": "error", "error": {"type": error_type, "message": message}}


def _pieces(text: str) -> list[str]:
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def _block_json(part: Text | Thinking | ToolUse, results: list[Json]) -> Json:
    if isinstance(part, ToolUse):
        return {"type": "tool_use", "id": part.id, "name": part.name, "input": dict(part.input)}
    if isinstance(part, Thinking):
        return {"type": "thinking", "thinking": part.text, "signature": _signature(part.text)}
    citations = [_citation(cite, results) for cite in part.citations]
    return {"type": "text", "text": part.text} | ({"citations": citations} if citations else {})


def _signature(thinking: str) -> str:
    return hashlib.sha256(thinking.encode()).hexdigest()


def _citation(cite: Cite, results: list[Json]) -> Json:
    """The citation as the API writes it; refuses one the API could not make, if not made up."""
    index, text, found = cite.search_result_index, cite.cited_text, None
    if index is None:
        sources = [result["source"] for result in results]
        index = sources.index(cite.source) if cite.source in sources else None
    if index is not None and index < len(results):
        found = results[index]
    if text is None and found is not None:
        if not 0 <= cite.start_block_index < cite.end_block_index <= len(found["content"]):
            raise ValueError(f"{cite} cites blocks that were not sent")
        if not (found.get("citations") or {}).get("enabled"):
            raise ValueError(f"{cite} cites a search result without citations enabled")
        cited = found["content"][cite.start_block_index : cite.end_block_index]
        text = "".join(block["text"] for block in cited)
    if index is None or text is None:
        raise ValueError(f"{cite} cites a source that was not sent")
    return {
        "type": "search_result_location",
        "source": cite.source,
        "title": found["title"] if cite.title is None and found else cite.title,
        "search_result_index": index,
        "start_block_index": cite.start_block_index,
        "end_block_index": cite.end_block_index,
        "cited_text": text,
    }


def _deltas(block: Json) -> Iterator[Json]:
    if block["type"] == "tool_use":
        yield {"type": "input_json_delta", "partial_json": ""}
        for piece in _pieces(json.dumps(block["input"]) if block["input"] else ""):
            yield {"type": "input_json_delta", "partial_json": piece}
    elif block["type"] == "thinking":
        for piece in _pieces(block["thinking"]):
            yield {"type": "thinking_delta", "thinking": piece}
        yield {"type": "signature_delta", "signature": block["signature"]}
    else:
        for piece in _pieces(block["text"]):
            yield {"type": "text_delta", "text": piece}
        for citation in block.get("citations", []):
            yield {"type": "citations_delta", "citation": citation}


def _events(message: Json) -> Iterator[Json]:
    """The events that tell a message bit by bit."""
    empty = {"text": "", "thinking": "", "signature": "", "input": {}, "citations": []}
    ending = {name: message[name] for name in ("stop_reason", "stop_sequence", "stop_details")}
    usage = message["usage"]
    start = {"content": [], "usage": usage | {"output_tokens": 1}} | dict.fromkeys(ending)
    yield {"type": "message_start", "message": message | start}
    yield {"type": "ping"}
    for index, block in enumerate(message["content"]):
        opened = {name: empty.get(name, value) for name, value in block.items()}
        yield {"type": "content_block_start", "index": index, "content_block": opened}
        for delta in _deltas(block):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    totals = {name: count for name, count in usage.items() if name != "service_tier"}
    yield {"type": "message_delta", "delta": ending, "usage": totals}
    yield {"type": "message_stop"}


def _listed(content: Any) -> list[Json]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content or []


def _nested(block: Json) -> list[Json]:
    return _listed(block.get("content") or [])


def _prompt(body: Json) -> Iterator[tuple[str, Json]]:
    """The parts of a prompt, with their places, in the order in which the API caches them."""
    parts = {"tools": body.get("tools") or [], "system": _listed(body.get("system") or [])}
    parts |= {f"messages.{n}": _listed(m["content"]) for n, m in enumerate(body["messages"])}
    return ((f"{where}.{n}", block) for where in parts for n, block in enumerate(parts[where]))


def _blocks(body: Json) -> Iterator[tuple[str, Json]]:
    """All blocks of a request, those inside of tool and search results too, with their places."""
    rest = deque(_prompt(body))
    while rest:
        where, block = rest.popleft()
        yield where, block
        rest.extendleft((where, nested) for nested in reversed(_nested(block)))


def _marks(block: Json) -> int:
    return (block.get("cache_control") is not None) + sum(map(_marks, _nested(block)))


def _unmarked(block: Json) -> Json:
    plain = {name: value for name, value in block.items() if name != "cache_control"}
    return plain | ({"content": list(map(_unmarked, _nested(block)))} if "content" in block else {})


def _mistakes(body: Json) -> Iterator[str]:
    """What the API would refuse in a request; only the first mistake is ever asked for."""
    for name in ("model", "max_tokens", "messages"):
        if body.get(name) is None:
            yield f"{name}: Field required"
    if not body["messages"]:
        yield "messages: at least one message is required"
    if body["messages"][0]["role"] != "user":
        yield 'messages: first message must use the "user" role'
    marks = sum(_marks(block) for _, block in _prompt(body)) + bool(body.get("cache_control"))
    if marks > 4:
        yield f"A maximum of 4 blocks with cache_control may be provided. Found {marks}."
    if any(not message["content"] for message in body["messages"]):
        yield "messages: all messages must have non-empty content"
    yield from _block_mistakes(body)
    if body.get("tool_choice") and not body.get("tools"):
        yield "tool_choice may only be specified while providing tools"
    yield from _tool_mistakes(body["messages"])


def _block_mistakes(body: Json) -> Iterator[str]:
    enabled = set()
    for where, block in _blocks(body):
        if block.get("type") == "text" and not block["text"].strip():
            yield f"{where}: text content blocks must contain non-whitespace text"
        if block.get("type") == "thinking" and block["signature"] != _signature(block["thinking"]):
            yield f"{where}: Invalid `signature` in `thinking` block"
        if block.get("type") == "search_result":
            enabled.add(bool((block.get("citations") or {}).get("enabled")))
            if not (block.get("content") and "source" in block and "title" in block):
                yield f"{where}: search_result needs content, source and title"
    if len(enabled) > 1:
        yield "citations must be enabled on all search_result blocks or on none"


def _tool_mistakes(messages: list[Json]) -> Iterator[str]:
    called: set[str] = set()
    for n, message in enumerate([*messages, {"role": "user", "content": []}]):
        blocks = _listed(message["content"])
        answered = {b["tool_use_id"] for b in blocks if b.get("type") == "tool_result"}
        if extra := answered - called:
            yield f"messages.{n}: tool_result without a tool_use in the previous message: {extra}"
        if missing := called - answered:
            yield f"messages.{n - 1}: tool_use without a tool_result right after it: {missing}"
        called = {b["id"] for b in blocks if b.get("type") == "tool_use"}
