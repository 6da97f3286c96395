"""The client of the Messages API, and how long it waits before it asks again."""

from typing import TYPE_CHECKING, Any

from bot.assistant.claude.faults import BUSY, busy

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

_PATIENCE = 10.0  # seconds that a person may be kept waiting by an API that says when to come back


def make_client(key: str, base_url: str | None, timeout: float) -> "AsyncAnthropic":
    """The API's client: `timeout` in seconds for each read, two retries where that may help."""
    from anthropic import AsyncAnthropic

    return AsyncAnthropic(
        api_key=key, base_url=base_url, timeout=timeout, max_retries=2, middleware=[_impatient]
    )


async def _impatient(request: Any, call_next: Any) -> Any:
    """Don't ask again where the API wants that only after longer than a person waits."""
    response = await call_next(request)
    if response.status_code in BUSY and _seconds(response.headers) > _PATIENCE:
        await response.close()
        raise busy(response.status_code)
    return response


def _seconds(headers: Any) -> float:
    try:
        return float(headers.get("retry-after") or 0)
    except ValueError:  # a date
        return 0.0
