"""What was erased of a person, in words."""

from bot.state.values import Forgotten
from bot.words import say


def forgotten_line(erased: Forgotten) -> str:
    """What went, in one sentence; that there was nothing, where that is so."""
    counted = (
        ("forget-answers", erased.answers),
        ("forget-ratings", erased.ratings),
        ("forget-subscriptions", erased.subscriptions),
        ("forget-setups", erased.setups),
    )
    told = [say(key, count=count) for key, count in counted if count]
    return say("forget-done", what=", ".join(told)) if told else say("forget-none")
