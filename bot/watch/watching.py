"""Watching as the settings say."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from bot.settings import Settings
from bot.watch.metrics import Metrics

log = structlog.get_logger()


@asynccontextmanager
async def watching(settings: Settings) -> AsyncIterator[Metrics]:
    """What is told of all that happens; served as long as the block runs, where a port is set.

    A port that can't be had is logged, and the bot runs on without.
    """
    host, port = settings.watch_host, settings.watch_port
    if not port:
        yield Metrics()
        return
    from bot.watch.prometheus import Prometheus
    from bot.watch.pulse import Pulse
    from bot.watch.server import Endpoints, serving

    metrics = Prometheus()
    pulse = Pulse(metrics.lagged)
    async with AsyncExitStack() as stack:
        ticking = asyncio.create_task(pulse.run())
        stack.callback(ticking.cancel)
        endpoints = Endpoints(metrics, pulse, settings.refresh)
        try:
            await stack.enter_async_context(serving(endpoints, host, port))
        except (OSError, UnicodeError) as error:
            log.warning(
                "watch_refused",
                address=f"{host}:{port}",
                reason=str(error),
                hint="Set FOOTNOTE_WATCH_PORT to a free port, FOOTNOTE_WATCH_HOST to an address of "
                "this machine. The bot runs on without.",
            )
        else:
            _tell(host, port)
        yield metrics


def _tell(host: str, port: int) -> None:
    if is_loopback(host):
        log.info("watched", address=f"{host}:{port}")
    else:
        log.warning(
            "watched_by_others",
            address=f"{host}:{port}",
            hint="Health and metrics can be read from other machines. If that isn't wanted, "
            "leave FOOTNOTE_WATCH_HOST at 127.0.0.1.",
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address; a name that isn't known may be anything."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
