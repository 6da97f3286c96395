"""Every way in which the Messages API can fail, as a fault with a name and a sentence."""

import re
from typing import Any

import structlog

from bot.assistant.writer import KEY_REFUSED, WriterFault
from bot.words import say

log = structlog.get_logger()

CONTEXT, UNSUPPORTED = "context", "unsupported"
# Other endpoints than Anthropic's have no code for these: their words are all that tells.
_OVERFLOW = re.compile(
    r"(?i)prompt is too long|exceeds? (?:the )?(?:model'?s? )?(?:context|token limit)|"
    r"context (?:length|window|limit)|too many (?:input )?tokens|token limit"
)
_UNKNOWN = re.compile(r"(?i)search_result|citation|\btools?\b|tool_choice|cache_control|strict")
_EFFORT = re.compile(r"(?i)effort|output_config")
# Faults of the API or the way to it, whatever is asked.
AWAY = frozenset(
    "timeout unreachable unreadable overloaded rate_limit api model forbidden".split()
) | {KEY_REFUSED}
BUSY = frozenset({429, 503, 529})
_BUSY_KINDS = {"rate_limit_error": 429, "overloaded_error": 529}
_BAD_REQUEST = frozenset({400, 413, 422})


def fault_of(error: Exception) -> WriterFault:
    """What an exception of the SDK, or of the transport below it, means."""
    import anthropic
    import httpx2

    if isinstance(error, anthropic.AuthenticationError):
        return WriterFault(KEY_REFUSED, say("claude-key-refused"))
    if isinstance(error, TimeoutError | anthropic.APITimeoutError | httpx2.TimeoutException):
        return WriterFault("timeout", say("claude-timeout"))
    if isinstance(error, anthropic.APIStatusError):
        log.info("claude_failed", status=error.status_code, error=error.type)
        return _of_status(error)
    # A stream that breaks raises the transport's own errors, not the SDK's.
    if isinstance(error, anthropic.AnthropicError | httpx2.HTTPError | AssertionError):
        return WriterFault("unreachable", say("claude-unreachable"))
    log.warning("claude_unreadable", exc_info=error)
    return WriterFault("unreadable", say("claude-unreadable"))


def busy(status: int) -> WriterFault:
    """The fault of an API that is asked too much."""
    if status == 429:
        return WriterFault("rate_limit", say("claude-rate-limit"))
    return WriterFault("overloaded", say("claude-overloaded"))


def ended(reason: str | None, rest: str) -> None:
    """Raise WriterFault unless the model came to its own end; `rest` is what it said last."""
    if reason == "refusal":
        raise WriterFault("refusal", say("claude-refusal"))
    if reason == "max_tokens":
        raise WriterFault("max_tokens", say("claude-max-tokens"), rest=rest)
    if reason == "model_context_window_exceeded":
        raise context()
    if reason == "tool_use":
        raise WriterFault("rounds", say("claude-rounds"))
    if reason not in ("end_turn", "stop_sequence"):
        raise WriterFault("cut", say("claude-cut"))


def context() -> WriterFault:
    """The fault of a prompt that the model can't take."""
    return WriterFault(CONTEXT, say("claude-context"))


def _of_status(error: Any) -> WriterFault:
    kind, status, words = error.type or "", error.status_code, str(error.api_message or error)
    if status in BUSY or kind in _BUSY_KINDS:
        return busy(_BUSY_KINDS.get(kind, status))
    if status == 413 or (status in _BAD_REQUEST and _OVERFLOW.search(words)):
        return context()
    if status in _BAD_REQUEST:
        return _of_words(words)
    if status == 404:
        return WriterFault("model", say("claude-model"))
    if status in (402, 403):
        return WriterFault("forbidden", say("claude-forbidden"))
    return WriterFault("api", say("claude-api"))


def _of_words(words: str) -> WriterFault:
    """What a refused request means."""
    if _EFFORT.search(words):
        return WriterFault("effort", say("claude-effort"))
    if _UNKNOWN.search(words):
        return WriterFault(UNSUPPORTED, say("claude-unsupported"))
    return WriterFault("api", say("claude-api"))
