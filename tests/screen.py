"""A terminal that remembers when it showed what."""

import io
import time

from rich.console import Console


class Screen(io.StringIO):
    """What is written to a terminal, with when, in seconds of `time.perf_counter`."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[float, str]] = []
        self.console = Console(file=self, force_terminal=True, width=100, highlight=False)

    def write(self, text: str) -> int:
        """Write, and remember when."""
        self.shown.append((time.perf_counter(), text))
        return super().write(text)

    def first(self, words: str) -> float:
        """When these words were first on it; endless where they never were."""
        return next((when for when, text in self.shown if words in text), float("inf"))
