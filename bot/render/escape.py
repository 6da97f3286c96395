"""Text of the archive or of a model as Discord shows it literally: no pings, no stray Markdown."""

import re
from urllib.parse import quote, urlsplit

from index.readers.text import seen, seen_lines

_URL = re.compile(r"(?i)https?://[^\s<>|]+[^\s<>|.,;:!?\"')\]}]")
_MARKS = re.compile(r"[\\*_~`|\[\]<]")
# At the start of a line these make a heading, a quote, a list or subtext.
_LINE_START = re.compile(r"(?m)^([^\S\n]*)((?:#{1,3}|-#|[-+])(?=\s|$)|>)")
_NUMBERED = re.compile(r"(?m)^([ \t]*\d{1,9})([.)] )")
_MENTION = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
# What Claude may write, apart from bold, italics, lists and code: links and mentions are ours.
_UNSAFE = re.compile(r"[\\`\[\]<]|\|\|")
# Only code that every reader of Markdown takes for code: a fence on lines of its own, closed by us
# where it isn't, with something in it; accents on one line, not touching another or a backslash.
_CODE = re.compile(
    r"""(?mx)
    (?P<fence> ^[ \t]*```[ \t]*[\w+\#.-]{0,20}[ \t]*\n (?=\s*[^\s`]) (?:(?!```)[\s\S])*? )
      (?: \n[ \t]* (?P<close>```) [ \t]*$ | \Z )
    | (?<![`\\]) ` [^`\n]{1,200} ` (?!`)
    """
)
# Addresses, invitations, masks and pings, which become alive by their text alone.
_LIVE = re.compile(r"(?i):(?=//)|discord(?:app)?\.(?:gg|com)(?=/)|\](?=\()|@(?=everyone|here)")
_TAG = re.compile(r"<(?=[@#]|(?:/[^<>\n]+|a?:\w+|t|id):)")
_ESCAPED = re.compile(r"\\([^\w\s]|_)")
# Small print, quotes and headings, at the start of a line or of an item.
_ITEMS = r"(?m)^([^\S\n]*(?:(?:[-*+]|\d{1,9}[.)])[^\S\n]+)*)"
_SUBTEXT = re.compile(rf"{_ITEMS}(-#(?=\s)|>)")
_HEADING = re.compile(rf"{_ITEMS}(?:#{{1,6}}(?:[^\S\n]+|$))+")
_HIDDEN = "\u200b"
_LONGEST_URL, _LONGEST_QUOTED = 500, 1_000


def literal(text: str) -> str:
    """Plain text with every mark of Markdown escaped; bare addresses stay whole, unembedded."""
    text = seen_lines(text)
    return _LINE_START.sub(r"\1\\\2", _NUMBERED.sub(r"\1\\\2", _around_urls(text)))


def one_line(text: str) -> str:
    """Plain text on one line, literally."""
    return literal(" ".join(text.split()))


def label(text: str) -> str:
    """Plain text on one line as a link's label or a name, literally; addresses aren't links."""
    escaped = _escaped(" ".join(seen(text).split()), _MARKS)
    return _LINE_START.sub(r"\1\\\2", _NUMBERED.sub(r"\1\\\2", escaped))


def prose(text: str) -> str:
    """A model's Markdown: lists, bold and code stay; links, mentions and headings do not.

    Addresses stay readable, but an invisible character keeps them from being links, in code, too:
    what can be clicked in an answer comes from the archive. Code is no protection by itself, for
    bold that ends inside of it would end it in Discord's eyes.
    """
    text = seen_lines(text)
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        parts += [_tame(text[end : code.start()]), _quiet_code(code)]
        end = code.end()
    return "".join([*parts, _tame(text[end:])])


def _quiet_code(code: re.Match[str]) -> str:
    found = code[0]
    if code["fence"] and not code["close"]:
        found = f"{found.rstrip()}\n```"
    return _TAG.sub(f"<{_HIDDEN}", _dead(found))


def _tame(text: str) -> str:
    return _SUBTEXT.sub(r"\1\\\2", _escaped(_HEADING.sub(r"\1", text), _UNSAFE))


def _dead(text: str) -> str:
    return _LIVE.sub(rf"\g<0>{_HIDDEN}", text)


def _around_urls(text: str) -> str:
    parts: list[str] = []
    end = 0
    for url in _URL.finditer(text):
        address = safe_url(url[0])
        shown = f"<{address}>" if address else _escaped(url[0], _MARKS)
        parts += [_escaped(text[end : url.start()], _MARKS), shown]
        end = url.end()
    return "".join([*parts, _escaped(text[end:], _MARKS)])


def _escaped(text: str, marks: re.Pattern[str]) -> str:
    return _dead(marks.sub(lambda mark: "".join(f"\\{c}" for c in mark[0]), text))


def plain(text: str) -> str:
    """What `literal` or `prose` made, as it was."""
    return _ESCAPED.sub(r"\1", text.replace(_HIDDEN, ""))


def link(label: str, url: str | None) -> str:
    """A masked link without an embed; the label alone where the address can't be one.

    The label is Markdown already.
    """
    address = safe_url(url)
    return f"[{label}](<{address}>)" if address else label


def link_of(words: str, url: str | None) -> str:
    """Plain words as a link; an address among them is shown with the one that it leads to.

    Discord masks no address by another, and neither do we; and a bracket that stays open
    in the words would keep them from being a link.
    """
    if not _balanced(words):
        words = words.replace("[", "(").replace("]", ")")
    address = safe_url(url)
    if not address or "://" not in words:
        return link(label(words), url)
    return f"<{address}>" if len(words.split()) == 1 else f"{label(words)} <{address}>"


def _balanced(words: str) -> bool:
    depth = 0
    for character in words:
        depth += (character == "[") - (character == "]")
        if depth < 0:
            return False
    return depth == 0


def safe_url(url: str | None) -> str | None:
    """An http(s) address that can stand in a masked link, or None.

    One that names a user ('https://example.org@elsewhere.org') is made to mislead.
    """
    if not url or len(url) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc or "@" in parts.netloc:
        return None
    quoted = _MENTION.sub("%40", quote(seen(url.strip()), safe=";/?:@&=+$,#%!*'~-._[]"))
    return quoted if len(quoted) <= _LONGEST_QUOTED else None
