"""Text of the archive or of a model as Discord shows it literally: no pings, no stray Markdown."""

import re
from urllib.parse import quote, urlsplit

_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?\"')\]}]")
_MARKS = re.compile(r"[\\*_~`|\[\]<]")
# At the start of a line these make a heading, a quote, a list or subtext.
_LINE_START = re.compile(r"(?m)^([ \t]*)(#{1,3} |>|-# |[-+] )")
_NUMBERED = re.compile(r"(?m)^([ \t]*\d{1,9})([.)] )")
_MENTION = re.compile(r"@(?=everyone\b|here\b)", re.IGNORECASE)
# What Claude may write, apart from bold, italics, lists and code: links and mentions are ours.
_UNSAFE = re.compile(r"[\[\]<]|\|\|")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_ESCAPED = re.compile(r"\\([^\w\s]|_)")
_SUBTEXT = re.compile(r"(?m)^-# ")
_HEADING = re.compile(r"(?m)^([ \t]*)(#{1,6}) +")
_HIDDEN = "\u200b"
_LONGEST_URL = 500


def literal(text: str) -> str:
    """Plain text with every mark of Markdown escaped; bare addresses stay whole, unembedded."""
    return _LINE_START.sub(r"\1\\\2", _NUMBERED.sub(r"\1\\\2", _around_urls(text, _MARKS)))


def one_line(text: str) -> str:
    """Plain text on one line, literally."""
    return literal(" ".join(text.split()))


def label(text: str) -> str:
    """Plain text on one line as a link's label or a name, literally; addresses aren't links."""
    return _LINE_START.sub(
        r"\1\\\2", _NUMBERED.sub(r"\1\\\2", _escaped(" ".join(text.split()), _MARKS))
    )


def prose(text: str) -> str:
    """A model's Markdown: lists, bold and code stay; links, mentions and headings do not."""
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        parts += [_tame(text[end : code.start()]), _silent(code[0])]
        end = code.end()
    return "".join([*parts, _tame(text[end:])])


def _tame(text: str) -> str:
    text = _SUBTEXT.sub(r"\\-# ", text)
    return _around_urls(_HEADING.sub(r"\1", text), _UNSAFE)


def _around_urls(text: str, marks: re.Pattern[str]) -> str:
    parts: list[str] = []
    end = 0
    for url in _URL.finditer(text):
        parts += [_escaped(text[end : url.start()], marks), f"<{_MENTION.sub('%40', url[0])}>"]
        end = url.end()
    return "".join([*parts, _escaped(text[end:], marks)])


def _escaped(text: str, marks: re.Pattern[str]) -> str:
    return _silent(marks.sub(lambda mark: "".join(f"\\{c}" for c in mark[0]), text))


def _silent(text: str) -> str:
    """Pings are off for every message; this keeps @everyone from looking like one, too."""
    return _MENTION.sub(f"@{_HIDDEN}", text)


def plain(text: str) -> str:
    """What `literal` or `prose` made, as it was."""
    return _ESCAPED.sub(r"\1", text.replace(_HIDDEN, ""))


def link(label: str, url: str | None) -> str:
    """A masked link without an embed; the label alone where the address can't be one.

    The label is Markdown already.
    """
    address = safe_url(url)
    return f"[{label}](<{address}>)" if address else label


def safe_url(url: str | None) -> str | None:
    """An http(s) address that can stand in a masked link, or None."""
    if not url or len(url) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return _MENTION.sub("%40", quote(url.strip(), safe=";/?:@&=+$,#%!*'~-._[]"))
