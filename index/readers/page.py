"""A web page, saved or fetched: its main text without what stands around it."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.digest import Dating, Digest, Section
from index.errors import Unreadable
from index.readers.dates import iso_date
from index.readers.html import outline_of
from index.readers.inline import is_web
from index.readers.text import fold, mended

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_OPENING = re.compile(
    rb"(?i)\A(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b",
    re.DOTALL,
)
_LANGUAGE = re.compile(rb"(?i)<html\b[^>]{0,2000}?\s(?:xml:)?lang\s*=\s*[\"']?([a-z]{2})(?![a-z])")
_TAGS = {
    "list": "ul",
    "item": "li",
    "ref": "a",
    "row": "tr",
    "lb": "br",
    "quote": "blockquote",
    "graphic": "img",
    "del": "s",
    "hi": "span",
}
# The day that a page says it is from; one guessed from its text isn't to be trusted.
_DATES = {"extensive_search": False, "original_date": True}


def recognises(raw: bytes) -> bool:
    """Tell whether a file is a web page: by its opening, whatever its name."""
    return bool(_OPENING.match(raw[:4096]))


def read(raw: bytes, url: str | None = None) -> Digest:
    """Read a page; `url` is where it was fetched. A page without a text gives an empty Digest.

    Raises Unreadable where the page can't be taken apart.
    """
    other = mended(raw)
    try:
        page = _extracted(raw, url)
    except Unreadable:
        if other == raw:
            raise
        page = None
    if page is None and other != raw:
        page = _extracted(other, url)
    if page is None or page.body is None:
        return Digest("")
    digest = outline_of(_as_html(page.body)).digest()
    said = () if page.commentsbody is None else outline_of(_as_html(page.commentsbody)).blocks
    if said:
        digest = replace(digest, sections=(*digest.sections, Section("Comments", said)))
    day = iso_date(page.date or "")
    title = fold(page.title or "")
    return replace(
        digest,
        title=title or digest.title,
        publication=fold(page.sitename or "") or None,
        date=day or digest.date,
        dating=Dating(front_matter=day),
        tags=tuple(fold(tag) for tag in page.tags or () if fold(tag)),
        url=page.url if is_web(page.url or "") else url,
        language=_language(raw),
    )


def _extracted(raw: bytes, url: str | None) -> Any:
    from trafilatura import bare_extraction

    try:
        return bare_extraction(
            raw,
            url=url,
            include_links=True,
            include_formatting=True,
            with_metadata=True,
            date_extraction_params=_DATES,
        )
    except Exception as error:  # pages break the library in every way
        raise Unreadable(f"a page that can't be read ({type(error).__name__})") from error


def _language(raw: bytes) -> str | None:
    """The language that a page says it is in."""
    match = _LANGUAGE.search(raw[:65_536])
    return match[1].decode().lower() if match else None


def _as_html(body: "HtmlElement") -> "HtmlElement":
    """The library's own names of elements as those of HTML."""
    for element in body.iter():
        tag = element.tag
        if tag == "head":
            element.tag = element.get("rend") or "h2"
        elif tag == "cell":
            element.tag = "th" if element.get("role") == "head" else "td"
        elif tag == "ref":
            element.set("href", element.get("target") or "")
            element.tag = "a"
        elif tag == "code" and "\n" in "".join(element.itertext()):
            element.tag = "pre"
        elif tag in _TAGS:
            element.tag = _TAGS[tag]
    return body
