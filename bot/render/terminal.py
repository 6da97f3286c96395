"""Answers, evidence and digests as terminal text."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from bot.assistant.answer import Answer, Citation, coverage_line, long_date
from bot.render.evidence import span_line
from bot.render.printable import without_commands
from index.digest import Block, Coverage, Document, Hit, Story
from index.search import Found
from index.stories.values import Insight, Mentions, Timeline

_BARS = " ▁▂▃▄▅▆▇█"
_MARK = re.compile(r"(?:\[\d{1,3}\])+")


class _Plain(Console):
    """A console whose only commands are its own: those that stand in texts are left out."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """What is shown, piece by piece."""
        for segment in super().render(renderable, options):
            own = segment.control
            yield segment if own else Segment(without_commands(segment.text), segment.style)


def stdout() -> Console:
    """Standard output. Lines are folded for a terminal only: a program gets them whole."""
    console = _Plain(highlight=False, markup=False, emoji=False)
    console.soft_wrap = not console.is_terminal
    return console


def bare(text: str) -> str:
    """Somebody's words on one line, without what steers a terminal."""
    return " ".join(without_commands(text).split())


def answer_text(answer: Answer) -> Text:
    """An answer with its sources and the line that tells what was searched."""
    text = Text()
    if answer.notice:
        text.append(f"{answer.notice}\n\n", style="yellow")
    text.append_text(_body(answer.text))
    if not answer.final:
        pending = answer.pending if answer.text else answer.pending.lstrip()
        return text.append(pending, style="dim")
    if answer.citations:
        text.append("\n")
    for citation in answer.citations:
        text.append("\n")
        text.append_text(_source(citation))
    text.append(f"\n\n{answer.footer}", style="dim")
    return text


def _body(words: str) -> Text:
    text = Text(words)
    text.highlight_regex(_MARK, "cyan")
    return text


def _source(citation: Citation) -> Text:
    text = Text(f"[{citation.n}] ", style="cyan")
    text.append(f"{citation.publication}, {long_date(citation.date)}: ", style="default")
    style = f"default {_link(citation.archive, citation.file)}" if citation.file else "default"
    text.append(citation.place, style=style)
    for address in dict.fromkeys((citation.url, *(link.url for link in citation.links))):
        if address:
            text.append(f"\n    {address}", style="dim")
    if not citation.url:
        text.append(f"\n    {citation.file}", style="dim")
    return text


def _link(archive: str, file: str) -> str:
    root = Path(archive).expanduser()
    path = root if root.is_file() else root / file
    return f"link {path.resolve().as_uri()}"


def found_text(found: Found, *, explain: bool = False) -> Text:
    """Passages found, each with where it stands; with `explain` also what each half made of it."""
    text = Text()
    if not found.evidence:
        text.append("Nothing found.\n\n")
    for evidence in found.evidence:
        origin = evidence.origin
        where = " › ".join((origin.title, *evidence.passage.headings))
        text.append(f"{evidence.rank}. ", style="cyan")
        text.append(f"{origin.publication}, {long_date(origin.date)}: {where}\n", style="bold")
        text.append(f"{evidence.passage.text}\n")
        places = [origin, *(place.origin for place in evidence.places)]
        text.append("\n".join(each.url or each.file for each in places) + "\n", style="dim")
        if explain:
            halves = f"words {half(evidence.words)}, meaning {half(evidence.meaning)}"
            text.append(f"score {evidence.score:.4f}: {halves}\n", style="dim")
        text.append("\n")
    text.append(span_line(found), style="dim")
    text.rstrip()
    return text


def half(hit: Hit | None) -> str:
    """The rank and the score that one half of the search gave; a dash where it saw nothing."""
    return f"{hit.rank} ({hit.score:.2f})" if hit else "–"


