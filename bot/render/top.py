"""The insights that matter most become messages: each with its numbered source."""

from collections.abc import Mapping, Sequence

from bot.render.escape import label, link, one_line
from bot.render.pages import packed
from bot.render.source import address, name, place, shorten
from bot.words import say
from index.digest import Evidence
from index.stories.values import Insight

_QUOTE = 300  # characters of an insight
_NAME = 80  # characters of what it is about
_ALSO = 1  # other places that are named beside a source


def top_messages(
    found: Sequence[Insight], posts: Mapping[str, str], head: str = ""
) -> tuple[str, ...]:
    """The insights in their order, whole ones, under a line of Markdown; none where none are.

    `posts` tells where the server's members can read digests that have no address of their own.
    """
    if not found:
        return ()
    return packed(head, (_insight(n, each, posts) for n, each in enumerate(found, 1)))


def _insight(n: int, insight: Insight, posts: Mapping[str, str]) -> str:
    mark = rf"\[{n}\]"
    told = insight.evidence
    url = address(told.origin.document, told.origin.url, posts)
    where = place(told.origin.title, " › ".join(told.passage.headings), url)
    facts = [f"-# {mark} {name(told.origin.publication, told.origin.date)}: {where}"]
    if insight.subject and insight.digests > 1:
        subject = label(shorten(insight.subject, _NAME))
        facts.append(say("top-told", count=insight.digests, name=subject))
    if insight.also:
        places = ", ".join(_place(each, posts) for each in insight.also[:_ALSO])
        facts.append(say("top-also", places=places))
    quote = one_line(shorten(insight.quote, _QUOTE))
    return f"**{n}.** {quote} {link(mark, url)}\n{' · '.join(facts)}"


def _place(evidence: Evidence, posts: Mapping[str, str]) -> str:
    origin = evidence.origin
    url = address(origin.document, origin.url, posts)
    return link(name(origin.publication, origin.date), url)
