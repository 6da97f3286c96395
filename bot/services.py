"""What the bot is given at the entry: built once, passed on, never global."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.assistant.answer import Answer
from bot.assistant.conversation import Turn
from bot.modes import Modes
from bot.recorder import Recorder
from bot.settings import Settings
from bot.state import State
from bot.watch.metrics import Metrics
from index.digest import Scope
from index.scopes import EVERYWHERE
from index.search import Search
from index.store import Store


class Answering(Protocol):
    """What answers questions: the assistant, or a test's."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        about: str | None = None,
        scope: Scope = EVERYWHERE,
    ) -> AsyncIterator[Answer]:
        """The answer as it grows; the last one has `final`.

        `about` is a document's id, `scope` what may be evidence.
        """


@dataclass(frozen=True, slots=True)
class Services:
    """All that the Discord side works with.

    `clock` tells what day and hour it is for people: `settings.clock`, unless a test says else.
    Without a `recorder` that is opened no answer is recorded. `metrics` are told what happens,
    `modes` tell what is degraded.
    """

    settings: Settings
    store: Store
    search: Search
    assistant: Answering
    state: State
    clock: Callable[[], dt.datetime]
    recorder: Recorder = field(default_factory=Recorder)
    metrics: Metrics = field(default_factory=Metrics)
    modes: Modes = field(default_factory=Modes)
