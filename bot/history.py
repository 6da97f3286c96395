"""What was said in a thread before a question, rebuilt from its messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.assistant.conversation import Turn, remembered

LOOKED_AT = 50  # messages before the question; Discord's largest page holds 100


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread in words: the bot's or a person's, and what it replied to."""

    id: int
    by_bot: bool
    text: str
    reply_to: int | None = None


def turns(messages: Sequence[Said]) -> tuple[Turn, ...]:
    """The last questions and answers of a thread, oldest first; `messages` are in that order.

    Only what the bot answered counts: what people say to each other is theirs, and the digest
    that opens a thread answers nobody. As much is kept as a conversation remembers.
    """
    # What a message is an answer to: one that is tried again replies to the first try.
    people = {message.id: message for message in messages if not message.by_bot}
    found: list[Turn] = []
    before: Said | None = None
    asked = False
    for message in messages:
        if not message.by_bot:
            before, asked = message, False
            continue
        if message.reply_to is not None:
            before, asked = people.get(message.reply_to), False
            if before is not None:
                people[message.id] = before
        if before is None or not before.text or not message.text:
            continue
        if asked:
            found[-1] = Turn("assistant", f"{found[-1].content}\n{message.text}")
            continue
        found += [Turn("user", before.text), Turn("assistant", message.text)]
        asked = True
    return remembered(found)
