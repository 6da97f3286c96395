"""What stands at the head of a Markdown file: YAML, TOML, or lines such as 'Title: …'."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from index.digest import Block
from index.readers.dates import date_in_path, date_in_text
from index.readers.markdown import block
from index.readers.text import fold

_FENCED = re.compile(
    r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# Pelican's: lines of names and values up to an empty one, with a title or a date among them.
_LINES = re.compile(
    r"\A\ufeff?((?:[A-Za-z][\w -]{1,20}:[^\n]*\n(?:[ \t][^\n]*\n)*+){2,}+)(?:\n|\Z)"
)
_LINE = re.compile(r"(?m)^([A-Za-z][\w -]{0,20}):[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)")
_NEEDED = frozenset(("title", "date"))
_LONGEST = 100_000  # characters; between two lines of dashes may stand a whole text
_LONGEST_TOML = 10_000  # a key of many parts takes the library the square of its length
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


class _Loader(yaml.SafeLoader):
    """YAML without merged mappings ('<<'), which can grow beyond all time."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave a mapping as it is written."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter tells of the digest; None and empty where it doesn't."""

    title: str | None = None
    publication: str | None = None
    date: dt.date | None = None
    tags: tuple[str, ...] = ()
    summary: tuple[Block, ...] = ()
    url: str | None = None
    language: str | None = None


def split_front_matter(raw: str) -> tuple[FrontMatter, str]:
    """Part front matter from body. What is none is left in the body, as text.

    Where fenced lines aren't YAML ('title: a: b'), each that has a name and a value is believed.
    """
    if match := _FENCED.match(raw):
        values = _yaml(match[1]) or _lines(match[1])
    elif match := _TOML.match(raw):
        values = _toml(match[1])
    elif match := _LINES.match(raw):
        values = _lines(match[1])
    else:
        values = {}
    known = {key.lower(): value for key, value in values.items() if isinstance(key, str)}
    if match is None or not known:
        return FrontMatter(), raw.removeprefix("\ufeff")
    summary = _text(known, "summary", "description")
    return FrontMatter(
        title=_text(known, "title"),
        publication=_text(known, "publication", "newsletter", "site"),
        date=_date(known.get("date")),
        tags=_tags(known.get("tags")),
        summary=(block(summary),) if summary else (),
        url=_url(_text(known, "url", "link", "permalink", "canonical_url")),
        language=_language(_text(known, "lang", "language")),
    ), raw[match.end() :]


def _yaml(text: str) -> Mapping[Any, Any]:
    try:
        values = _Loader(text).get_single_data() if len(text) <= _LONGEST else None
    except _BROKEN:
        return {}
    return values if isinstance(values, Mapping) else {}


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text) if len(text) <= _LONGEST_TOML else {}
    except (ValueError, RecursionError):
        return {}


def _lines(text: str) -> Mapping[str, Any]:
    found = {name.lower().strip(): value.strip(" \t\"'") for name, value in _LINE.findall(text)}
    return found if _NEEDED & found.keys() else {}


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
    text = _scalar(value)
    return date_in_text(text) or date_in_path(text)


def _tags(value: Any) -> tuple[str, ...]:
    values = value.split(",") if isinstance(value, str) else value
    if not isinstance(values, list):
        return ()
    return tuple(dict.fromkeys(tag for item in values if (tag := _scalar(item).strip(" #"))))


def _url(value: str | None) -> str | None:
    return value if value and re.match(r"https?://\S+\Z", value) else None


def _language(value: str | None) -> str | None:
    return value[:2].lower() if value and re.match(r"[A-Za-z]{2}(?:[-_]|\Z)", value) else None
