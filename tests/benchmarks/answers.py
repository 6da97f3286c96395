"""How often answers cite the evidence of a question file, and abstain where there is none.

python -m tests.benchmarks.answers QUESTIONS ARCHIVE [--data DIR] [--now ISO]

QUESTIONS holds a JSON object a line: question, history, type, answerable, and evidence, a list of
{file, quote}. A hit cites a file that the evidence names; a quote hit cites words of a quote.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.assistant.answer import Answer
from bot.cli.index import level
from bot.cli.lines import parse_line
from bot.opening import open_assistant, open_store
from bot.settings import Settings, load_settings
from index.terms import words_of


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question."""

    kind: str
    answerable: bool
    abstained: bool
    hit: bool
    quote_hit: bool
    milliseconds: float


def judge(question: dict[str, Any], answer: Answer) -> Result:
    """Hold an answer against its question's evidence."""
    files = {Path(evidence["file"]).name for evidence in question["evidence"]}
    quotes = [" ".join(words_of(evidence["quote"])) for evidence in question["evidence"]]
    cited = () if answer.abstained else answer.citations
    said = [" ".join(words_of(citation.quote)) for citation in cited]
    return Result(
        question["type"],
        question["answerable"],
        answer.abstained,
        any(Path(citation.file).name in files for citation in cited),
        any(words in quote or quote in words for words in said for quote in quotes),
        dict(answer.timings_ms)["total"],
    )


async def measure(settings: Settings, lines: Sequence[str]) -> list[Result]:
    """Ask every question once."""
    results = []
    async with (
        open_store(settings) as (store, indexer),
        open_assistant(settings, store) as assistant,
    ):
        await level(indexer)
        for line in lines:
            asked = parse_line(line)
            answer = await assistant.answer(asked.question, asked.history)
            results.append(judge(json.loads(line), answer))
    return results


def table(results: Sequence[Result]) -> Table:
    """The results by the type of question."""
    found = Table("type", "answerable", "file hit", "quote hit", "abstained", "not answerable")
    found.add_column("abstained")
    found.add_column("median ms")
    kinds: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        kinds[result.kind].append(result)
    for kind, some in [*sorted(kinds.items()), ("all", list(results))]:
        yes = [result for result in some if result.answerable]
        no = [result for result in some if not result.answerable]
        found.add_row(
            kind,
            str(len(yes)),
            str(sum(result.hit for result in yes)),
            str(sum(result.quote_hit for result in yes)),
            str(sum(result.abstained for result in yes)),
            str(len(no)),
            str(sum(result.abstained for result in no)),
            f"{statistics.median(result.milliseconds for result in some):.0f}",
        )
    return found


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("archive")
    parser.add_argument("--data", type=Path, help="keep the index here")
    parser.add_argument("--now", default="2026-04-22")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            archive=(given.archive,),
            data=given.data or Path(folder),
            now=given.now,
            writer="extractive",
        )
        lines = given.questions.read_text("utf-8").splitlines()
        Console().print(table(asyncio.run(measure(settings, lines))))


if __name__ == "__main__":
    main()
