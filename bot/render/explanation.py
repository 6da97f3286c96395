"""How an answer came about: what it was made of, by whom, how long it took, what it cost."""

from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from bot.assistant.answer import TOKENS, Answer, long_date, span_words
from bot.assistant.prices import NOTED, cost, dollars
from bot.render.terminal import bare, half
from index.digest import Evidence


def explanation_json(answer: Answer) -> dict[str, Any]:
    """The object that `footnote ask --explain --json` writes under 'explain'."""
    span, paid = answer.coverage.searched, cost(answer.tried, answer.usage)
    marks = _marks(answer)
    return {
        "outcome": answer.outcome,
        "fault": answer.fault,
        "standalone": answer.standalone,
        "searched_from": span.start.isoformat() if span.start else None,
        "searched_to": span.end.isoformat() if span.end else None,
        "widened": answer.coverage.widened,
        "writer": answer.writer,
        "model": answer.tried,
        "prompt": answer.prompt,
        "calls": _calls(answer),
        "usage": {name: getattr(answer.usage, name) for name in TOKENS} if answer.usage else None,
        "cost_usd": None if paid is None else f"{paid:f}",
        "prices_of": NOTED.isoformat(),
        "timings_ms": dict(answer.timings_ms),
        "dropped": answer.dropped,
        "record": answer.record,
        "passages": [
            {
                "rank": evidence.rank,
                "score": round(evidence.score, 6),
                "passage": evidence.passage.id,
                "citations": marks.get(evidence.passage.id, []),
            }
            for evidence in answer.evidence
        ],
    }


def explanation(answer: Answer) -> Group:
    """The same for people: facts, then the passages, best first."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, value in _facts(answer):
        facts.add_row(name, Text(value))
    if not answer.evidence:
        return Group(facts)
    passages = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    for name in ("rank", "score", "words", "meaning", "cited"):
        passages.add_column(name, justify="right", no_wrap=True)
    passages.add_column("passage", overflow="fold")
    marks = _marks(answer)
    for evidence in answer.evidence:
        cited = "".join(f"[{n}]" for n in marks.get(evidence.passage.id, []))
        passages.add_row(
            str(evidence.rank),
            f"{evidence.score:.4f}",
            half(evidence.words),
            half(evidence.meaning),
            Text(cited, style="cyan"),
            Text(_place(evidence)),
        )
    return Group(facts, Text(), passages)


def _facts(answer: Answer) -> list[tuple[str, str]]:
    span, usage = answer.coverage.searched, answer.usage
    days = span_words(span.start, span.end) if span else "all days"
    if answer.coverage.widened:
        days += ", widened to all days"
    tokens = "none"
    if usage:
        tokens = (
            f"{usage.input_tokens:,} read, {usage.output_tokens:,} written, "
            f"{usage.cache_read_input_tokens:,} read from the cache, "
            f"{usage.cache_creation_input_tokens:,} put into it; calls: {_calls(answer)}"
        )
    times = {"search": "search", "first": "first words", "total": "total"}
    return [
        ("searched as", bare(answer.standalone)),
        ("range", days),
        ("outcome", f"{answer.outcome}{f' ({answer.fault})' if answer.fault else ''}"),
        ("writer", answer.writer),
        ("model", answer.tried or "none"),
        ("prompt", answer.prompt[:12] if answer.prompt else "none"),
        ("tokens", tokens),
        ("cost", f"{dollars(cost(answer.tried, usage))} (prices of {long_date(NOTED)})"),
        ("time", ", ".join(f"{times.get(k, k)} {v:.0f} ms" for k, v in answer.timings_ms)),
        ("drafts dropped", str(answer.dropped)),
        ("record", answer.record or "none"),
    ]


def _calls(answer: Answer) -> int:
    return len(answer.usage.each) if answer.usage else 0


def _marks(answer: Answer) -> dict[str, list[int]]:
    """The numbers of the citations of each passage."""
    marks: dict[str, list[int]] = {}
    for citation in answer.citations:
        marks.setdefault(citation.passage, []).append(citation.n)
    return marks


def _place(evidence: Evidence) -> str:
    origin, passage = evidence.origin, evidence.passage
    where = " › ".join((origin.title, *passage.headings))
    return bare(f"{origin.publication}, {long_date(origin.date)}: {where}")
