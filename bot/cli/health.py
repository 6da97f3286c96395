"""`footnote health`: asks the running bot how it is, in one line."""

import asyncio
import http.client

from bot.faults import BotFault
from bot.settings import Settings

_PATIENCE = 5.0  # seconds; a loop that is stuck for longer isn't healthy
_MOST = 2_000  # characters
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- where all addresses are served


async def health(settings: Settings, *, ready: bool) -> None:
    """Print what the bot says of itself; raises BotFault where that isn't good, or isn't said."""
    host, port = settings.watch_host, settings.watch_port
    if not port:
        raise BotFault("Nobody can be asked: set FOOTNOTE_WATCH_PORT, for the bot as well.")
    path = "/readyz" if ready else "/healthz"
    try:
        status, told = await asyncio.to_thread(_ask, _ANY.get(host, host), port, path)
    except (OSError, http.client.HTTPException) as error:
        raise BotFault(
            f"No answer from {host}:{port} ({_told(error)}). Does the bot run?"
        ) from error
    if status != 200:
        raise BotFault(f"Not {'ready' if ready else 'healthy'} ({status}): {told}")
    print(told)  # noqa: T201


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__


def _ask(host: str, port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(_MOST).decode(errors="replace")
    finally:
        connection.close()
