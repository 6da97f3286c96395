"""How long an answer by Claude takes on this side: before the call, and until its words are seen.

python -m tests.benchmarks.latency QUESTIONS DATA [--now ISO] [--pause SECONDS]

DATA is the index of the archive that QUESTIONS ask about; it is opened as it is. A server of this
machine stands in for the API, and sends five characters every PAUSE seconds.
"""

import argparse
import asyncio
import datetime as dt
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.assistant.assistant import Assistant
from bot.assistant.claude import ClaudeWriter, make_client
from bot.cli.chat import _answered
from bot.cli.lines import Line, parse_line
from bot.recorder import Recorder
from index.search import Search
from index.store import Store
from tests.messages_server import MODEL, Cite, Json, MessagesServer, Reply, Text, search_results
from tests.screen import Screen

FIRST = "Several"
SAID = f"{FIRST} digests tell what happened on that day, and what came of it."


def reply(pause: float, body: Json) -> Reply:
    """One claim with a citation of what came first."""
    found = search_results(body)[:1]
    cites = tuple(Cite(each["source"], 0, 1) for each in found)
    return Reply((Text(SAID, cites),), pause=pause)


async def measure(
    data: Path, lines: Sequence[Line], now: dt.datetime, pause: float
) -> tuple[list[float], list[float]]:
    """Milliseconds before the call, and from the first token to the terminal, by question."""
    before, behind = [], []
    async with (
        MessagesServer() as server,
        Store(data) as store,
        make_client("test-key", server.url, 30) as client,
    ):
        writer = ClaudeWriter(client, MODEL, 500)
        assistant = Assistant(store, Search(store), writer, clock=lambda: now)
        for line in [*lines[:3], *lines]:  # the first three warm up what is read once
            screen = Screen()
            server.enqueue(*[lambda body: reply(pause, body)] * 2)
            calls, words = len(server.asked_at), len(server.spoke_at)
            started = time.perf_counter()
            await _answered(assistant, Recorder(), screen.console, line)
            if len(server.asked_at) > calls:
                before.append(1000 * (server.asked_at[calls] - started))
                behind.append(1000 * (screen.first(FIRST) - server.spoke_at[words]))
            server._replies.clear()
    return before[3:], behind[3:]


def table(figures: dict[str, list[float]]) -> Table:
    """Medians and what is rarely passed."""
    found = Table("milliseconds", "questions", "median", "95th percentile", "most")
    for name, times in figures.items():
        late = statistics.quantiles(times, n=20)[-1]
        row = (statistics.median(times), late, max(times))
        found.add_row(name, str(len(times)), *(f"{each:.0f}" for each in row))
    return found


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--now", default="2026-04-22")
    parser.add_argument("--pause", type=float, default=0.02)
    given = parser.parse_args()
    lines = [parse_line(line) for line in given.questions.read_text("utf-8").splitlines()]
    now = dt.datetime.fromisoformat(given.now).replace(tzinfo=dt.UTC)
    before, behind = asyncio.run(measure(given.data, lines, now, given.pause))
    figures = {"question to call": before, "first token to first words": behind}
    Console().print(table(figures))


if __name__ == "__main__":
    main()
