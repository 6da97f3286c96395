"""What the bot doesn't hear without the Message Content intent, and how to grant it."""

from bot.words import say


def unheard(*, message_content: bool) -> str | None:
    """What is missing and how to mend it, in one line; None where nothing is."""
    return None if message_content else say("hearing-unheard")