def story_text(timeline: Timeline, mentions: Mentions) -> Text:
    """A timeline, each entry with the sentence that tells it and where; then mentions a week."""
    shown = f"{len(timeline.entries)} of {timeline.found} places that tell of it"
    text = Text(f"{timeline.name}", style="bold")
    text.append(f"  {shown}\n", style="not bold dim")
    for entry in timeline.entries:
        origin, passage = entry.evidence.origin, entry.evidence.passage
        text.append(f"\n{long_date(origin.date)}  ", style="cyan")
        text.append(f"{entry.quote}\n")
        where = " › ".join((origin.title, *passage.headings))
        text.append(f"    {origin.publication}: {where}\n", style="default")
        text.append(f"    {origin.url or origin.file}\n", style="dim")
        for other in entry.also:
            told = f"{other.origin.publication}, {long_date(other.origin.date)}"
            text.append(f"    also {told}: {other.origin.url or other.origin.file}\n", style="dim")
    for counts in mentions.counts:
        if any(counts):
            text.append(f"\nMentions a week from {long_date(mentions.weeks[0])}: ", style="dim")
            week = mentions.weeks[counts.index(max(counts))]
            text.append(_bars(counts), style="cyan")
            text.append(f"  most: {max(counts)} from {long_date(week)}\n", style="dim")
    text.right_crop(1)
    return text


def top_text(found: Sequence[Insight], days: str) -> Text:
    """The insights that matter most of some days, each with where it stands."""
    text = Text(f"What matters most, {days}\n", style="bold")
    for n, insight in enumerate(found, 1):
        origin = insight.evidence.origin
        where = " › ".join((origin.title, *insight.evidence.passage.headings))
        text.append(f"\n{n}. {insight.quote}\n", style="not bold")
        text.append(f"    {origin.publication}, {long_date(origin.date)}: {where}\n", "not bold")
        text.append(f"    {origin.url or origin.file}\n", style="not bold dim")
    text.right_crop(1)
    return text


def _bars(counts: Sequence[int]) -> str:
    """A bar for each number, the highest for the largest; a space for none."""
    most = max(counts)
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts)


def digest_text(document: Document) -> Text:
    """A digest from its title to its bottom line."""
    digest = document.digest
    text = Text()
    text.append(f"{digest.title}\n", style="bold")
    tags = "".join(f"  #{tag}" for tag in digest.tags)
    text.append(f"{document.publication}, {long_date(digest.date)}{tags}\n", style="dim")
    _blocks(text, digest.summary)
    for section in digest.sections:
        text.append(f"\n{section.heading}\n", style="bold cyan")
        _blocks(text, section.blocks)
        for story in section.stories:
            _story(text, story)
        _why(text, section.why_it_matters)
        for link in section.sources:
            text.append(f"{link.text if link.text != link.url else ''} {link.url}\n", style="dim")
    if digest.bottom_line:
        text.append("\nThe bottom line\n", style="bold cyan")
        _blocks(text, digest.bottom_line)
    if digest.sources:
        text.append("\nSources\n", style="bold cyan")
        for link in digest.sources:
            text.append(f"- {link.text}{f' {link.url}' if link.url else ''}\n")
    text.append(f"\n{document.id}  {digest.url or document.file}", style="dim")
    return text


def _story(text: Text, story: Story) -> None:
    if story.headline and not any(b.text.startswith(story.headline) for b in story.blocks[:1]):
        text.append(f"\n{story.headline}\n", style="bold")
    _blocks(text, story.blocks)
    if story.sources:
        text.append(f"Source: {', '.join(link.text for link in story.sources)}\n", style="dim")
    _why(text, story.why_it_matters)


def _blocks(text: Text, blocks: Sequence[Block]) -> None:
    for header, rows in groupby(blocks, key=lambda block: block.header):
        if header:
            text.append(f"{header}\n", style="bold")
        for row in rows:
            text.append(f"- {row.text}\n" if row.kind == "item" else f"{row.text}\n")


def _why(text: Text, why: Block | None) -> None:
    if why:
        text.append("Why it matters: ", style="italic").append(f"{why.text}\n")


def welcome_text(coverage: Coverage, today: dt.date) -> Text:
    """The chat's first lines."""
    text = Text(
        "Footnote: ask the archive. An empty line does nothing, /quit ends.\n", style="bold"
    )
    return text.append(coverage_line(coverage, today), style="dim")
