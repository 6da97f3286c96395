"""What isn't as it should be just now, and what is done instead."""

from enum import Enum

import structlog

log = structlog.get_logger()


class Mode(Enum):
    """A way in which Footnote goes on while something is away; the value tells it to an operator.

    In the order in which it matters to people.
    """

    DISCORD = "Discord away: trying again"
    STATE = "state database away: records and posts wait"
    INDEX = "index not level: answering from what is indexed"
    CLAUDE = "Claude away: quoting instead"
    MEANING = "search by meaning away: searching by words"
    VECTORS = "no vectors yet: searching by words"


class Modes:
    """The degraded modes of this process. Each is logged as it begins and as it ends.

    They are `quiet` where somebody looks on who is told in another way.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._log = log.debug if quiet else log.warning
        self._now: set[Mode] = set()

    def tell(self, mode: Mode, *, degraded: bool) -> None:
        """Note how it stands; what is known already says nothing."""
        if degraded == (mode in self._now):
            return
        if degraded:
            self._now.add(mode)
            self._log("degraded", mode=mode.value)
        else:
            self._now.remove(mode)
            self._log("recovered", mode=mode.value)

    @property
    def now(self) -> tuple[Mode, ...]:
        """What is degraded now, what matters most first; empty where all is well."""
        return tuple(mode for mode in Mode if mode in self._now)
