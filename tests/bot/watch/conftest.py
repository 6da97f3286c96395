"""A bot that is watched: metrics, and the endpoints over HTTP on a free port."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.recorder import Recorder, recording
from bot.services import Services
from bot.state import State
from bot.watch.prometheus import Prometheus
from bot.watch.pulse import Pulse
from bot.watch.server import Endpoints, serving


@dataclass(frozen=True)
class Outside:
    """The endpoints as whoever watches sees them."""

    port: int
    pulse: Pulse

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body of an answer."""
        url = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, await answer.text()

    async def samples(self) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        """What a scrape reads, by name and labels."""
        status, text = await self.get("/metrics")
        assert status == 200
        families = text_string_to_metric_families(text)
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families
            for sample in family.samples
        }


def of(name: str, **labels: Any) -> tuple[str, frozenset[tuple[str, str]]]:
    """The key of a sample."""
    return f"footnote_{name}", frozenset((key, str(value)) for key, value in labels.items())


@pytest.fixture
def metrics() -> Prometheus:
    """Empty metrics."""
    return Prometheus()


@pytest.fixture
async def recorder(state: State, metrics: Prometheus) -> AsyncIterator[Recorder]:
    """A recorder that tells the metrics."""
    async with recording(lambda: nullcontext(state), 30, at_once=True, metrics=metrics) as opened:
        yield opened


@pytest.fixture
def services(services: Services, metrics: Prometheus) -> Services:
    """Services that tell the metrics."""
    return replace(services, metrics=metrics)


@pytest.fixture
async def seen(metrics: Prometheus) -> AsyncIterator[Outside]:
    """The endpoints of a bot that isn't up yet."""
    pulse = Pulse(metrics.lagged)
    async with serving(Endpoints(metrics, pulse, 30.0), "127.0.0.1", 0) as port:
        yield Outside(port, pulse)
