"""A long Markdown text becomes messages that Discord takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from index.sentences import split_sentences

MESSAGE = 2_000  # characters of a message's content

_CLUSTER = 32  # code points that one character may have; a family of emoji has eleven
_FENCE = re.compile(r"[ \t]*(`{3,})[ \t]*([\w+#.-]{0,20})[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_INDENTED = re.compile(r"(?:\t| {2,})\S")
_HEADING = re.compile(r"#{1,3} ")
# A cut line goes on as what it was.
_PREFIX = re.compile(r"-# |> ")
_WHOLE = re.compile(
    r"""(?x)
    \[ (?: \\. | [^\]\\\n] )* \] \( (?: <[^>\n]*> | [^)\n]* ) \)   # a masked link
    | <[^>\s]+> | https?://\S+                                     # an address
    | `[^`\n]+` | \*\*[^*\n]{1,200}\*\*                            # code, bold
    | \\.                                                          # an escaped mark
    """
)


@dataclass(frozen=True, slots=True)
class _Atom:
    """Lines that stay together where they fit: a list item, a code block, any other line.

    `gap` is the white space between it and the atom before.
    """

    text: str
    gap: str
    fence: str = ""

    @property
    def leads(self) -> bool:
        """Whether it belongs to what follows it."""
        return bool(_HEADING.match(self.text))


def split(text: str, limit: int = MESSAGE) -> tuple[str, ...]:
    """Cut Markdown into messages of at most `limit` characters.

    Links, list items and code blocks stay whole where one message can hold them. A longer code
    block is closed and opened again; a longer line is cut between sentences, then between words.
    Nothing is lost but white space at the cuts.
    """
    pieces: list[str] = []
    current: list[_Atom] = []
    for atom in _parts(text, limit):
        if _length([*current, atom]) <= limit:
            current.append(atom)
            continue
        kept: list[_Atom] = []
        while len(current) > 1 and current[-1].leads:
            kept.insert(0, current.pop())
        if _length([*kept, atom]) > limit:
            current, kept = [*current, *kept], []
        pieces.append(_joined(current))
        current = [*kept, atom]
    pieces.append(_joined(current))
    return tuple(piece for piece in pieces if piece)


def _joined(atoms: list[_Atom]) -> str:
    text = "".join(f"{atom.gap if n else ''}{atom.text}" for n, atom in enumerate(atoms))
    return text.strip()


def _length(atoms: list[_Atom]) -> int:
    return sum((len(atom.gap) if n else 0) + len(atom.text) for n, atom in enumerate(atoms))


def _parts(text: str, limit: int) -> Iterator[_Atom]:
    """The atoms of a text, those that no message can hold cut into several."""
    for atom in _atoms(text):
        if len(atom.text) <= limit:
            yield atom
            continue
        cut = _cut_code(atom, limit) if atom.fence else _cut_line(atom.text, limit)
        for n, part in enumerate(cut):
            yield _Atom(part, "\n" if n else atom.gap, atom.fence)


def _atoms(text: str) -> Iterator[_Atom]:
    lines = text.split("\n")
    gap = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            gap += "\n"
            at += 1
            continue
        end = at + 1
        fence = _FENCE.fullmatch(line)
        if fence:
            while end < len(lines) and lines[end].strip() != fence[1]:
                end += 1
            body = lines[at + 1 : end]
            end = min(end + 1, len(lines))
            # An open fence is closed here: it would turn all that follows into code.
            yield _Atom("\n".join([line, *body, fence[1]]), gap, line)
        else:
            while _ITEM.match(line) and end < len(lines) and _continues(lines[end]):
                end += 1
            yield _Atom("\n".join(lines[at:end]), gap)
        gap = "\n"
        at = end


def _continues(line: str) -> bool:
    indented = _INDENTED.match(line) and not _ITEM.match(line) and not _FENCE.fullmatch(line)
    return bool(indented)


def _cut_code(atom: _Atom, limit: int) -> Iterator[str]:
    first, *body, last = atom.text.split("\n")
    opened = first.strip()
    room = limit - len(opened) - len(last) - 2
    held: list[str] = []
    for line in body:
        for start in range(0, max(len(line), 1), room):
            part = line[start : start + room]
            if held and len("\n".join([*held, part])) > room:
                yield "\n".join([opened, *held, last])
                held = []
            held.append(part)
    if held:
        yield "\n".join([opened, *held, last])


def _cut_line(text: str, limit: int) -> Iterator[str]:
    prefix = _PREFIX.match(text)
    before = prefix[0] if prefix else ""
    rest = text.removeprefix(before)
    room = limit - len(before)
    while len(rest) > room:
        cut = _cut(rest, room)
        yield before + rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield before + rest


def _cut(text: str, room: int) -> int:
    """Where to cut: behind a sentence, else before a word, else where it must be."""
    whole = [match.span() for match in _WHOLE.finditer(text[: room + MESSAGE])]

    def free(at: int) -> bool:
        return not any(start < at < end for start, end in whole)

    head = text[: room + 1]
    stops = [end for _, end in split_sentences(head)[:-1] if end <= room and free(end)]
    # A very short first piece reads worse than a sentence that goes on.
    if stops and stops[-1] > room // 4:
        return stops[-1]
    spaces = [space.start() for space in re.finditer(r"\s+", head) if space.start() > 0]
    words = [at for at in spaces if at <= room and free(at)]
    if words:
        return words[-1]
    starts = [start for start, end in whole if 0 < start <= room < end]
    return starts[0] if starts else _between_characters(text, room)


def _between_characters(text: str, room: int) -> int:
    """The last place up to `room` that cuts no emoji or accented letter of several code points."""
    ends = [cluster.end() for cluster in regex.finditer(r"\X", text[: room + _CLUSTER])]
    return max((end for end in ends if end <= room), default=room)
