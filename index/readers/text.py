"""What the readers share: text folded, chrome recognised, lines told apart."""

import re
import unicodedata
from functools import lru_cache

from index.digest import Block, Link

ENDS = (".", "!", "?", "…", "。", "！", "？", ":", "”", '"', "’", ")")
_CHROME = re.compile(
    r"""(?ix) \A \W* (?:
        back\ to\ (?:the\ )?(?:feed|top|home|archive)
      | get\ signals\ in\ your\ inbox
      | ai-curated\ digest\ of\ what\ matters.*
      | .*\bno\ spam\b.*
      | discussion | comments | share | share\ this.* | leave\ a\ comment
      | powered\ by\ giscus.*
      | we\ scan\ new\ podcasts\ and\ send\ you.*
      | subscribe(?:\ now|\ here|\ to\ our\ newsletter.*)? | sign\ up(?:\ now|\ here)?
      | content\ unavailable[;:.].*
      | loading\ comments | load\ more
      | view\ (?:this\ email\ )?in\ (?:your\ )?browser | unsubscribe(?:\ here)?
      | (?:we|this\ (?:web)?site)\ uses?\ cookies\b.*
      | skip\ to\ (?:main\ )?content | accept\ (?:all\ )?cookies | read\ more
    ) \W* \Z"""
)
_LONGEST_CHROME = 300
_LABEL = re.compile(r"(?P<label>[^\s:][^:\n]{1,118}[^\s:]): (?=\S)")
_NAMES = re.compile(r"[A-Z0-9][^.!?]{1,90}\Z")
# Control characters, what turns the direction of writing, what takes no room or none that is seen,
# letters of tags and variations that spell words which people don't see.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
LONGEST_NAME = 300  # characters of a title, a heading or a publication
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|\r\n?")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")


def seen(text: str) -> str:
    """The text without its invisible and control characters."""
    return UNSEEN.sub("", text)


def seen_lines(text: str) -> str:
    """The same, and whatever breaks a line is a line feed."""
    return _BREAKS.sub("\n", UNSEEN.sub("", text)).replace("\x1f", " ")


def mended(raw: bytes) -> bytes:
    """A file of HTML or XML without characters that don't exist, on which libraries fail."""
    return _REFERENCE.sub(lambda match: match[0] if _exists(match) else b"", _CONTROL.sub(b"", raw))


def _exists(reference: "re.Match[bytes]") -> bool:
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    # Of more digits there is no character, and int() refuses very long ones.
    code = int(digits, base) if len(digits.lstrip(b"0")) < 8 else 0
    return code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0x110000


def fold(text: str) -> str:
    """White space folded to single spaces; invisible and control characters dropped."""
    return " ".join(seen(text).split())


def name_of(text: str) -> str:
    """A text as the name of something: folded, and cut where it is longer than names are."""
    name = fold(text)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def fold_into(piece: str, *, after_space: bool) -> str:
    """`piece` with its white space folded as it goes on a text that ends in a space or doesn't."""
    folded = fold(piece)
    head = " " if piece[:1].isspace() and not after_space else ""
    tail = " " if piece[-1:].isspace() and folded else ""
    return head + folded + tail if folded else head


def is_chrome(line: str) -> bool:
    """Tell whether a line is the page's, not the digest's: navigation, sign-up, comment box."""
    return len(line) <= _LONGEST_CHROME and bool(_CHROME.match(fold(line)))


@lru_cache(maxsize=1)  # the readers ask for the lines of one text in turn
def content_lines(body: str) -> tuple[str, ...]:
    """The lines of `body` that hold something and aren't chrome, white space folded."""
    return tuple(line for raw in body.split("\n") if (line := fold(raw)) and not is_chrome(line))


def emoji_heading(line: str) -> str | None:
    """The words of a heading such as '🔬 Technology Frontiers', or None."""
    mark, _, words = line.lstrip("# ").partition(" ")
    pictures = all(unicodedata.category(c) in ("So", "Mn", "Sk", "Cf") for c in mark)
    if mark and pictures and 2 < len(words) < 90 and not words.endswith((".", "!", "?", ";")):
        return words.rstrip(":").strip()
    return None


def is_headline(line: str) -> bool:
    """Tell whether a line of its own reads as a headline: short, no full stop at its end."""
    return len(line) <= 160 and not line.endswith(ENDS) and not line.startswith(("-", "*", "•"))


def label_of(text: str) -> str | None:
    """The words before the colon where a text begins 'Some label: …', else None."""
    match = _LABEL.match(text)
    label = match["label"] if match else None
    return label if label and not re.search(r"[.!?;]\s|https?\Z", label) else None


def without_credits(item: Block) -> tuple[Block, tuple[Link, ...]]:
    """Part an item from the names of its sources at the end ('… in days. Axios, The Verge')."""
    end = max(item.text.rfind(f"{stop} ") for stop in ".!?”")
    tail = item.text[end + 2 :]
    if end < 0 or not _NAMES.match(tail) or len(tail.split()) > 12:
        return item, ()
    kept = Block(
        item.text[: end + 1], item.kind, tuple(link for link in item.links if link.start <= end)
    )
    return kept, credits_of(Block(tail, links=_shifted(item.links, end + 2)))


def credits_of(line: Block) -> tuple[Link, ...]:
    """The names in a line 'Axios, The Verge', each with its address or an empty one."""
    names: list[Link] = []
    start = 0
    for part in line.text.split(","):
        name = part.strip(" .")
        url = next(
            (x.url for x in line.links if start <= x.start < start + len(part) + 1),
            "",
        )
        if name:
            names.append(Link(name, url))
        start += len(part) + 1
    return tuple(names)


def _shifted(links: tuple[Link, ...], by: int) -> tuple[Link, ...]:
    return tuple(Link(x.text, x.url, x.start - by) for x in links if x.start >= by)
