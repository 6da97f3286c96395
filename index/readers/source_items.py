"""A JSON file of source items: what a digest was made of, or what a JSON feed tells."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from index.digest import Block, Dating, Digest, Kind
from index.errors import Unreadable
from index.readers.dates import iso_date
from index.readers.feed import fragment
from index.readers.inline import is_web
from index.readers.part import Anchors, Part, hash_of
from index.readers.text import fold, seen

_TEXTS = ("content_html", "content", "text", "content_text", "summary", "description", "abstract")
_DATES = ("published", "date_published", "published_at", "date", "created_at")
_MOST = 10_000  # items of one file
_DEPTH = 6


def recognises(raw: bytes, suffix: str) -> bool:
    """Tell whether a file is JSON: by its name and its first character."""
    return suffix == ".json" and raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read(raw: bytes) -> tuple[Part, ...]:
    """Every object with a title and a web address, wherever it stands, is a source.

    The items of a JSON feed are digests. An item's anchor is its address. Raises Unreadable where
    it isn't JSON or holds no item.
    """
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON ({str(error)[:80]})") from error
    feed = isinstance(value, Mapping) and "jsonfeed.org" in str(value.get("version"))
    kind: Kind = "digest" if feed else "source"
    name = _plain(value.get("title")) if feed else ""
    anchors = Anchors()
    parts = []
    for item in _items(value):
        url = next(seen(str(item[key])) for key in ("url", "link") if is_web(str(item.get(key))))
        told = json.dumps(_told(item), sort_keys=True, default=str)
        parts.append(Part(_digest(item, url, name), hash_of(told), anchors.of(url), kind))
        if len(parts) == _MOST:
            break
    if not parts:
        raise Unreadable("no source item in it (an object with a title and an address)")
    return tuple(parts)


def _items(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        web = any(is_web(str(value.get(key))) for key in ("url", "link"))
        if web and isinstance(value.get("title"), str) and depth:
            yield value
            return
        value = list(value.values())
    if isinstance(value, list) and depth < _DEPTH:
        for item in value:
            yield from _items(item, depth + 1)


def _told(item: Mapping[str, Any]) -> dict[str, Any]:
    """What an item says; what was noted of it on the way (a rank, a score) isn't its content."""
    return {key: item[key] for key in ("title", "url", "link", *_TEXTS, *_DATES) if key in item}


def _digest(item: Mapping[str, Any], url: str, feed: str) -> Digest:
    title = _plain(item["title"])
    text = next((item[key] for key in _TEXTS if isinstance(item.get(key), str) and item[key]), "")
    digest = fragment(text) if text else Digest("")
    day = _day(next((item[key] for key in _DATES if item.get(key)), None))
    return Digest(
        title=title,
        publication=feed or _plain(item.get("source")) or None,
        date=day,
        dating=Dating(front_matter=day),
        summary=digest.summary or (() if digest.sections or not title else (Block(title),)),
        sections=digest.sections,
        url=url,
    )


def _plain(value: Any) -> str:
    """A name's words; a source may be an object that has one."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title")
    return fold(value) if isinstance(value, str) else ""


def _day(value: Any) -> dt.date | None:
    if not isinstance(value, str):
        return None
    try:
        return iso_date(value) or parsedate_to_datetime(value).date()
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
