"""YAML front matter at the head of a Markdown file."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from index.digest import Block
from index.readers.dates import iso_date
from index.readers.text import block, fold

_FENCED = re.compile(
    r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
# What PyYAML lets out of a text that is no YAML, or YAML with values that don't exist.
_BROKEN = (
    yaml.YAMLError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter tells of the digest; None and empty where it doesn't."""

    title: str | None = None
    publication: str | None = None
    date: dt.date | None = None
    tags: tuple[str, ...] = ()
    summary: tuple[Block, ...] = ()
    url: str | None = None


def split_front_matter(raw: str) -> tuple[FrontMatter, str]:
    """Part front matter from body. What isn't a YAML mapping is left in the body, as text."""
    match = _FENCED.match(raw)
    if match is None:
        return FrontMatter(), raw.removeprefix("\ufeff")
    try:
        values = yaml.safe_load(match[1])
    except _BROKEN:
        values = None
    if not isinstance(values, Mapping):
        return FrontMatter(), raw
    known = {key.lower(): value for key, value in values.items() if isinstance(key, str)}
    summary = _text(known, "summary", "description")
    return FrontMatter(
        title=_text(known, "title"),
        publication=_text(known, "publication", "newsletter", "site"),
        date=_date(known.get("date")),
        tags=_tags(known.get("tags")),
        summary=(block(summary),) if summary else (),
        url=_url(_text(known, "url", "link", "permalink", "canonical_url")),
    ), raw[match.end() :]


def _text(values: Mapping[str, Any], *keys: str) -> str | None:
    for key in keys:
        if text := _scalar(values.get(key)):
            return text
    return None


def _scalar(value: Any) -> str:
    """A text or a number as folded text; empty for all else, and for numbers of no sane size."""
    if isinstance(value, int) and abs(value) > 10**18:
        return ""
    return fold(str(value)) if isinstance(value, (str, int, float)) else ""


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return iso_date(value) if isinstance(value, str) else None


def _tags(value: Any) -> tuple[str, ...]:
    values = value.split(",") if isinstance(value, str) else value
    if not isinstance(values, list):
        return ()
    return tuple(dict.fromkeys(tag for item in values if (tag := _scalar(item).strip(" #"))))


def _url(value: str | None) -> str | None:
    return value if value and re.match(r"https?://\S+\Z", value) else None
