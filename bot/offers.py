"""What a select offers of the archive: at most what Discord takes, and what is chosen already."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.choices import CHOICES
from bot.render.source import shorten
from index.digest import Origin
from index.readers.text import seen
from index.rows import folded_tag

_LONGEST = 100  # characters of an option

Offers = tuple[tuple[str, str], ...]  # each a value with its label


def publications_of(origins: Iterable[Origin], chosen: Sequence[str]) -> Offers:
    """The publications to choose from; none where there is no choice."""
    counts = Counter(origin.publication for origin in origins)
    found = _offered(counts, chosen)
    return found if len(found) > 1 or chosen else ()


def tags_of(origins: Iterable[Origin], chosen: Sequence[str]) -> Offers:
    """The tags to choose from: however they are written, each once."""
    written = Counter(tag for origin in origins for tag in origin.tags)
    spelling: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for tag, count in written.most_common():
        spelling.setdefault(folded_tag(tag), tag)
        counts[folded_tag(tag)] += count
    offered = _offered(counts, chosen)
    return tuple((tag, _label(spelling.get(tag, tag).removeprefix("#"))) for tag, _ in offered)


def _offered(counts: Counter[str], chosen: Sequence[str]) -> Offers:
    """What is chosen and the most frequent others, as many as a select holds, in that order."""
    frequent = sorted(counts, key=lambda name: (-counts[name], name))
    fitting = (n for n in (*chosen, *frequent) if seen(n).strip() and len(n) <= _LONGEST)
    names = list(dict.fromkeys(fitting))[:CHOICES]
    names.sort(key=lambda name: (-counts[name], name))
    return tuple((name, _label(name)) for name in names)


def _label(name: str) -> str:
    return shorten(seen(name), _LONGEST)
