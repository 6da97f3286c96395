"""How long `footnote --help` takes, beside an interpreter that does nothing.

python -m tests.benchmarks.startup [RUNS]
"""

import statistics
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "footnote --help": [sys.executable, "-m", "bot", "--help"],
}


def seconds(command: list[str]) -> float:
    """The time that one run of a command takes."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    """Run both in turn, print medians."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    took: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            took[name].append(seconds(command))
    table = Table("command", "median s", "min s", "max s", title=f"{runs} runs in turn")
    for name, times in took.items():
        figures = (statistics.median(times), min(times), max(times))
        table.add_row(name, *(f"{figure:.3f}" for figure in figures))
    Console().print(table)


if __name__ == "__main__":
    main()
