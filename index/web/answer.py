"""What a server answers: a page, another address, that nothing changed, or why there's no page."""

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from index.web.body import Spoiled, read_body

if TYPE_CHECKING:
    import httpx

PAGES = frozenset(
    {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf"}
)
FEEDS = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
        "text/html",
        "text/plain",
    }
)
_WEEK = 7 * 86_400.0  # seconds
_PASSING = frozenset({408, 425, 429})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BEGINNINGS = (
    (b"%pdf-", "application/pdf"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<?xml", "application/xml"),
    (b"<rss", "application/xml"),
    (b"<feed", "application/xml"),
)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


class Unfetched(Exception):
    """There is no page; `reason`, also the message, tells why.

    `lasting` faults aren't worth another try soon. `retry_after` is how many seconds the server
    wants to be left alone, `status` what it answered; `asked` is False where it wasn't asked.
    """

    def __init__(
        self,
        reason: str,
        *,
        lasting: bool,
        retry_after: float | None = None,
        status: int | None = None,
        asked: bool = True,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lasting = lasting
        self.retry_after = retry_after
        self.status = status
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent; `url` is where it was found in the end.

    `charset` is what the header names, real or not; `max_age` counts seconds.
    """

    url: str
    media_type: str
    charset: str | None
    body: bytes
    etag: str | None = None
    last_modified: str | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was; `max_age` counts seconds."""

    url: str
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The page is elsewhere; `location` may be relative."""

    location: str


async def read(
    url: str, response: "httpx.Response", types: frozenset[str] | None, most: int
) -> Page | NotModified | Moved:
    """What `response` says, with a body of at most `most` bytes; Unfetched for all but a page.

    Without `types` every media type is taken, and a longer body is cut off.
    """
    status, headers = response.status_code, response.headers
    age = _MAX_AGE.search(headers.get("cache-control", ""))
    max_age = int(age[1]) if age else None
    if status in _REDIRECTS and "location" in headers:
        return Moved(headers.get_list("location")[0])
    if status == 304:
        return NotModified(url, max_age)
    if status != 200:
        lasting = status < 500 and status not in _PASSING
        later = None if lasting else _retry_after(headers.get("retry-after", ""))
        raise Unfetched(
            f"the server answered {status}", lasting=lasting, retry_after=later, status=status
        )
    named = headers.get_list("content-type")[0] if "content-type" in headers else ""
    media_type = named.partition(";")[0].strip().lower()
    _check_type(media_type, types)
    length = headers.get("content-length", "")
    if types is not None and length.isdecimal() and int(length) > most:
        raise Unfetched(f"it is longer than {most:,} bytes", lasting=True, status=status)
    try:
        encoding = headers.get("content-encoding", "")
        body = await read_body(response.aiter_raw(), encoding, most, cut=types is None)
    except Spoiled as spoiled:
        raise Unfetched(str(spoiled), lasting=not spoiled.broken, status=status) from None
    if not media_type:
        media_type = _type_of(body)
        _check_type(media_type or "of no type", types)
    return Page(
        url,
        media_type,
        response.charset_encoding,
        body,
        _validator(headers.get("etag")),
        _validator(headers.get("last-modified")),
        max_age,
    )


def _validator(value: str | None) -> str | None:
    """What is sent back with the next request: nothing where it couldn't be."""
    return value if value and value.isascii() and len(value) <= 500 else None


def _check_type(media_type: str, types: frozenset[str] | None) -> None:
    if types is not None and media_type and media_type not in types:
        raise Unfetched(f"it is {media_type[:80]}, which isn't read", lasting=True, status=200)


def _type_of(body: bytes) -> str:
    start = body[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for begins, kind in _BEGINNINGS if start.startswith(begins)), "")


def _retry_after(value: str) -> float | None:
    """The seconds of a Retry-After, which may also name a time; a week at most."""
    if re.fullmatch(r"[0-9]{1,9}", value):
        return min(float(value), _WEEK)
    try:
        at = parsedate_to_datetime(value)
        left = at.replace(tzinfo=at.tzinfo or dt.UTC) - dt.datetime.now(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(left.total_seconds(), 0.0), _WEEK)
