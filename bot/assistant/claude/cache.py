"""Whether the prompt's stable beginning is read from the API's cache."""

import structlog

from bot.assistant.answer import Usage

log = structlog.get_logger()

LIFE = 300.0  # seconds for which the API keeps what isn't read


class PromptCache:
    """Watches the calls with one prompt, and warns where one reads nothing that was kept.

    What is shorter than the model's minimum is never written, and never warned of.
    """

    def __init__(self) -> None:
        self._kept: float | None = None

    def called(self, usage: Usage, *, began: float, answered: float) -> None:
        """Take in a call that began and was answered at these seconds of one clock."""
        alive = self._kept is not None and 0 <= began - self._kept < LIFE
        if alive and not usage.cache_read_input_tokens:
            log.warning(
                "cache_not_read",
                hint="What Claude keeps of the prompt isn't read: each question pays for it all.",
            )
        if usage.cache_read_input_tokens or usage.cache_creation_input_tokens:
            self._kept = answered
