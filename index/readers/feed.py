"""A feed, RSS or Atom: every entry is a digest, whether it holds the text or only its summary."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

from index.digest import Block, Dating, Digest
from index.errors import Unreadable
from index.readers.html import outline_of, parse
from index.readers.inline import is_web
from index.readers.part import Anchors, Part, hash_of
from index.readers.text import fold, mended, seen

_OPENING = re.compile(
    r"(?is)\A[\s\ufeff]*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!doctype[^>\[]*(?:\[.*?\]\s*)?>\s*)*+<(?:\w+:)?(?:rss|feed|rdf)\b"
)
_HEAD = 16_384  # bytes before the root element
_ENTITY = re.compile(rb"(?i)<!ENTITY")
# The line that names the encoding, with letters in it that no encoding has.
_GARBLED = re.compile(rb"(?s)\A[^<]*<\?xml(?=[^>]*[\x80-\xff]).*?\?>")
_MARKS = re.compile(r"<[a-zA-Z!/]|&[#\w]+;")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed tells of itself, and its entries in its own order."""

    title: str
    entries: tuple[Part, ...]


def recognises(raw: bytes) -> bool:
    """Tell whether a file is a feed: by its root element."""
    head = raw[:_HEAD]
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    return bool(_OPENING.match(head.decode("utf-16" if utf16 else "utf-8", "replace")))


def read(raw: bytes, url: str | None = None) -> Feed:
    """Read a feed; `url` is where it was fetched, for links relative to it.

    A broken feed gives the entries that can be read; where it can't be taken apart at all
    Unreadable is raised. An entry's anchor is its guid or its link.
    """
    # Entities that a document declares itself are how an XML bomb is built; feeds need none.
    safe = b"" if _ENTITY.search(raw) else raw
    headers = {"content-location": url} if url else {}
    try:
        found = _parsed(safe, headers)
    except Exception:  # noqa: BLE001 -- files break the library in every way
        try:
            found = _parsed(_GARBLED.sub(b"", mended(safe)), headers)
        except Exception as error:
            raise Unreadable(f"a feed that can't be read ({type(error).__name__})") from error
    about = found.get("feed", {})
    title, language = _plain(about.get("title")), str(about.get("language") or "")[:2].lower()
    anchors = Anchors()
    entries = []
    for entry in found.get("entries", []):
        digest = replace(_digest(entry), publication=title or None, language=language or None)
        anchor = fold(str(entry.get("id") or entry.get("link") or digest.title))
        # Entries may share a guid.
        entries.append(Part(digest, _hash(entry), anchors.of(anchor)))
    return Feed(title, tuple(entries))


def _parsed(raw: bytes, headers: dict[str, str]) -> Any:
    import feedparser

    return feedparser.parse(raw, response_headers=headers, sanitize_html=False)


def _digest(entry: Any) -> Digest:
    title, link = _plain(entry.get("title")), str(entry.get("link") or "")
    html = max(_texts(entry), key=len, default="")
    digest = fragment(html) if html else Digest("")
    if title and not (digest.summary or digest.sections):
        digest = replace(digest, summary=(Block(title),))
    day = _day(entry)
    return replace(
        digest,
        title=title or digest.title,
        date=day,
        dating=Dating(front_matter=day),
        tags=tuple(
            dict.fromkeys(tag for t in entry.get("tags", []) if (tag := _plain(t.get("term"))))
        ),
        url=seen(link) if is_web(link) else None,
    )


def _texts(entry: Any) -> list[str]:
    contents = [c.get("value") or "" for c in entry.get("content", []) if "html" in _type(c)]
    plain = [c.get("value") or "" for c in entry.get("content", []) if "html" not in _type(c)]
    return [*contents, *plain, str(entry.get("summary") or "")]


def _type(content: Any) -> str:
    return str(content.get("type") or "")


def _hash(entry: Any) -> str:
    told = [str(entry.get(name) or "") for name in ("id", "link", "title", "published", "updated")]
    return hash_of(*told, *_texts(entry))


def fragment(html: str) -> Digest:
    """A piece of HTML, or plain text, as a digest without a title of its own."""
    text = html if _MARKS.search(html) else f"<p>{html}</p>"
    root = parse(text)
    return Digest("") if root is None else outline_of(root).digest()


def _plain(value: Any) -> str:
    """A title's words: feeds put HTML and entities into titles, too."""
    text = str(value or "")
    if _MARKS.search(text):
        digest = fragment(f"<p>{text}</p>")
        text = " ".join(block.text for block in digest.summary)
    return fold(text)


def _day(entry: Any) -> dt.date | None:
    """The day on which an entry was published, else last changed, in UTC."""
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return dt.date(moment.tm_year, moment.tm_mon, moment.tm_mday) if moment else None
    except ValueError:
        return None
