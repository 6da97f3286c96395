"""Health, readiness and metrics as whoever watches reads them."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.assistant.answer import Answer
from bot.cli.discord import discord
from bot.cli.health import health
from bot.client import FootnoteBot
from bot.faults import BotFault
from bot.recorder import Recorder
from bot.services import Services
from bot.settings import Settings
from bot.watch.metrics import Metrics, Watched
from bot.watch.prometheus import Prometheus
from bot.watch.pulse import Pulse
from bot.watch.watching import is_loopback, watching
from index.catalog import Catalog
from index.database import open_postgres
from index.indexer import Report
from index.schema import POSTGRES_SCHEMA
from index.store import Store
from tests.bot.watch.conftest import Outside, of
from tests.index.making import write
from tests.postgres import Cluster

ANY = "0.0.0.0"  # noqa: S104 -- what is warned of


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """A port of this machine that somebody else listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


async def test_health_is_that_the_loop_ticks(
    seen: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is healthy while the loop ticked in the last seconds, whatever else isn't up."""
    ticking = asyncio.create_task(seen.pulse.run())
    assert (await seen.get("/healthz"))[0] == 200
    assert (await seen.get("/elsewhere"))[0] == 404
    ticking.cancel()
    monkeypatch.setattr(seen.pulse, "_last", time.monotonic() - 11)

    status, told = await seen.get("/healthz")

    assert (status, json.loads(told)["healthy"]) == (503, False)


async def test_what_isnt_ready_is_named(seen: Outside) -> None:
    """Before anything is open it isn't ready, and each part says why."""
    status, told = await seen.get("/readyz")

    assert status == 503
    assert json.loads(told) == {
        "ready": False,
        "waits_for": {
            "index": "not open",
            "state": "not open",
            "archive": "not read yet",
            "gateway": "not connected",
        },
        "degraded": [],
    }
    assert (await seen.samples())[of("ready", part="state")] == 0


@pytest.mark.usefixtures("env")
async def test_ready_is_that_all_parts_are(
    simcord_bot: FootnoteBot, services: Services, seen: Outside, metrics: Prometheus
) -> None:
    """With open stores, an index that is level and all shards it is ready, until one goes away."""
    metrics.levelled(Report())
    metrics.watched.modes = lambda: ["Claude away: quoting instead"]
    with metrics.watched.of(services.store, services.state):
        status, told = await seen.get("/readyz")
        assert (status, json.loads(told)["waits_for"]) == (200, {})
        assert json.loads(told)["degraded"] == ["Claude away: quoting instead"]
        await simcord_bot.shards[0].disconnect()
        metrics.watched.looked = time.monotonic() - 391

        status, told = await seen.get("/readyz")
        samples = await seen.samples()

    assert status == 503
    waits_for = json.loads(told)["waits_for"]
    assert waits_for == {"gateway": "shards not connected: 0", "archive": "last read 391 s ago"}
    assert samples[of("ready", part="gateway")] == 0
    assert samples[of("ready", part="index")] == 1
    assert samples[of("gateway_connected", shard=0)] == 0
    assert samples[of("degraded", mode="Claude away: quoting instead")] == 1


@pytest.mark.usefixtures("env")
async def test_an_index_that_another_process_keeps_level_is_ready(
    services: Services, seen: Outside, metrics: Prometheus, postgres: Cluster
) -> None:
    """Whoever shares an index needn't read the archive itself: its own age counts."""
    url = await postgres.create()
    catalogs = [await Catalog.of(open_postgres(url, POSTGRES_SCHEMA), "m") for _ in range(2)]
    await catalogs[0].settle()
    store = cast("Store", SimpleNamespace(catalog=catalogs[1]))
    with metrics.watched.of(store, services.state):
        assert "not read yet" in (await seen.get("/readyz"))[1]
        await catalogs[0].levelled.note()

        status, told = await seen.get("/readyz")
        metrics.watched.stopping = True
        stopped, why = await seen.get("/readyz")

    for catalog in catalogs:
        await catalog.close()
    assert (status, json.loads(told)["waits_for"]) == (200, {})
    assert (stopped, json.loads(why)["waits_for"]) == (503, {"process": "stopping"})


async def test_a_bot_that_stops_says_so(simcord_bot: FootnoteBot, metrics: Prometheus) -> None:
    """Once it finishes what it has begun, nothing more is to be sent to it."""
    await simcord_bot.finish()

    assert metrics.watched.stopping


async def test_records_that_wait_are_seen(seen: Outside, metrics: Prometheus) -> None:
    """How many records of answers wait to be written is looked up at a scrape."""
    recorder = metrics.watched.recorder = Recorder(30)
    async for _ in recorder.kept("Why?", nothing()):
        pass

    assert (await seen.samples())[of("records_waiting")] == 1


async def nothing() -> AsyncIterator[Answer]:
    """An answer that never comes."""
    answers: tuple[Answer, ...] = ()
    for answer in answers:
        yield answer


async def test_a_store_that_doesnt_answer_isnt_ready(
    services: Services, seen: Outside, metrics: Prometheus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a store raises makes it not ready, and the metrics are served all the same."""

    async def broken() -> int:
        raise OSError("the disk is gone")

    with metrics.watched.of(services.store, services.state):
        monkeypatch.setattr(services.store.catalog.outbox, "pending", broken)
        _, told = await seen.get("/readyz")
        assert (await seen.samples())[of("ready", part="index")] == 0

    assert json.loads(told)["waits_for"]["index"] == "no answer (OSError)"


async def test_nothing_is_served_by_default() -> None:
    """Without a port there are no endpoints and nothing is counted; the address is this machine."""
    settings = Settings()
    async with watching(settings) as metrics:
        assert type(metrics) is Metrics
    assert is_loopback(settings.watch_host)


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
async def test_a_taken_port_is_told_and_the_bot_runs_on(taken: socket.socket, host: str) -> None:
    """A port that is taken, or an address of another machine, is one line of the log, no error."""
    settings = Settings(watch_port=taken.getsockname()[1], watch_host=host)
    with capture_logs() as logs:
        async with watching(settings) as metrics:
            metrics.lagged(0.0)

    (line,) = logs
    assert (line["event"], line["log_level"]) == ("watch_refused", "warning")
    assert "FOOTNOTE_WATCH_PORT" in line["hint"]


@pytest.mark.parametrize(("host", "loud"), [("127.0.0.1", False), (ANY, True)])
async def test_a_public_address_is_warned_of(host: str, *, loud: bool, free: int) -> None:
    """Whoever lets other machines read it is told so at the start; on the loopback nobody is."""
    with capture_logs() as logs:
        async with watching(Settings(watch_host=host, watch_port=free)):
            socket.create_connection(("127.0.0.1", free)).close()
    assert [line["log_level"] == "warning" for line in logs] == [loud]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", free))


@pytest.fixture
def free() -> int:
    """A port that nobody has."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "expected"),
    [("::1", True), ("localhost", True), ("127.0.0.9", True), ("10.0.0.7", False), ("bot", False)],
)
def test_only_the_loopback_is_private(host: str, *, expected: bool) -> None:
    """An address that other machines may reach doesn't count as private, nor does a name."""
    assert is_loopback(host) is expected


async def test_the_command_asks_the_bot(
    seen: Outside, capsys: pytest.CaptureFixture[str], free: int
) -> None:
    """`footnote health` prints what the bot says, and fails in one line where it isn't well."""
    await health(Settings(watch_port=seen.port, watch_host=ANY), ready=False)
    assert json.loads(capsys.readouterr().out)["healthy"]
    for settings, reason in (
        (Settings(watch_port=seen.port), r"^Not ready \(503\): .*\"gateway\": \"not connected\""),
        (Settings(watch_port=free), rf"^No answer from 127.0.0.1:{free} \(.*refused"),
        (Settings(), "set FOOTNOTE_WATCH_PORT"),
    ):
        with pytest.raises(BotFault, match=reason):
            await health(settings, ready=True)


async def test_the_entry_watches_what_it_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    """`footnote run` serves what it opened and counts its answers, until it closes them."""
    archive = write(tmp_path / "archive", {"2026-04-13.md": "GLM-5.1 leads SWE-Bench Pro."})
    settings = Settings(archive=(str(archive),), data=tmp_path / "data", watch_port=free)
    watched: list[Watched] = []

    async def run(services: Services) -> None:
        assert isinstance(services.metrics, Prometheus)
        watched.append(services.metrics.watched)
        seen = Outside(free, Pulse(services.metrics.lagged))
        _, told = await seen.get("/readyz")
        assert json.loads(told)["waits_for"] == {"gateway": "not connected"}
        growing = services.assistant.stream("Who sells zeppelins?")
        async for _ in services.recorder.kept("Who sells zeppelins?", growing):
            pass
        samples = await seen.samples()
        assert samples[of("answers_total", outcome="abstained", writer="extractive")] == 1
        assert samples[of("index_documents", kind="digest")] == 1

    monkeypatch.setattr("bot.cli.discord.run_bot", run)
    await discord(settings)
    assert (watched[0].store, watched[0].state) == (None, None)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", free))
