"""`footnote eval`: search and answers measured on a file of questions."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.assistant.assistant import Assistant
from bot.cli.index import level
from bot.evaluation.questions import Question, read_questions
from bot.evaluation.scores import Row, Score, rows, score
from bot.opening import open_assistant, open_store
from bot.render.printable import json_line
from bot.settings import Settings
from index.store import Store

FIGURES = ("found", "cited", "facts", "valid", "right", "wrong", "told")
_LEGEND = (
    "found: a needed passage is among those that the answer is made of; cited: among those that it "
    "cites; facts: of a good answer, told; valid: citations whose words stand in their passage; "
    "right, wrong: abstentions where there is no answer, where there is one; told: contradictions "
    "with both sides cited"
)


async def evaluate(settings: Settings, file: Path, *, as_json: bool) -> None:
    """Ask every question of a file once and write how the answers stand against its evidence.

    Raises BotFault where the file holds no questions.
    """
    questions = read_questions(file)
    stderr = Console(stderr=True)
    async with (
        open_store(settings) as (store, indexer),
        open_assistant(settings, store) as assistant,
    ):
        await level(indexer)
        scores = [
            await _asked(assistant, store, question)
            for question in track(questions, "asking", console=stderr, transient=True)
        ]
        writer = assistant.author
    found = rows(scores)
    if as_json:
        value = {
            "file": str(file),
            "date": settings.today.isoformat(),
            "writer": writer,
            "types": [row_json(row) for row in found],
            "questions": [_question_json(each) for each in scores],
        }
        print(json_line(value))  # noqa: T201
        return
    from bot.render.terminal import stdout

    stdout().print(table(found, f"{file.name} · {settings.today} · {writer}"))


async def _asked(assistant: Assistant, store: Store, question: Question) -> Score:
    answer = await assistant.answer(question.text, question.history)
    cited = dict.fromkeys(each.passage for each in answer.citations)
    held = await store.catalog.evidence([(id_, 0.0) for id_ in cited])
    return score(question, answer, held)


def table(found: Sequence[Row], title: str) -> Table:
    """The rows as a table, how many of how many; the shares of all in the last line."""
    shown = Table(title=title, caption=_LEGEND, show_footer=True, padding=(0, 0))
    shown.add_column("type", "share")
    for name in ("asked", *FIGURES, "ms"):
        footer = _share(*getattr(found[-1], name)) if name in FIGURES else ""
        shown.add_column(name, footer, justify="right", no_wrap=True)
    for row in found:
        told = (_of(*getattr(row, name)) for name in FIGURES)
        shown.add_row(row.kind, str(row.questions), *told, f"{row.milliseconds:.0f}")
    return shown


def row_json(row: Row) -> dict[str, Any]:
    """A row as an object, each share as [how many, of how many]."""
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _question_json(each: Score) -> dict[str, Any]:
    asked = each.question
    told = {f.name: getattr(each, f.name) for f in fields(each) if f.name != "question"}
    return {"id": asked.id, "type": asked.kind, "answerable": asked.answerable, **told}


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else ""


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else ""
