"""Text of the archive or of a model as Discord shows it literally: no pings, no stray Markdown."""

import re
from urllib.parse import quote, urlsplit

_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?\"')\]}]")
_MARKS = re.compile(r"[\\*_~`|\[\]<]")
# At the start of a line these make a heading, a quote, a list or subtext.
_LINE_START = re.compile(r"(?m)^([ \t]*)(#{1,3} |>|-# |[-+] )")
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
_SUBTEXT = re.compile(r"(?m)^-# ")
_HEADING = re.compile(r"(?m)^([ \t]*)(?:#{1,6} +)+")
_HIDDEN = "\u200b"
_LONGEST_URL = 500


def literal(text: str) -> str:
    """Plain text with every mark of Markdown escaped; bare addresses stay whole, unembedded."""
    return _LINE_START.sub(r"\1\\\2", _NUMBERED.sub(r"\1\\\2", _around_urls(text)))


def one_line(text: str) -> str:
    """Plain text on one line, literally."""
    return literal(" ".join(text.split()))


def label(text: str) -> str:
    """Plain text on one line as a link's label or a name, literally; addresses aren't links."""
    return _LINE_START.sub(
        r"\1\\\2", _NUMBERED.sub(r"\1\\\2", _escaped(" ".join(text.split()), _MARKS))
    )


def prose(text: str) -> str:
    """A model's Markdown: lists, bold and code stay; links, mentions and headings do not.

    Addresses stay readable, but an invisible character keeps them from being links, in code, too:
    what can be clicked in an answer comes from the archive. Code is no protection by itself, for
    bold that ends inside of it would end it in Discord's eyes.
    """
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
    return _SUBTEXT.sub(r"\\-# ", _dead(_escaped(_HEADING.sub(r"\1", text), _UNSAFE)))


def _dead(text: str) -> str:
    return _LIVE.sub(rf"\g<0>{_HIDDEN}", text)


def _around_urls(text: str) -> str:
    parts: list[str] = []
    end = 0
    for url in _URL.finditer(text):
        parts += [_escaped(text[end : url.start()], _MARKS), f"<{_MENTION.sub('%40', url[0])}>"]
        end = url.end()
    return "".join([*parts, _escaped(text[end:], _MARKS)])


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
