"""What of the evidence is sent, and under which title."""

from collections.abc import Sequence

from bot.assistant.answer import long_date
from bot.words import speaking
from index.digest import Evidence

_TITLE = 500  # characters
_BYTES = 3  # of UTF-8 a token, at least: English has four, Chinese three


@speaking("en")  # as all that the model is told
def title(evidence: Evidence) -> str:
    """Who says it, when, and where in the document."""
    origin = evidence.origin
    by = origin.publication if origin.kind == "digest" else f"Source {origin.publication}"
    place = " › ".join((origin.title, *evidence.passage.headings))
    return f"{by}, {long_date(origin.date)}: {place}"[:_TITLE]


def tokens(evidence: Evidence) -> int:
    """About how many tokens a passage takes, rather too many."""
    return len(f"{title(evidence)} {evidence.passage.text}".encode()) // _BYTES + 1


def within(evidence: Sequence[Evidence], budget: int) -> tuple[Evidence, ...]:
    """The first passages that take no more than about `budget` tokens together."""
    kept: list[Evidence] = []
    for each in evidence:
        budget -= tokens(each)
        if budget < 0:
            break
        kept.append(each)
    return tuple(kept)
