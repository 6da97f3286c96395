"""Health, readiness and metrics over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.watch.prometheus import Prometheus
from bot.watch.pulse import Pulse
from bot.watch.readiness import waits_for
from bot.watch.standing import Standing

_STILL = 10.0  # seconds without a tick behind which the loop counts as stuck
_GOODBYE = 1.0  # seconds that an answer has at the end


class Endpoints:
    """What is answered under each path. `refresh` is how often the archive is looked at."""

    def __init__(self, metrics: Prometheus, pulse: Pulse, refresh: float) -> None:
        self._metrics = metrics
        self._pulse = pulse
        self._refresh = refresh
        self._standing = Standing(metrics.registry)

    def application(self) -> web.Application:
        """The paths."""
        application = web.Application()
        application.router.add_get("/healthz", self.healthz)
        application.router.add_get("/readyz", self.readyz)
        application.router.add_get("/metrics", self.metrics)
        return application

    async def healthz(self, _request: web.Request) -> web.Response:
        """200 while the event loop ticks; where it is stuck there is no answer at all."""
        age = self._pulse.age
        return web.json_response(
            {"healthy": age < _STILL, "last_tick": round(age, 3)},
            status=200 if age < _STILL else 503,
        )

    async def readyz(self, _request: web.Request) -> web.Response:
        """200 where questions can be answered and digests posted, else 503 with what isn't so."""
        watched = self._metrics.watched
        waiting = await waits_for(watched, self._refresh)
        return web.json_response(
            {"ready": not waiting, "waits_for": waiting, "degraded": list(watched.modes())},
            status=503 if waiting else 200,
        )

    async def metrics(self, _request: web.Request) -> web.Response:
        """All metrics in Prometheus's text format."""
        watched = self._metrics.watched
        await self._standing.look(watched, await waits_for(watched, self._refresh))
        body = await asyncio.to_thread(generate_latest, self._metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


@asynccontextmanager
async def serving(endpoints: Endpoints, host: str, port: int) -> AsyncIterator[int]:
    """Serve as long as the block runs; gives the port. Raises OSError where it can't be had."""
    runner = web.AppRunner(endpoints.application(), access_log=None, shutdown_timeout=_GOODBYE)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
