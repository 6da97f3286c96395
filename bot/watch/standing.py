"""How things stand at the moment of a scrape: what is looked up rather than counted."""

import datetime as dt
import math

import structlog
from prometheus_client import CollectorRegistry, Gauge

from bot.watch.metrics import Watched
from bot.watch.readiness import PARTS, Part

log = structlog.get_logger()


class Standing:
    """Gauges that are set anew for each scrape."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, told: str, *labels: str) -> Gauge:
            return Gauge(f"footnote_{name}", told, labels, registry=registry)

        self._ready = gauge("ready", "1 where a part is ready, else 0.", "part")
        self._degraded = gauge("degraded", "1 for each mode that is degraded now.", "mode")
        self._documents = gauge("index_documents", "Documents of the index.", "kind")
        self._passages = gauge("index_passages", "Passages of the index.")
        self._pending = gauge("index_pending_vectors", "Passages that wait for their vector.")
        self._newest = gauge(
            "newest_digest_timestamp_seconds", "The day of the newest digest, its beginning in UTC."
        )
        self._open = gauge("questions_open", "Questions without a whole answer yet.")
        self._waiting = gauge("questions_waiting", "Of those, behind others of their channel.")
        self._unwritten = gauge("records_waiting", "Records of answers that aren't written yet.")
        self._latency = gauge(
            "gateway_latency_seconds", "From a heartbeat to Discord to its answer.", "shard"
        )
        self._connected = gauge("gateway_connected", "1 where a shard is connected.", "shard")

    async def look(self, watched: Watched, waits_for: dict[Part, str]) -> None:
        """Set all gauges; those of an index that doesn't answer stay as they were."""
        for part in PARTS:
            self._ready.labels(part).set(part not in waits_for)
        self._degraded.clear()
        for mode in watched.modes():
            self._degraded.labels(mode).set(1)
        self._look_at_bot(watched)
        if watched.store is not None and "index" not in waits_for:
            try:
                await self._look_at_index(watched)
            except Exception:
                log.exception("index_unseen")

    def _look_at_bot(self, watched: Watched) -> None:
        self._latency.clear()
        self._connected.clear()
        bot = watched.bot
        if watched.recorder is not None:
            self._unwritten.set(watched.recorder.waiting)
        if bot is None:
            return
        self._open.set(bot.asker.unanswered)
        self._waiting.set(bot.asker.waiting)
        for id_, shard in bot.shards.items():
            self._connected.labels(id_).set(not shard.is_closed())
            if math.isfinite(shard.latency):  # before the first heartbeat there is none
                self._latency.labels(id_).set(shard.latency)

    async def _look_at_index(self, watched: Watched) -> None:
        if watched.store is None:
            return
        catalog = watched.store.catalog
        origins = await catalog.origins()
        for kind in ("digest", "source"):
            self._documents.labels(kind).set(sum(each.kind == kind for each in origins))
        today = dt.datetime.now(dt.UTC).date()
        days = [each.date for each in origins if each.kind == "digest" and each.date]
        if newest := max((day for day in days if day <= today), default=None):
            beginning = dt.datetime.combine(newest, dt.time(), dt.UTC)
            self._newest.set(beginning.timestamp())
        self._passages.set(await catalog.passage_count())
        self._pending.set(await catalog.outbox.pending())
