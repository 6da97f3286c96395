"""The measure of retrieval, on a tiny archive."""

import asyncio
import datetime as dt
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from bot.evaluation.questions import Question, question_of
from tests.benchmarks.retrieval import Measured, lines_of, measure, share_met, table
from tests.index.embedders import WordsEmbedder
from tests.index.making import ISSUES, write

TODAY = dt.date(2026, 4, 4)
ITEMS = {
    f"2026/04/0{day}/{name}.md": f"# {name}\n\nThe {name} was seen on day {day} of the month."
    for day in (5, 6)
    for name in ("badger", "heron", "otter")
}


def _question(text: str, quotes: dict[str, str], kind: str = "single_fact") -> Question:
    evidence = [{"file": f"archive/{file}", "quote": quote} for file, quote in quotes.items()]
    history = [
        {"role": "user", "content": "What leads the benchmark?"},
        {"role": "assistant", "content": "Zephyr."},
    ]
    line = {"id": text[:6], "type": kind, "question": text, "evidence": evidence}
    return question_of(json.dumps(line | {"history": history if kind == "follow_up" else []}))


QUESTIONS = [
    _question("Who orders fuel cells?", {"2026-04-03.md": "Oracle orders fuel cells."}),
    _question("And with how many points?", {"2026-04-02.md": "58.4 points"}, "follow_up"),
    _question(
        "What happened to colleagues and leases on 1 April 2026?",
        {"2026-04-01.md": "Meta leases capacity.", "notes.md": "Agents forget their colleagues."},
        "temporal",
    ),
]


def _measured(
    folder: Path, questions: Sequence[Question] = QUESTIONS, *, peers: bool = False
) -> tuple[Measured, WordsEmbedder]:
    embedder = WordsEmbedder()
    archive, data = str(folder / "archive"), folder / "data"
    made = measure(questions, archive, data, TODAY, peers=peers, embedder=embedder)
    return asyncio.run(made), embedder


def test_needs_met_are_counted(tmp_path: Path) -> None:
    """A follow-up is searched with its conversation, and a day that is named filters."""
    write(tmp_path / "archive", ISSUES)
    measured, _ = _measured(tmp_path)
    (ours,) = measured.runs
    assert [share_met([a], [f], 10) for a, f in zip(measured.asked, ours.found, strict=True)] == [
        1.0,
        1.0,
        0.5,
    ]
    assert share_met(measured.asked, ours.found, 10) == 0.75
    assert share_met(measured.asked, ours.found, 0) == 0.0
    (miss,) = measured.misses
    assert list(lines_of(miss)) == [
        "What h (temporal): What happened to colleagues and leases on 1 April 2026?",
        "    within:   2026-04-01 to 2026-04-01",
        "    needs:    archive/notes.md",
        "    rank:     not among 200",
        "    instead:  2026-04-01.md",
    ]


def test_peers_search_the_same_files(tmp_path: Path) -> None:
    """Each way of searching has its columns, and finds items in the files that they stand in."""
    write(tmp_path / "archive", ISSUES | ITEMS)
    asked = _question("Which heron?", {"2026/04/05/heron.md": "The heron was seen on day 5"})
    measured, embedder = _measured(tmp_path, [*QUESTIONS, asked], peers=True)
    assert [run.name for run in measured.runs] == ["Footnote", "dense", "BM25", "RRF of both"]
    assert measured.chunks == len(ISSUES) + len(ITEMS)
    for run in measured.runs:
        assert share_met(measured.asked[-1:], run.found[-1:], 10) == 1.0
        assert len(run.milliseconds) == 4
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(table(measured, [5, 10], "needs met"))
    lines = console.export_text().splitlines()
    first = {line.split("│")[1].strip(): line for line in lines if "│" in line}
    assert list(first) == [
        "follow_up",
        "single_fact",
        "temporal",
        "all but follow-ups",
        "all",
        "median ms",
    ]
    assert first["temporal"].split("│")[2:5] == [" 1     ", " 2     ", " 0.50  0.50 "]
    texts = embedder.texts
    again, embedder = _measured(tmp_path, [*QUESTIONS, asked], peers=True)
    assert [run.found for run in again.runs] == [run.found for run in measured.runs]
    assert embedder.texts < texts - measured.chunks  # chunks and passages were kept


@pytest.mark.parametrize("question", ["", "the", "zzzz"])
def test_a_question_that_finds_nothing_is_a_miss(tmp_path: Path, question: str) -> None:
    """Words that nothing holds meet no need, and stop neither us nor a peer."""
    write(tmp_path / "archive", ISSUES)
    asked = [_question(question, {"2026-04-02.md": "a quote that nobody wrote"})]
    measured, _ = _measured(tmp_path, asked, peers=True)
    assert [share_met(measured.asked, run.found, 10) for run in measured.runs] == [0.0] * 4
    assert [(miss.rank, miss.held) for miss in measured.misses] == [(None, False)]
