"""People as Discord tells of them: what they speak, and how the bot came to where they are."""

from typing import Any

import pytest
import simcord.interactions


def calling(patch: pytest.MonkeyPatch, **told: Any) -> None:
    """From now on interactions tell this (`locale`, `guild_locale`, …): simcord's are American."""
    made = simcord.interactions.base_payload

    def base_payload(*args: Any, **kwargs: Any) -> Any:
        record, payload = made(*args, **kwargs)
        return record, payload | told

    patch.setattr(simcord.interactions, "base_payload", base_payload)
