"""What the archive speaks of on some days: the names of most passages, and those that rise."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping

from index.digest import Span
from index.names import key_of
from index.stories.values import Spoken, Topics

_WEEK = dt.timedelta(days=7)
_FEW = 2  # passages: what fewer tell is no topic
_RISEN = 2.0  # deviations above what the days before let expect, if names came by chance


def days_before(span: Span) -> Span | None:
    """As many days as a closed span has, right before it; None where the calendar has none.

    Of a week or less they are the same days of the week before: a weekend has few digests.
    """
    if not span.start or not span.end:
        return None
    apart = max(span.end - span.start + dt.timedelta(days=1), _WEEK)
    if span.start - dt.date.min < apart:
        return None
    return Span(span.start - apart, span.end - apart)


def topics_of(
    span: Span,
    now: Mapping[str, int],
    limit: int,
    before: Span | None = None,
    earlier: Mapping[str, int] | None = None,
) -> Topics:
    """The topics of a span: `now` tells in how many of its passages each spelling of a name stands.

    `earlier` tells the same of the days `before`, which are as many.
    """
    counts, spellings = _by_key(now)
    then, _ = _by_key(earlier or {})
    spoken = {
        key: Spoken(spellings[key], count, then[key])
        for key, count in counts.items()
        if count >= _FEW
    }
    ranked = sorted(spoken, key=lambda key: (-counts[key], spellings[key]))
    most = tuple(spoken[key] for key in ranked[:limit])
    if before is None or not then:
        return Topics(span, None, most)
    # Of a period with fewer digests less is expected of every name.
    rate = counts.total() / then.total()
    rise = {
        key: (counts[key] - then[key] * rate) / math.sqrt(then[key] * rate + 1) for key in spoken
    }
    rising = [
        spoken[key] for key in sorted(ranked, key=lambda key: -rise[key]) if rise[key] >= _RISEN
    ]
    return Topics(span, before, most, _apart(rising, limit))


def _by_key(counts: Mapping[str, int]) -> tuple[Counter[str], dict[str, str]]:
    """The counts by what all spellings of a name have in common, and the commonest of each."""
    found: Counter[str] = Counter()
    spellings: dict[str, str] = {}
    for name, count in sorted(counts.items(), key=lambda told: (-told[1], told[0])):
        key = key_of(name).replace(" ", "")
        if any(character.isalpha() for character in key):
            found[key] += count
            spellings.setdefault(key, name)
    return found, spellings


def _apart(ranked: list[Spoken], limit: int) -> tuple[Spoken, ...]:
    """The first names, without those that are part of one before, or hold one: it is one topic."""
    taken: list[Spoken] = []
    words: list[set[str]] = []
    for each in ranked:
        own = set(key_of(each.name).split())
        if len(taken) < limit and not any(own <= other or other <= own for other in words):
            taken.append(each)
            words.append(own)
    return tuple(taken)
