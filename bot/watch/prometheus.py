"""The metrics for Prometheus, in a registry of their own.

Every label's values are few and known: no ids, and nothing that a person wrote.
"""

import datetime as dt
import platform
import time
from importlib.metadata import version
from itertools import product
from types import SimpleNamespace
from typing import get_args

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

from bot.assistant.answer import TOKENS, Outcome, WriterName
from bot.state.values import Feedback, Record
from bot.watch.metrics import Lettered, Metrics, Posted
from index.indexer import Report

_CHANGES = ("added", "updated", "removed")
_MOST = 16  # values of a label that settings or code name
_TOLD_APART = frozenset({401, 403, 404, 429})  # statuses; all others are counted by their hundred
_ANSWER = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80)  # seconds
_LAG = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_DELAY = (60, 120, 300, 600, 1_800, 3_600, 6 * 3_600, 24 * 3_600)


class Few:
    """The values of a label: the first few that are told, then 'other'."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def __call__(self, value: str) -> str:
        """The value, or 'other' where there are too many of them."""
        if value not in self._known and len(self._known) >= _MOST:
            return "other"
        self._known.add(value)
        return value


class Prometheus(Metrics):
    """Counts what happens in this process, since its start."""

    def __init__(self) -> None:
        super().__init__()
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        build = Info("footnote_build", "What runs.", registry=self.registry)
        build.info({"version": version("footnote"), "python": platform.python_version()})
        self._models, self._stages, self._faults = Few(), Few(), Few()
        self._answer_metrics()
        self._discord_metrics()
        self._from_zero()
        self.trace = self._tracing()

    def _answer_metrics(self) -> None:
        registry = self.registry
        self._answers = Counter(
            "footnote_answers",
            "Questions by what became of them and by who wrote.",
            ("outcome", "writer"),
            registry=registry,
        )
        self._faults_met = Counter(
            "footnote_answer_faults", "Why no whole answer came.", ("fault",), registry=registry
        )
        self._took = Histogram(
            "footnote_answer_seconds",
            "From the question on to the end of the search, the first words, the last ones.",
            ("stage", "writer"),
            buckets=_ANSWER,
            registry=registry,
        )
        self._tokens = Counter(
            "footnote_tokens", "Tokens of Claude's.", ("model", "kind"), registry=registry
        )
        self._cost = Counter(
            "footnote_cost_usd", "What those cost, in USD.", ("model",), registry=registry
        )
        self._unpriced = Counter(
            "footnote_unpriced_answers",
            "Answers whose model has no known price.",
            ("model",),
            registry=registry,
        )
        self._dropped = Counter(
            "footnote_citations_dropped",
            "Claims that the check let fall, with their citations.",
            registry=registry,
        )
        self._votes = Counter(
            "footnote_votes", "Votes on answers.", ("feedback",), registry=registry
        )
        self._lag = Histogram(
            "footnote_loop_lag_seconds",
            "How much later than asked the event loop came.",
            buckets=_LAG,
            registry=registry,
        )
        self._level = Gauge(
            "footnote_index_level_timestamp_seconds",
            "When this process last brought the index level.",
            registry=registry,
        )
        self._changes = Counter(
            "footnote_index_changes",
            "Documents that came, changed or went.",
            ("change",),
            registry=registry,
        )

    def _discord_metrics(self) -> None:
        registry = self.registry
        self._posts = Counter(
            "footnote_posts",
            "Daily posts by what became of a try.",
            ("outcome",),
            registry=registry,
        )
        self._delay = Histogram(
            "footnote_post_delay_seconds",
            "By how much a post came behind its server's hour, or its digest's arrival behind it.",
            buckets=_DELAY,
            registry=registry,
        )
        self._due = Gauge(
            "footnote_posts_due",
            "Posts that were due and not sent at the end of the last look.",
            registry=registry,
        )
        self._held_up = Gauge(
            "footnote_servers_held_up",
            "Servers whose posts wait until somebody there mends something.",
            registry=registry,
        )
        self._letters = Counter(
            "footnote_letters",
            "Letters by direct message by what became of a try.",
            ("outcome",),
            registry=registry,
        )
        self._requests = Counter(
            "footnote_discord_requests",
            "Requests to Discord by the answer's status; 429 is a rate limit.",
            ("status",),
            registry=registry,
        )

    def _from_zero(self) -> None:
        """Begin what is known to come at 0: Prometheus doesn't see the first of a new series."""
        for outcome, writer in product(get_args(Outcome), get_args(WriterName)):
            self._answers.labels(outcome, writer)
        for metric, labels in (
            (self._votes, get_args(Feedback)),
            (self._posts, get_args(Posted)),
            (self._letters, get_args(Lettered)),
            (self._changes, _CHANGES),
            (self._requests, ("1xx", "2xx", "4xx", "5xx", "none", *map(str, sorted(_TOLD_APART)))),
        ):
            for label in labels:
                metric.labels(label)

    def answered(self, record: Record) -> None:
        """Count an answer with what it took."""
        self._answers.labels(record.outcome, record.writer).inc()
        if record.fault:
            self._faults_met.labels(self._faults(record.fault)).inc()
        for stage, took in record.timings_ms:
            self._took.labels(self._stages(stage), record.writer).observe(took / 1000)
        self._dropped.inc(record.dropped)
        if record.model is None or record.usage is None:
            return
        model = self._models(record.model)
        for kind in TOKENS:
            tokens = getattr(record.usage, kind)
            self._tokens.labels(model, kind.removesuffix("_tokens")).inc(tokens)
        if record.cost is None:
            self._unpriced.labels(model).inc()
        else:
            self._cost.labels(model).inc(float(record.cost))

    def voted(self, feedback: Feedback) -> None:
        """Count a vote."""
        self._votes.labels(feedback).inc()

    def posted(self, outcome: Posted, delay: dt.timedelta | None = None) -> None:
        """Count a try to post."""
        self._posts.labels(outcome).inc()
        if delay is not None:
            self._delay.observe(max(0.0, delay.total_seconds()))

    def looked_for_posts(self, due: int, held_up: int) -> None:
        """Show how the last look at all servers ended."""
        self._due.set(due)
        self._held_up.set(held_up)

    def lettered(self, outcome: Lettered) -> None:
        """Count a try to send a letter."""
        self._letters.labels(outcome).inc()

    def levelled(self, report: Report) -> None:
        """Show when it was, count what changed."""
        super().levelled(report)
        self._level.set(time.time())
        for change in _CHANGES:
            self._changes.labels(change).inc(getattr(report, change))

    def lagged(self, seconds: float) -> None:
        """Count how late the event loop was."""
        self._lag.observe(seconds)

    def _tracing(self) -> aiohttp.TraceConfig:
        trace = aiohttp.TraceConfig()

        async def ended(
            _session: aiohttp.ClientSession,
            _context: SimpleNamespace,
            end: aiohttp.TraceRequestEndParams,
        ) -> None:
            status = end.response.status
            told = str(status) if status in _TOLD_APART else f"{status // 100}xx"
            self._requests.labels(told).inc()

        async def broke(
            _session: aiohttp.ClientSession,
            _context: SimpleNamespace,
            _error: aiohttp.TraceRequestExceptionParams,
        ) -> None:
            self._requests.labels("none").inc()

        trace.on_request_end.append(ended)
        trace.on_request_exception.append(broke)
        return trace
