"""What people read of a message."""

import discord

SORRY = "Something went wrong on my side, so I can't answer this now. Please try again later."


def texts(message: discord.Message) -> str:
    """A message's content and the text of its components, in order."""
    found = [message.content]
    waiting = list(message.components)
    while waiting:
        component = waiting.pop(0)
        if isinstance(component, discord.TextDisplay):
            found.append(component.content)
        waiting = [*getattr(component, "children", []), *waiting]
    return "\n".join(part for part in found if part)
