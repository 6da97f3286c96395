"""What a revised digest changed, part by part."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from bot.render.full import full_text
from bot.words import say, speaking
from index.digest import Digest

Sections = tuple[tuple[str, str], ...]

# Round the heading of a section, so that none is taken for another part or for its namesake.
_SECTION = "§"
# The parts without a heading are kept by these names, whatever language they are told in.
_TITLE, _OPENING, _CLOSING = "title", "opening", "closing"
_TOLD = {_TITLE: "post-name-title", _OPENING: "post-name-opening", _CLOSING: "post-name-closing"}


@dataclass(frozen=True, slots=True)
class Changes:
    """The names of a digest's parts that are new, changed or gone; none where that isn't known.

    `text` holds what is new and what changed, as a digest of its own.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    text: Digest


def sections_of(digest: Digest) -> Sections:
    """The parts of a digest that people see: the name of each with a hash of what it says."""
    return tuple((name, _hash(shown)) for name, shown, _ in _parts(digest))


def changes(before: Sections | None, digest: Digest) -> Changes:
    """What a digest says that it didn't say `before`."""
    was = dict(before or ())
    parts = {name: (_hash(shown), part) for name, shown, part in _parts(digest)}
    new = [name for name in parts if name not in was and before is not None]
    changed = [name for name, (now, _) in parts.items() if was.get(name, now) != now]
    removed = [name for name in was if name not in parts]
    told = [part for name, (_, part) in parts.items() if name in {*new, *changed}]
    text = Digest(
        digest.title,
        summary=tuple(block for part in told for block in part.summary),
        sections=tuple(section for part in told for section in part.sections),
        bottom_line=tuple(block for part in told for block in part.bottom_line),
        sources=tuple(each for part in told for each in part.sources),
        url=digest.url,
    )
    return Changes(_named(new), _named(changed), _named(removed), text)


def _parts(digest: Digest) -> Sequence[tuple[str, str, Digest]]:
    """Each part: a name of its own, what people see of it, and a digest that holds it alone."""
    # In one language, so that nothing seems revised where a server took another.
    with speaking(None):
        return tuple(_each(digest))


def _each(digest: Digest) -> Iterator[tuple[str, str, Digest]]:
    empty = Digest(digest.title)
    yield _TITLE, "\n".join((digest.title, *digest.tags)), empty
    if digest.summary:
        part = replace(empty, summary=digest.summary)
        yield _OPENING, full_text(part), part
    seen: Counter[str] = Counter()
    for section in digest.sections:
        seen[section.heading] += 1
        part = replace(empty, sections=(section,))
        name = f"{_SECTION}{section.heading}{_SECTION * seen[section.heading]}"
        yield name, full_text(part), part
    if digest.bottom_line or digest.sources:
        part = replace(empty, bottom_line=digest.bottom_line, sources=digest.sources)
        yield _CLOSING, full_text(part), part


def _named(names: list[str]) -> tuple[str, ...]:
    return tuple(
        say(_TOLD[name]) if name in _TOLD else name.strip(_SECTION) or say("post-name-section")
        for name in names
    )


def _hash(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()
