"""How much may be asked: by a person and in a channel within an hour, on a server within a day."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.state import AskedBy
from bot.words import say

Kind = Literal["person", "channel", "day"]

_ONCE = RateLimitItemPerHour(1)
_SWEEP = 1_000  # keys between two looks for those that nothing is counted for any more


@dataclass(frozen=True, slots=True)
class Reached:
    """A limit that is reached: whose, and when it goes on, in seconds since 1970."""

    kind: Kind
    id: int
    until: int

    @property
    def line(self) -> str:
        """A kind word about it."""
        return say(f"limits-{self.kind}", when=f"<t:{self.until}:R>")


class Limits:
    """Counts questions while the process runs. A limit of 0 is none.

    The windows move: what was asked counts for an hour, or for a day, from its own moment.
    `place` tells which channel a channel counts as: a thread as its parent. Direct conversations
    are one server together.
    """

    def __init__(
        self,
        person: int = 0,
        channel: int = 0,
        day: int = 0,
        *,
        place: Callable[[int], int] = lambda id_: id_,
    ) -> None:
        items: dict[Kind, RateLimitItem] = {
            "person": RateLimitItemPerHour(person),
            "channel": RateLimitItemPerHour(channel),
            "day": RateLimitItemPerDay(day),
        }
        self._items = {kind: item for kind, item in items.items() if item.amount}
        self._place = place
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._keys: set[tuple[RateLimitItem, str, int]] = set()
        self._sweep_at = _SWEEP

    def reached(self, by: AskedBy) -> Reached | None:
        """The limit that one more question would pass, the one that lasts longest; None if none."""
        full = [
            Reached(kind, id_, math.ceil(self._windows.get_window_stats(item, kind, str(id_))[0]))
            for item, kind, id_ in self._counted(by)
            if not self._windows.test(item, kind, str(id_))
        ]
        return max(full, key=lambda each: each.until, default=None)

    def take(self, by: AskedBy) -> Reached | None:
        """Count a question, or say which limit it would pass; then it isn't counted."""
        if reached := self.reached(by):
            return reached
        for item, kind, id_ in self._counted(by):
            self._hit(item, kind, id_)
        return None

    def first(self, what: str, id_: int) -> bool:
        """Whether something is to be said that wasn't within an hour; from now on it was."""
        return self._hit(_ONCE, what, id_)

    def _counted(self, by: AskedBy) -> Iterator[tuple[RateLimitItem, Kind, int]]:
        channel = by.channel_id
        ids: dict[Kind, int | None] = {
            "person": by.user_id,
            "channel": None if channel is None else self._place(channel),
            "day": by.guild_id or 0,
        }
        for kind, item in self._items.items():
            if (id_ := ids[kind]) is not None:
                yield item, kind, id_

    def _hit(self, item: RateLimitItem, what: str, id_: int) -> bool:
        self._keys.add((item, what, id_))
        if len(self._keys) > self._sweep_at:
            self._sweep()
        return self._windows.hit(item, what, str(id_))

    def _sweep(self) -> None:
        """Forget whom nothing is counted for: the storage itself would keep each name."""
        for key in list(self._keys):
            item, what, id_ = key
            if self._windows.get_window_stats(item, what, str(id_)).remaining == item.amount:
                self._windows.clear(item, what, str(id_))
                self._keys.discard(key)
        self._sweep_at = 2 * len(self._keys) + _SWEEP
