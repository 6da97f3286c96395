"""What Discord makes of Markdown, as far as links, calls and the shape of a message go."""

import re
from dataclasses import dataclass

LIVE = frozenset(("link", "address", "call", "invitation"))
_INNER = frozenset(("bold", "underline", "strike", "spoiler", "italics"))
# The client tries its rules at each place in this order; bold and the like read what is in them on
# its own, which ends code that began inside.
_RULES = [
    (kind, re.compile(pattern, re.DOTALL | re.IGNORECASE))
    for kind, pattern in (
        ("escape", r"\\[^0-9a-z\s]"),
        ("bold", r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)"),
        ("underline", r"__((?:\\.|[^\\])+?)__(?!_)"),
        ("strike", r"~~((?:\\.|[^\\])+?)~~"),
        ("spoiler", r"\|\|(.+?)\|\|"),
        ("italics", r"\*(?=\S)((?:\*\*|\\.|[^\\*])+?)\*(?!\*)"),
        ("italics", r"_((?:__|\\.|[^\\_])+?)_\b"),
        ("block", r"```(?:[a-z0-9_+\-.#]+?\n)?\n*[^\n].*?\n*```"),
        ("code", r"(`+)(?:.*?[^`])\1(?!`)"),
        (
            "link",
            r"\[(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*\]\(\s*<?([a-z][a-z+.-]*:[^\s)>]+).*?\)",
        ),
        ("address", r"<?((?:https?|steam|discord)://[^\s<>]+)"),
        (
            "call",
            r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:\d+[^>]*|/[^>]+:\d+|id:\w+)>|@(?:everyone|here)\b",
        ),
        ("invitation", r"discord\.gg/\w+"),
    )
]
# Where a rule can begin to fit.
_NEXT = re.compile(r"(?i)[\\*_~|`\[<@]|https?:|steam:|discord[:.]|(?<=\n)")
_LINES = [
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("heading", r"[^\S\n]*#{1,3}\s+(?=\S)"),
        ("subtext", r"[^\S\n]*-#\s+(?=\S)"),
        ("quote", r"[^\S\n]*>(?:>>)?[^\S\n]+"),
        ("list", r"[^\S\n]*(?:[-*+]|\d{1,9}\.)[^\S\n]+"),
    )
]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that Discord shows in a way of its own; `leads` is where a link leads."""

    kind: str
    text: str
    leads: str = ""


def marks(text: str, *, lines: bool = True) -> list[Mark]:
    """Everything in a message that is more than its characters, in order."""
    found: list[Mark] = []
    at = 0
    begins = lines  # the place is where a line begins, or what an item or a quote holds
    while at < len(text):
        if begins or (lines and text[at - 1] == "\n"):
            fits = ((kind, rule.match(text, at)) for kind, rule in _LINES)
            kind, match = next(((k, m) for k, m in fits if m), ("", None))
            begins = kind in ("list", "quote")
            if match is not None:
                found.append(Mark(kind, match[0]))
                at = match.end()
                continue
        fits = ((kind, rule.match(text, at)) for kind, rule in _RULES)
        kind, match = next(((k, m) for k, m in fits if m), ("", None))
        if match is None:
            following = _NEXT.search(text, at + 1)
            at = following.start() if following else len(text)
            continue
        leads = match[1] if kind in ("link", "address") else ""
        found.append(Mark(kind, match[0], leads))
        if kind in _INNER:
            found += marks(match[1], lines=False)
        at = match.end()
    return found


def live(text: str) -> list[str]:
    """Everything in a message that can be clicked or that calls somebody."""
    return [mark.text for mark in marks(text) if mark.kind in LIVE]
