"""The writer with Claude: native citations from search results, one sentence a block."""

from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Any

import structlog

from bot.assistant.answer import Usage, WriterName, coverage_line, long_date
from bot.assistant.conversation import Turn
from bot.assistant.writer import KEY_LINE, KEY_REFUSED, Brief, Draft, Quote, Spent, WriterFault
from index.digest import Evidence
from prompts import load

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import (
        MessageParam,
        SearchResultBlockParam,
        TextBlock,
        TextBlockParam,
        TextCitation,
    )
    from anthropic.types import Usage as ApiUsage

log = structlog.get_logger()

NOT_IN_THE_ARCHIVE = "NOT IN THE ARCHIVE"
_TURNS = 12
_TURN_LENGTH = 2_000  # characters


class ClaudeWriter:
    """Writes with a model behind the Messages API.

    Evidence goes in as `search_result` blocks whose source is the passage's id. A citation is
    resolved by that source: the result's index counts over the whole conversation.
    """

    name: WriterName = "claude"

    def __init__(self, client: "AsyncAnthropic", model: str, max_tokens: int) -> None:
        self._client = client
        self._model = model
        self._max_tokens = max_tokens

    @property
    def model(self) -> str:
        """The model's id."""
        return self._model

    async def write(self, brief: Brief) -> AsyncGenerator[Draft | Spent]:
        """Write block by block: a block is a claim with its citations, or words between claims.

        Raises WriterFault for every way in which the API can fail.
        """
        import anthropic
        import httpx2

        if not brief.evidence:
            return
        try:
            async with self._client.messages.stream(
                model=self._model,
                max_tokens=self._max_tokens,
                system=system(),
                messages=messages(brief),
            ) as stream:
                async for event in stream:
                    if event.type == "content_block_stop" and event.content_block.type == "text":
                        draft = draft_of(event.content_block)
                        if draft:
                            yield draft
                final = await stream.get_final_message()
        except anthropic.AuthenticationError as error:
            raise WriterFault(KEY_REFUSED, KEY_LINE) from error
        except (anthropic.APITimeoutError, httpx2.TimeoutException) as error:
            raise WriterFault("timeout", "Claude took too long.") from error
        except anthropic.APIStatusError as error:
            log.info("claude_failed", status=error.status_code, error=error.type)
            raise WriterFault(*_status(error)) from error
        # A stream that breaks raises the transport's own errors, not the SDK's.
        except (anthropic.AnthropicError, httpx2.HTTPError, AssertionError) as error:
            raise WriterFault("unreachable", "Claude can't be reached.") from error
        yield Spent(_usage(final.usage))
        _ended(final.stop_reason)


def make_client(key: str, base_url: str | None, timeout: float) -> "AsyncAnthropic":
    """The API's client: `timeout` in seconds for each read, two retries where that may help."""
    from anthropic import AsyncAnthropic

    return AsyncAnthropic(api_key=key, base_url=base_url, timeout=timeout, max_retries=2)


def system() -> "list[TextBlockParam]":
    """The system prompt: the same for every question, so that it is read from the cache."""
    return [{"type": "text", "text": load("system").text, "cache_control": {"type": "ephemeral"}}]


def messages(brief: Brief) -> "list[MessageParam]":
    """The conversation so far, then the evidence with the question."""
    content: list[Any] = [search_result(evidence) for evidence in brief.evidence]
    question = load("question").fill(
        today=f"{brief.today:%A}, {long_date(brief.today)}",
        coverage=coverage_line(brief.coverage, brief.today),
        place=_place(brief),
        question=brief.standalone,
    )
    content.append({"type": "text", "text": question})
    return [*_earlier(brief.history), {"role": "user", "content": content}]


def _place(brief: Brief) -> str:
    about = brief.about
    if about is None:
        return "The question stands on its own."
    return (
        f"The question was asked under the digest {about.title} "
        f"({about.publication}, {long_date(about.date)}): that digest first, then the others."
    )


def search_result(evidence: Evidence) -> "SearchResultBlockParam":
    """One passage: its sentences as blocks, which are what can be cited."""
    origin, passage = evidence.origin, evidence.passage
    title = " › ".join((origin.title, *passage.headings))
    by = origin.publication if origin.kind == "digest" else f"Source {origin.publication}"
    return {
        "type": "search_result",
        "source": passage.id,
        "title": f"{by}, {long_date(origin.date)}: {title}",
        "content": [
            {"type": "text", "text": passage.quote(n, n + 1)} for n in range(len(passage.sentences))
        ],
        "citations": {"enabled": True},
    }


def draft_of(block: "TextBlock") -> Draft | None:
    """A text block of the answer as a draft, or None where it says that there is no answer."""
    if NOT_IN_THE_ARCHIVE in block.text:
        return None
    return Draft(block.text, tuple(_quote(citation) for citation in block.citations or ()))


def _quote(citation: "TextCitation") -> Quote:
    if citation.type != "search_result_location":
        return Quote("", 0, 0)  # nothing of the kind was sent: the check drops it
    return Quote(citation.source, citation.start_block_index, citation.end_block_index)


def _earlier(history: Sequence[Turn]) -> "list[MessageParam]":
    turns = [turn for turn in history if turn.content.strip()][-_TURNS:]
    while turns and turns[0].role != "user":
        turns.pop(0)
    return [
        {"role": "user", "content": turn.content[:_TURN_LENGTH]}
        if turn.role == "user"
        else {"role": "assistant", "content": turn.content[:_TURN_LENGTH]}
        for turn in turns
    ]


def _usage(usage: "ApiUsage") -> Usage:
    return Usage(
        usage.input_tokens,
        usage.output_tokens,
        usage.cache_read_input_tokens or 0,
        usage.cache_creation_input_tokens or 0,
    )


def _ended(reason: str | None) -> None:
    """Raise WriterFault unless the model came to its own end."""
    if reason == "refusal":
        raise WriterFault("refusal", "Claude declined to answer this.")
    if reason == "max_tokens":
        raise WriterFault("max_tokens", "Claude's answer grew too long.")
    if reason not in ("end_turn", "stop_sequence"):
        raise WriterFault("cut", "Claude's answer broke off.")


def _status(error: Any) -> tuple[str, str]:
    kind = error.type or ""
    if error.status_code == 429 or kind == "rate_limit_error":
        return "rate_limit", "Claude is over its rate limit."
    if error.status_code == 529 or kind == "overloaded_error":
        return "overloaded", "Claude is overloaded."
    if error.status_code == 404:
        return "model", "Claude doesn't know the model that is set: check FOOTNOTE_MODEL."
    if error.status_code in (402, 403):
        return "forbidden", "Claude's account doesn't allow this."
    return "api", "Claude answered with an error."
