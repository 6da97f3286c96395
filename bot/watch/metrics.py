"""What happens, told where it happens; counted where somebody watches."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.state.values import Feedback, Record

if TYPE_CHECKING:
    import aiohttp

    from bot.client import FootnoteBot
    from bot.recorder import Recorder
    from bot.state.state import State
    from index.indexer import Report
    from index.store import Store

Posted = Literal["sent", "failed", "blocked"]
Lettered = Literal["sent", "refused", "failed"]


@dataclass(slots=True)
class Watched:
    """What can be looked at, as far as it is there by now.

    `looked` is when the index was last brought level by this process, in seconds of a clock that
    only goes on. `modes` tells what is degraded, `recorder` what waits to be written, `stopping`
    that nothing new is taken any more.
    """

    store: "Store | None" = None
    state: "State | None" = None
    bot: "FootnoteBot | None" = None
    looked: float | None = None
    modes: Callable[[], Iterable[str]] = tuple
    recorder: "Recorder | None" = None
    stopping: bool = False

    @contextmanager
    def of(self, store: "Store", state: "State") -> Iterator[None]:
        """The stores can be looked at as long as the block runs: not when they are closed."""
        self.store, self.state = store, state
        try:
            yield
        finally:
            self.store = self.state = None


class Metrics:
    """Counts nothing: that is for who watches. None of what it is told holds a person's words."""

    trace: "aiohttp.TraceConfig | None" = None  # what sees the requests to Discord

    def __init__(self) -> None:
        self.watched = Watched()

    def answered(self, record: Record) -> None:
        """An answer ended, however it did."""

    def voted(self, feedback: Feedback) -> None:
        """Somebody voted on an answer."""

    def posted(self, outcome: Posted, delay: dt.timedelta | None = None) -> None:
        """A daily post was tried; `delay` is by how much it came behind its hour."""

    def looked_for_posts(self, due: int, held_up: int) -> None:
        """A look at all servers left so many posts due, and so many servers that must mend."""

    def lettered(self, outcome: Lettered) -> None:
        """A letter by direct message was tried."""

    def levelled(self, report: "Report") -> None:  # noqa: ARG002 -- what counts looks into it
        """The index was brought level."""
        self.watched.looked = time.monotonic()

    def lagged(self, seconds: float) -> None:
        """The event loop came so much later than it was asked to."""
