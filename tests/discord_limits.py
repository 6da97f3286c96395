"""Discord's rate limits, for the Discord on 127.0.0.1.

What headers and refusals look like is documented (docs.discord.com/developers/topics/rate-limits),
and so is the global limit. The sizes of the buckets are not: these are what libraries measured.
"""

import math
import re
import time
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


@dataclass(frozen=True)
class Bucket:
    """So many requests in so many seconds to the routes of a pattern, for each major parameter.

    The groups of the pattern are the major parameter; without one the bucket is the account's.
    """

    name: str
    method: str
    path: re.Pattern[str]
    size: RateLimitItem


def _bucket(name: str, methods: str, path: str, amount: int, seconds: int) -> Bucket:
    return Bucket(name, methods, re.compile(path), RateLimitItemPerSecond(amount, seconds))


BUCKETS = (
    _bucket("send", "POST", r"/channels/(\d+)/messages", 5, 5),
    _bucket("history", "GET", r"/channels/(\d+)/messages", 5, 5),
    _bucket("edit", "PATCH", r"/channels/(\d+)/messages/\d+", 5, 5),
    _bucket("delete", "DELETE", r"/channels/(\d+)/messages/\d+", 5, 1),
    _bucket("typing", "POST", r"/channels/(\d+)/typing", 5, 5),
    _bucket("thread", "POST", r"/channels/\d+(?:/messages/\d+)?/threads", 50, 300),
    _bucket("webhook", "POST PATCH DELETE GET", r"/webhooks/(\d+)/([^/]+)(?:/messages/.+)?", 5, 2),
)
GLOBAL = RateLimitItemPerSecond(50)
FREE = ("/interactions/", "/webhooks/")  # of the global limit


@dataclass(frozen=True)
class Verdict:
    """The headers that a request's answer has, and its body where it is refused."""

    headers: dict[str, str]
    refusal: dict[str, object] | None = None


class Limits:
    """Counts requests in windows that begin with the first one."""

    def __init__(self) -> None:
        self._windows = FixedWindowRateLimiter(MemoryStorage())

    def count(self, method: str, path: str) -> Verdict:
        """Count a request, or refuse it."""
        if not path.startswith(FREE) and not self._windows.hit(GLOBAL):
            wait = self._until_reset(GLOBAL)
            headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
            return Verdict(headers | _retry(wait), _refused(wait, everywhere=True))
        for bucket in BUCKETS:
            found = bucket.path.fullmatch(path)
            if found and method in bucket.method.split():
                return self._counted(bucket, found.groups())
        return Verdict({})

    def _counted(self, bucket: Bucket, major: tuple[str, ...]) -> Verdict:
        fine = self._windows.hit(bucket.size, bucket.name, *major)
        reset, remaining = self._windows.get_window_stats(bucket.size, bucket.name, *major)
        wait = self._until_reset(bucket.size, bucket.name, *major)
        headers = {
            "X-RateLimit-Limit": str(bucket.size.amount),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": f"{reset:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": bucket.name,
        }
        if fine:
            return Verdict(headers)
        headers |= {"X-RateLimit-Scope": "user"} | _retry(wait)
        return Verdict(headers, _refused(wait, everywhere=False))

    def _until_reset(self, size: RateLimitItem, *names: str) -> float:
        reset = self._windows.get_window_stats(size, *names).reset_time
        # Discord's clients sleep exactly so long: never a millisecond too short.
        return math.ceil(max(reset - time.time(), 0) * 1000) / 1000


def _retry(wait: float) -> dict[str, str]:
    return {"Retry-After": str(math.ceil(wait))}


def _refused(wait: float, *, everywhere: bool) -> dict[str, object]:
    return {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere}
