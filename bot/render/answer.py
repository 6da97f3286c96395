"""An answer becomes messages: its text with linked marks, its sources, what was searched."""

import re
from collections.abc import Mapping

from bot.assistant.answer import Answer, Citation, Segment
from bot.render.escape import link, link_of, literal, prose
from bot.render.source import address, name, place, shorten
from bot.render.split import split

# Marks stand in the text as these while the rest of it is escaped.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PRIVATE = re.compile("[\ue000\ue001]")
_BULLET = re.compile(r"\A\s*(?:- )?")
_LINKS = 2  # addresses of the cited words that are named beside a source
_WORDS = 140  # characters of the words that such an address had


def answer_messages(answer: Answer, posts: Mapping[str, str]) -> tuple[str, ...]:
    """The messages that show an answer, none while it has no words.

    `posts` tells where the server's members can read digests that have no address of their own.
    Sources and the coverage line come with the final answer.
    """
    parts = [_body(answer, posts)]
    if answer.final:
        parts += ["\n".join([*_sources(answer, posts), *_closing(answer)])]
    return split("\n\n".join(part for part in parts if part))


def _body(answer: Answer, posts: Mapping[str, str]) -> str:
    marked = "".join(_marked(segment) for segment in answer.segments)
    marked = f"{marked}{_PRIVATE.sub('', answer.pending)}".strip()
    text = prose(marked) if answer.writer == "claude" else _plain_lines(marked)
    links = {str(c.n): address(c.document, c.url, posts) for c in answer.citations}
    return _HELD.sub(lambda mark: link(rf"\[{mark[1]}\]", links.get(mark[1])), text)


def _marked(segment: Segment) -> str:
    text = _PRIVATE.sub("", segment.told)
    body = text.rstrip()
    marks = "".join(f"{_OPEN}{n}{_CLOSE}" for n in segment.citations)
    return f"{body} {marks}{text[len(body) :]}" if marks else text


def _plain_lines(text: str) -> str:
    """Quoted text: what looks like Markdown in it isn't, but for the bullets before quotes."""
    lines = []
    for line in text.split("\n"):
        bullet = _BULLET.match(line)
        start = bullet[0] if bullet else ""
        lines.append(start + literal(line.removeprefix(start)))
    return "\n".join(lines)


def _sources(answer: Answer, posts: Mapping[str, str]) -> list[str]:
    """One line for each place that is cited, with all the marks that lead there."""
    places: dict[tuple[str, str], list[Citation]] = {}
    for citation in answer.citations:
        places.setdefault((citation.document, citation.section), []).append(citation)
    return [_source(citations, posts) for citations in places.values()]


def _source(citations: list[Citation], posts: Mapping[str, str]) -> str:
    first = citations[0]
    marks = " ".join(rf"\[{citation.n}\]" for citation in citations)
    where = place(first.title, first.section, address(first.document, first.url, posts))
    line = f"-# {marks} {name(first.publication, first.date)}: {where}"
    found = {each.url: each for citation in citations for each in citation.links}
    beside = [link_of(shorten(each.text or each.url, _WORDS), each.url) for each in found.values()]
    return " · ".join([line, *beside[:_LINKS]])


def _closing(answer: Answer) -> list[str]:
    lines = [f"-# {prose(answer.footer)}"]
    if answer.notice:
        lines.insert(0, f"-# {prose(' '.join(answer.notice.split()))}")
    return lines
